/** Figures of a measurement: rates, percentiles, CPU seconds and peak memory of processes (Linux's /proc). */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

export interface Goal {
  readonly text: string
  readonly isMet: boolean
}

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it should be, e.g. `≥ 250000`, with whether it is. */
  readonly goal?: Goal
  readonly note?: string
}

export const atLeast = (value: number, goal: number): Goal => ({ text: `≥ ${goal}`, isMet: value >= goal })
export const atMost = (value: number, goal: number): Goal => ({ text: `≤ ${goal}`, isMet: value <= goal })

/** Nearest-rank percentile of unsorted values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

const ticksPerSecond = 100

/** User and system CPU time of a process so far, seconds. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Forgets the peak so far; `peakMiB` then speaks of what comes. */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

export function peakMiB(pid: number): number {
  return statusMiB(pid, 'VmHWM')
}

export function residentMiB(pid: number): number {
  return statusMiB(pid, 'VmRSS')
}

function statusMiB(pid: number, field: string): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${field}:`))
  return Number(/\d+/.exec(line ?? '')?.[0] ?? Number.NaN) / 1024
}

export function machine(): object {
  const commit = (() => {
    try {
      return execFileSync('git', ['rev-parse', 'HEAD'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
    } catch {
      return null
    }
  })()
  return {
    commit,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  }
}

export function printTable(figures: readonly Figure[]): void {
  const rows = figures.map((figure) => [
    figure.name,
    figure.value >= 1000 ? Math.round(figure.value).toLocaleString('en') : figure.value.toPrecision(3),
    figure.unit,
    figure.goal === undefined ? '' : `${figure.goal.isMet ? 'ok    ' : 'MISSED'} ${figure.goal.text}`,
    figure.note ?? '',
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}
