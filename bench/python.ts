/**
 * The Python that alternatives run in: `TIDELINE_BENCH_PYTHON`, else an environment of its own under `.tideline`, made once
 * with what `bench/requirements.txt` lists.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const wanted = resolve('bench/requirements.txt')

/** Throws, with the reason, where there is none to be had. */
export function benchPython(): string {
  const given = process.env.TIDELINE_BENCH_PYTHON
  if (given !== undefined) return given
  const environment = resolve('.tideline/bench/python')
  const python = join(environment, 'bin/python')
  const stamp = join(environment, 'requirements.txt')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== readFileSync(wanted, 'utf8')) {
    const quiet = { stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'] }
    execFileSync('python3', ['-m', 'venv', '--clear', environment], quiet)
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', wanted], quiet)
    copyFileSync(wanted, stamp)
  }
  return python
}

/** What a script prints as JSON. */
export function runPython<T>(script: string, ...args: readonly string[]): T {
  const options = { encoding: 'utf8' as const, maxBuffer: 1 << 28 }
  return JSON.parse(execFileSync(benchPython(), ['-c', script, ...args], options)) as T
}
