import { createServer } from 'node:net'
import { missingVersions, parseApiVersions, preflight, type Versions } from '../../../connectors/kafka/preflight.ts'

/** Oldest and newest versions that Kafka 4.1 announces, from its protocol guide. */
const kafka41: ReadonlyMap<number, Versions> = new Map(
  (
    [
      [0, 0, 13], // Produce: announced from 0 for old clients, served from 3
      [1, 4, 17],
      [2, 1, 11],
      [3, 0, 13],
      [8, 2, 10],
      [9, 1, 10],
      [10, 0, 6],
      [11, 0, 9],
      [12, 0, 4],
      [13, 0, 5],
      [14, 0, 5],
      [19, 2, 7],
      [22, 0, 6],
    ] as const
  ).map(([key, min, max]) => [key, { min, max }]),
)

test('Kafka 4.1 speaks what kafkajs needs', () => {
  expect(missingVersions(kafka41)).toEqual([])
})

test('what a broker no longer, not yet or never speaks is named', () => {
  const broker = new Map(kafka41)
  broker.set(1, { min: 12, max: 20 })
  broker.set(0, { min: 0, max: 2 })
  broker.delete(22)
  expect(missingVersions(broker)).toEqual([
    'Produce: the broker speaks 0–2, kafkajs 3–7',
    'Fetch: the broker speaks 12–20, kafkajs 4–11',
    'InitProducerId: not offered',
  ])
})

/** Correlation id 1, no error, one API: Fetch from 12 to 20. */
const tooNew = Buffer.from('00000001000000000001' + '0001000c0014', 'hex')

test('an answer is read as the protocol lays it out', () => {
  expect(parseApiVersions(tooNew)).toEqual(new Map([[1, { min: 12, max: 20 }]]))
})

async function answering(answer: Buffer | null) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => (answer === null ? socket.destroy() : socket.write(answer)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(server.address() as { port: number }).port}`
  return { address, close: () => new Promise((resolve) => server.close(resolve)) }
}

test('a broker that is too new stops the start with a clear sentence', async () => {
  const size = Buffer.alloc(4)
  size.writeInt32BE(tooNew.length)
  const { address, close } = await answering(Buffer.concat([size, tooNew]))
  await expect(preflight([address], 'test')).rejects.toThrow(/Fetch: the broker speaks 12–20, kafkajs 4–11.*Kafka 2.1/)
  await close()
})

test('brokers that do not answer are unavailable, each with its reason', async () => {
  const { address, close } = await answering(null)
  const refused = await answering(null)
  await refused.close()
  const reason = {
    name: 'Unavailable',
    service: 'kafka',
    message: expect.stringMatching(/before an answer.*ECONNREFUSED/),
  }
  await expect(preflight([address, refused.address], 'test', 1_000)).rejects.toMatchObject(reason)
  await close()
})
