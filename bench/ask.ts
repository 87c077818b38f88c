/** The round trip of a small question through two topics, at a steady 50 requests a second. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bed } from './bed.ts'
import { atMost, type Figure, percentile } from './measure.ts'
import { dataPath } from './particles.ts'

const perSecond = 50
const seconds = 20

export async function askFigures(bed: Bed): Promise<Figure[]> {
  const path = `${bed.url}${dataPath}?deployment=1&parameters=temp`
  const ten = (index: number) => `${path}&limit=10&start=${startOf(index)}`
  const none = (index: number) => `${path}&start=2019-01-01T00:00:00Z&stop=${startOf(index).replace('2020', '2019')}`
  for (let index = 0; index < 100; index += 1) await ask(ten(index))
  const plain = await timesOf(() => `${bed.url}/health/live`)
  const empty = await timesOf(none)
  const asked = await timesOf(ten)
  const figure = (name: string, times: readonly number[], percent: number, goal?: number): Figure => {
    const value = percentile(times, percent)
    return {
      name: `${name}, p${percent}`,
      value,
      unit: 'ms',
      ...(goal === undefined ? {} : { goal: atMost(value, goal) }),
    }
  }
  return [
    figure(`ask at ${perSecond}/s, an answer without particles`, empty, 50, 15),
    figure(`ask at ${perSecond}/s, an answer without particles`, empty, 99, 75),
    figure(`ask at ${perSecond}/s, ten particles of a million`, asked, 50, 15),
    figure(`ask at ${perSecond}/s, ten particles of a million`, asked, 99, 75),
    figure('HTTP alone (no topics)', plain, 50),
    figure('HTTP alone (no topics)', plain, 99),
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
