import { createMemoryBroker } from '../../connectors/memory/broker.ts'
import { ensureTopics } from '../../deploy/provision.ts'
import { Unavailable } from '../../schemas/failures.ts'
import { silentLog } from '../../schemas/log.ts'
import { topics } from '../../topics/index.ts'

test('a broker that has just started and is not ready at any call is waited for, and it is said', async () => {
  const { admin } = createMemoryBroker()
  const reason = 'There is no leader for this topic-partition as we are in the middle of a leadership election'
  /** The first call fails. */
  const late = <A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) => {
    let calls = 0
    return async (...args: A): Promise<T> => {
      calls += 1
      if (calls === 1) throw new Unavailable('kafka', reason)
      return call(...args)
    }
  }
  const starting = { ...admin, listTopics: late(admin.listTopics), ensureTopics: late(admin.ensureTopics) }
  const waits: string[] = []
  const onWait = (...said: string[]) => waits.push(said.join(': '))
  const names = topics.map(({ name }) => name)
  expect(await ensureTopics({ admin: starting }, { seconds: 30, log: silentLog, onWait })).toEqual(names)
  expect(await admin.listTopics()).toEqual(names.toSorted())
  expect(waits).toEqual([`Kafka: ${reason}`, `Kafka: ${reason}`])
})
