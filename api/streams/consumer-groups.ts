/** In whose name somebody may consume here: never in that of the pipeline, which would miss what he is given. */
import type { Broker } from '../../topics/broker.ts'
import { topics } from '../../topics/index.ts'
import { GatewayProblem } from '../problems.ts'

/** They read managed streams; all other groups of the pipeline are known by the topics that they read. */
const ofStreams = /^(operations?|archive)\./

/** Throws a `GatewayProblem`. */
export async function demandFreeGroup({ admin }: Pick<Broker, 'admin'>, group: string): Promise<void> {
  if (!ofStreams.test(group) && !(await readsPipeline(admin, group))) return
  const detail = `group must not be one of the pipeline, which would miss the messages; got ${JSON.stringify(group)}`
  throw new GatewayProblem('invalid-value', detail, { field: 'group' })
}

async function readsPipeline(admin: Broker['admin'], group: string): Promise<boolean> {
  if (!(await admin.listGroups()).includes(group)) return false
  const present = new Set(await admin.listTopics())
  const own = topics.map(({ name }) => name).filter((name) => present.has(name))
  return (await admin.lag(group, own)).some(({ committed }) => committed !== null)
}
