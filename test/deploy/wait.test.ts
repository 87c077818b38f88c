import { delay, waitFor } from '../../deploy/wait.ts'
import { Unavailable } from '../../schemas/failures.ts'
import { type Log, silentLog } from '../../schemas/log.ts'

const away = (): Promise<string> => Promise.reject(new Unavailable('kafka', 'connection refused'))

test('waits until the service is there, and says what is awaited', async () => {
  const said: string[] = []
  const log: Log = { ...silentLog, info: (fields, message) => said.push(`${message} ${JSON.stringify(fields)}`) }
  let tries = 0
  const result = await waitFor('Kafka', () => (++tries < 3 ? away() : Promise.resolve('there')), { seconds: 60, log })
  expect(result).toBe('there')
  expect(said).toHaveLength(3)
  expect(said[0]).toMatch(/^waiting for a service .*"service":"Kafka".*connection refused/)
  expect(said[2]).toMatch(/^service is there/)
})

test('gives up after the limit with a sentence', async () => {
  let tries = 0
  const trying = () => {
    tries += 1
    return away()
  }
  await expect(waitFor('Kafka', trying, { seconds: 0.5, log: silentLog })).rejects.toThrow(
    'Kafka did not answer within 0.5 s (connection refused): start it or correct its endpoint',
  )
  // After a quarter of a second, and not once more after half a second.
  expect(tries).toBeLessThanOrEqual(2)
})

test('an error that waiting does not cure ends it at once', async () => {
  let tries = 0
  const wrong = async () => {
    tries += 1
    throw new TypeError('wrong')
  }
  await expect(waitFor('Kafka', wrong, { seconds: 5, log: silentLog })).rejects.toThrow(TypeError)
  expect(tries).toBe(1)
})

test('a signal ends the waiting', async () => {
  const controller = new AbortController()
  const waiting = waitFor('Kafka', away, { seconds: 60, log: silentLog, signal: controller.signal })
  setTimeout(() => controller.abort(), 50)
  await expect(waiting).rejects.toThrow(Unavailable)
  await delay(60_000, controller.signal)
})
