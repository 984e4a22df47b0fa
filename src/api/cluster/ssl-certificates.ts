/** `GET /_ssl/certificates`: the certificates that the node's HTTP connections use; none without TLS. */
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'

export const sslCertificates = serverApi({
  name: 'ssl.certificates',
  summary: 'Shows the certificates of the node’s HTTP connections',
  routes: [{ method: 'GET', path: '/_ssl/certificates' }],
  action: 'cluster:monitor/xpack/ssl/certificates/get',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'cluster' }),
  handle: ({ certificates }) =>
    ok(
      certificates().map(({ path, format, subject, issuer, serial, hasKey, expires }) => ({
        path,
        format,
        alias: null,
        subject_dn: subject,
        serial_number: serial,
        has_private_key: hasKey,
        expiry: new Date(expires).toISOString(),
        issuer,
      })),
    ),
})
