/**
 * Counts what requests came to and how long they took, and prints it in the text format of Prometheus. Fed at the gates and behind them, by
 * `main.ts`. Printed here and not by prom-client, which takes 40 ms to load, a seventh of what a start may take.
 */

/** A value that is read when somebody asks. */
export interface Gauge {
  readonly name: string
  readonly help: string
  /** Label values beside the number, in order. */
  read(): readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
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

  print(gauges: readonly Gauge[]): string {
    return [...this.#requests(), ...gauges.flatMap(printGauge), ''].join('\n')
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

  #requests(): readonly string[] {
    const name = 'sallyport_request_duration_seconds'
    const lines = [`# HELP ${name} Requests by API and status, and how long they took.`, `# TYPE ${name} histogram`]
    for (const { api, status, buckets, count, seconds } of this.#all()) {
      const labels = { api, status: String(status) }
      for (const [at, bound] of BOUNDS.entries())
        lines.push(`${name}_bucket${printLabels({ ...labels, le: String(bound) })} ${buckets[at]}`)
      lines.push(`${name}_bucket${printLabels({ ...labels, le: '+Inf' })} ${count}`)
      lines.push(`${name}_sum${printLabels(labels)} ${seconds}`, `${name}_count${printLabels(labels)} ${count}`)
    }
    return lines
  }
}

const printGauge = ({ name, help, read }: Gauge): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} gauge`,
  ...read().map(({ labels, value }) => `${name}${printLabels(labels)} ${value}`),
]

function printLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
