/** The file that runs in each worker of a node: starts a node as the first process orders, and ends with it. Forked by `worker-pool.ts`. */
import { type RunningNode, startNode } from './main.ts'
import { createLog } from './observe/log.ts'
import { Channel } from './workers/channel.ts'
import { joinGroup } from './workers/group.ts'

const channel = new Channel((message) => process.send?.(message))
process.on('message', (message) => channel.receive(message))

const starting = start()
let isStopping = false

async function start(): Promise<RunningNode> {
  const order = await channel.ask('order', undefined)
  const { config, worker } = order
  const observer = createLog(config['sallyport.log.level'] as Parameters<typeof createLog>[0], { worker })
  return startNode({ config, observer, group: joinGroup(order, channel) })
}

async function stop(reason: string): Promise<void> {
  if (isStopping) return
  isStopping = true
  const node = await starting
  await node.stop(reason)
  process.exit(0)
}

channel.serve('stop', stop)
process.on('SIGTERM', () => void stop('SIGTERM'))
// A terminal sends it to all: the first process says what is to be done.
process.on('SIGINT', () => {})

try {
  const { url } = await starting
  await channel.ask('listening', url)
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException
  await channel.ask('failed', { message, code })
  process.exit(1)
}
