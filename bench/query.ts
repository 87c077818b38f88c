/** Long answers: 1 M particles × 3 columns as Arrow and JSON, and the memory of a 10 M-particle query. */
import type { ChildProcess } from 'node:child_process'
import type { Bed } from './bed.ts'
import { atMost, type Figure, peakMiB, percentile, resetPeak } from './measure.ts'
import { dataPath } from './particles.ts'

type Role = ChildProcess & { pid: number }
const three = 'parameters=temp,conductivity,pressure'

export async function queryFigures(bed: Bed, roles: { processors: Role; gateway: Role }): Promise<Figure[]> {
  const million = `${bed.url}${dataPath}?deployment=1&limit=1000000&${three}`
  const arrow = await repeated(`${million}&format=arrow`)
  const json = await repeated(`${million}&format=json`)
  for (const { pid } of Object.values(roles)) resetPeak(pid)
  const long = await fetchAll(`${bed.url}${dataPath}?deployment=2&${three}&format=arrow`)
  const [processors, gateway] = [peakMiB(roles.processors.pid), peakMiB(roles.gateway.pid)]
  return [
    {
      name: '1 M × 3 as Arrow, median',
      value: arrow.seconds,
      unit: 's',
      goal: atMost(arrow.seconds, 0.8),
      note: `first byte ${arrow.firstByteMs.toFixed(0)} ms`,
    },
    {
      name: '1 M × 3 as JSON, median',
      value: json.seconds,
      unit: 's',
      goal: atMost(json.seconds, 3),
      note: `first byte ${json.firstByteMs.toFixed(0)} ms, ${(json.bytes / 1e6).toFixed(0)} MB`,
    },
    { name: '10 M × 3 as Arrow', value: long.seconds, unit: 's', note: `${(long.bytes / 1e6).toFixed(0)} MB` },
    {
      name: '10 M query, peak memory of the processors',
      value: processors,
      unit: 'MiB',
      goal: atMost(processors, 400),
    },
    { name: '10 M query, peak memory of the gateway', value: gateway, unit: 'MiB', goal: atMost(gateway, 400) },
  ]
}

interface Fetched {
  readonly seconds: number
  readonly firstByteMs: number
  readonly bytes: number
}

/** Medians of five, after one to warm up. */
async function repeated(url: string): Promise<Fetched> {
  await fetchAll(url)
  const all: Fetched[] = []
  // A different limit each time: identical questions in flight would share one answer.
  for (let run = 0; run < 5; run += 1) all.push(await fetchAll(url.replace('1000000', String(1_000_000 - run))))
  const median = (pick: (one: Fetched) => number) => percentile(all.map(pick), 50)
  return {
    seconds: median((one) => one.seconds),
    firstByteMs: median((one) => one.firstByteMs),
    bytes: median((one) => one.bytes),
  }
}

async function fetchAll(url: string): Promise<Fetched> {
  const began = performance.now()
  const response = await fetch(url)
  if (!response.ok || response.body === null) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  let firstByteMs = 0
  let bytes = 0
  for await (const chunk of response.body) {
    if (bytes === 0) firstByteMs = performance.now() - began
    bytes += (chunk as Uint8Array).length
  }
  return { seconds: (performance.now() - began) / 1000, firstByteMs, bytes }
}
