import { readFileSync } from 'node:fs'
import { createMemoryBroker } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { createMemoryTables } from '../../../connectors/memory/tables.ts'
import { createProcessMetrics } from '../../../deploy/metrics.ts'
import { startGateway } from '../../../deploy/roles/gateway.ts'
import { loadConfig } from '../../../deploy/settings.ts'
import { createCodec } from '../../../schemas/avro/codec.ts'
import { silentLog } from '../../../schemas/log.ts'
import { topics } from '../../../topics/index.ts'
import { particlesRequested } from '../../../topics/instruments.ts'
import { createPublisher } from '../../../topics/publisher.ts'
import { subjectOf } from '../../../topics/topic.ts'
import { until } from '../../support/until.ts'

async function startOnMemory(environment: Readonly<Record<string, string>> = {}) {
  const broker = createMemoryBroker()
  const registry = createMemoryRegistry()
  for (const { name, schema } of topics) {
    await registry.register(subjectOf(name), schema.json)
    await broker.admin.ensureTopics([{ name, partitions: 1, config: {} }])
  }
  const ports = {
    broker,
    codec: createCodec(registry),
    tables: createMemoryTables(),
    objects: createMemoryObjects(),
    subject: subjectOf,
  }
  let url = ''
  const info = ({ address }: Readonly<Record<string, unknown>>) => {
    url = String(address)
  }
  const role = await startGateway({
    config: loadConfig({ TIDELINE_PORT: '0', ...environment }),
    wiring: { ...ports, publisher: createPublisher(ports), close: () => broker.close() },
    metrics: createProcessMetrics(),
    log: { ...silentLog, info },
    signal: new AbortController().signal,
    checks: () => [],
  })
  return { role, url, broker }
}

test('an answer that nobody finishes reading holds the stop up for a part of its time only', async () => {
  const { role, url, broker } = await startOnMemory()
  const reading = fetch(`${url}/data/CE02SHSM-RID27-03-CTDBPC000/telemetered/weather_vane`).then(
    () => 'answered',
    () => 'cut off',
  )
  const asked = async () => (await broker.admin.describeTopic(particlesRequested.name))?.partitions[0]?.high === 1n
  await until('it is asked', asked)
  const began = performance.now()
  await role.stop(500)
  // Unfinished, the answer would hold it for its whole minute.
  expect(performance.now() - began).toBeLessThan(30_000)
  expect(await reading).toBe('cut off')
})

test('the document has the version of the package', async () => {
  const { role, url } = await startOnMemory()
  const { info } = (await (await fetch(`${url}/openapi.json`)).json()) as { info: { version: string } }
  expect(info.version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version)
  await role.stop(1000)
})

test('requests a minute are limited where the configuration says so', async () => {
  const statuses = async (environment: Readonly<Record<string, string>>) => {
    const { role, url } = await startOnMemory(environment)
    const found = []
    for (let n = 0; n < 3; n += 1) found.push((await fetch(`${url}/data`)).status)
    await role.stop(1000)
    return found
  }
  expect(await statuses({ TIDELINE_REQUESTS_PER_MINUTE: '2' })).toEqual([200, 200, 429])
  expect(await statuses({})).toEqual([200, 200, 200])
})
