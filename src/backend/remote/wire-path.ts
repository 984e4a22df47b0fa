/** The one place where paths for the cluster behind are written: from decoded segments, each encoded as a whole. */
import type { UpstreamRequest } from '../../request/remote-form.ts'

/** `/logs%2C2024/_doc/1?refresh=true`: whatever a segment holds, it stays one segment. */
export function wirePath({ path, query }: Pick<UpstreamRequest, 'path' | 'query'>): string {
  const segments = path.map(encodeSegment).join('/')
  if (query.size === 0) return `/${segments}`
  const pairs = [...query].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  return `/${segments}?${pairs.join('&')}`
}

/** `.` and `..` would be taken for steps by somebody on the way; commas between names are kept readable, and mean the same. */
function encodeSegment(segment: string): string {
  if (segment === '.' || segment === '..') return segment.replaceAll('.', '%2E')
  return encodeURIComponent(segment).replaceAll('%2C', ',')
}
