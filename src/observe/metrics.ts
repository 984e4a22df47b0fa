/**
 * Counts what requests came to and how long they took, and prints it in the text format of Prometheus. Fed at the gates and behind them, by
 * `main.ts`. Printed here and not by prom-client, which takes 40 ms to load, a seventh of what a start may take.
 */

/** A value that is read when somebody asks. */
export interface Gauge {
  readonly name: string
  readonly help: string
  /** What several processes come to together. */
  readonly together: 'sum' | 'least'
  /** Label values beside the number, in order. */
  read(): readonly GaugeValue[]
}

interface GaugeValue {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What one process counted and read, as plain data. */
export interface MetricsReading {
  readonly series: readonly Series[]
  readonly gauges: readonly (Omit<Gauge, 'read'> & { readonly values: readonly GaugeValue[] })[]
}

/** Upper bounds in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Series {
  readonly api: string
  readonly status: number
  readonly buckets: number[]
  count: number
  seconds: number
}

export class Metrics {
  /** By API, then by status. */
  readonly #series = new Map<string, Map<number, Series>>()

  /** `api` is a declared name, so the number of series is bounded. */
  observe(api: string, status: number, seconds: number): void {
    const series = this.#find(api, status)
    series.count++
    series.seconds += seconds
    for (let at = BOUNDS.length - 1; at >= 0 && seconds <= BOUNDS[at]!; at--) series.buckets[at]!++
  }

  read(gauges: readonly Gauge[]): MetricsReading {
    return {
      series: this.#all(),
      gauges: gauges.map(({ read, ...gauge }) => ({ ...gauge, values: read() })),
    }
  }

  #find(api: string, status: number): Series {
    const known = this.#series.get(api)?.get(status)
    if (known) return known
    const series: Series = { api, status, buckets: BOUNDS.map(() => 0), count: 0, seconds: 0 }
    const ofApi = this.#series.get(api) ?? new Map<number, Series>()
    this.#series.set(api, ofApi.set(status, series))
    return series
  }

  #all(): readonly Series[] {
    return [...this.#series.values()].flatMap((ofApi) => [...ofApi.values()])
  }
}

/** The readings of one process or several, added up. */
export function printMetrics(readings: readonly MetricsReading[]): string {
  const gauges = readings.flatMap((reading) => reading.gauges)
  const names = [...new Set(gauges.map(({ name }) => name))]
  return [
    ...printRequests(sumSeries(readings.flatMap(({ series }) => series))),
    ...names.flatMap((name) => printGauge(gauges.filter((gauge) => gauge.name === name))),
    '',
  ].join('\n')
}

function sumSeries(all: readonly Series[]): readonly Series[] {
  const sums = new Map<string, Series>()
  for (const { api, status, buckets, count, seconds } of all) {
    const before = sums.get(`${api} ${status}`)
    sums.set(`${api} ${status}`, {
      api,
      status,
      buckets: buckets.map((value, at) => value + (before?.buckets[at] ?? 0)),
      count: count + (before?.count ?? 0),
      seconds: seconds + (before?.seconds ?? 0),
    })
  }
  return [...sums.values()]
}

function printRequests(all: readonly Series[]): readonly string[] {
  const name = 'sallyport_request_duration_seconds'
  const lines = [`# HELP ${name} Requests by API and status, and how long they took.`, `# TYPE ${name} histogram`]
  for (const { api, status, buckets, count, seconds } of all) {
    const labels = { api, status: String(status) }
    for (const [at, bound] of BOUNDS.entries())
      lines.push(`${name}_bucket${printLabels({ ...labels, le: String(bound) })} ${buckets[at]}`)
    lines.push(`${name}_bucket${printLabels({ ...labels, le: '+Inf' })} ${count}`)
    lines.push(`${name}_sum${printLabels(labels)} ${seconds}`, `${name}_count${printLabels(labels)} ${count}`)
  }
  return lines
}

/** One gauge, as each process reads it. */
function printGauge(readings: MetricsReading['gauges']): readonly string[] {
  const { name, help, together } = readings[0]!
  const values = new Map<string, number>()
  for (const { labels, value } of readings.flatMap((reading) => reading.values)) {
    const place = `${name}${printLabels(labels)}`
    const before = values.get(place)
    if (before === undefined) values.set(place, value)
    else values.set(place, together === 'sum' ? before + value : Math.min(before, value))
  }
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...[...values].map(([place, value]) => `${place} ${value}`)]
}

function printLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
