/** The pipeline with what each request came to and how long it took counted. Wrapped around it by `main.ts`. */
import { ElasticError } from './core/errors.ts'
import type { Metrics } from './observe/metrics.ts'
import type { Pipeline } from './pipeline.ts'

/** Stands for the API of requests that the first gate refuses: nobody knows yet what they ask for. */
const NOBODY = 'unidentified'

export function measuredPipeline({ identify, perform }: Pipeline, metrics: Metrics): Pipeline {
  const since = (begun: number): number => (performance.now() - begun) / 1000
  const statusOf = (error: unknown): number => (error instanceof ElasticError ? error.status : 500)
  return {
    async identify(head) {
      const begun = performance.now()
      try {
        return await identify(head)
      } catch (error) {
        metrics.observe(NOBODY, statusOf(error), since(begun))
        throw error
      }
    },
    async perform(identity, call) {
      const begun = performance.now()
      try {
        const reply = await perform(identity, call)
        metrics.observe(call.api.name, reply.status, since(begun))
        return reply
      } catch (error) {
        metrics.observe(call.api.name, statusOf(error), since(begun))
        throw error
      }
    },
  }
}
