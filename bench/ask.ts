/** The round trip of a small question through two topics, at a steady 50 requests a second. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bed } from './bed.ts'
import { atMost, type Figure, percentile } from './measure.ts'
import { dataPath } from './particles.ts'

const perSecond = 50
const seconds = 20

export async function askFigures(bed: Bed): Promise<Figure[]> {
  const question = (index: number) =>
    `${bed.url}${dataPath}?deployment=1&limit=10&parameters=temp&start=${startOf(index)}`
  for (let index = 0; index < 50; index += 1) await ask(question(index))
  const plain = await timesOf(() => `${bed.url}/health/live`)
  const asked = await timesOf(question)
  return [
    {
      name: 'ask, p50',
      value: percentile(asked, 50),
      unit: 'ms',
      goal: atMost(percentile(asked, 50), 15),
      note: `${perSecond} requests/s`,
    },
    { name: 'ask, p99', value: percentile(asked, 99), unit: 'ms', goal: atMost(percentile(asked, 99), 75) },
    { name: 'HTTP alone (no topics), p50', value: percentile(plain, 50), unit: 'ms' },
    { name: 'HTTP alone (no topics), p99', value: percentile(plain, 99), unit: 'ms' },
  ]
}

/** Every question another one, so that none is answered together. */
const startOf = (index: number) => new Date(Date.UTC(2020, 0, 1) + index * 1_000).toISOString()

async function ask(url: string): Promise<number> {
  const began = performance.now()
  const response = await fetch(url)
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return performance.now() - began
}

async function timesOf(url: (index: number) => string): Promise<number[]> {
  const running: Promise<number>[] = []
  const began = performance.now()
  for (let index = 0; index < perSecond * seconds; index += 1) {
    await sleep(Math.max(0, began + (index * 1000) / perSecond - performance.now()))
    running.push(ask(url(1000 + index)))
  }
  return await Promise.all(running)
}
