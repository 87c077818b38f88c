/** Python with pinned packages, as a Python user would have them: made once, kept in the cache. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

export const run = promisify(execFile)

/** The interpreter of an environment with what a `requirements.txt` lists. One test file alone may use a list. */
export async function pythonWith(requirements: string): Promise<string> {
  const cache = process.env.TIDELINE_CACHE ?? join(homedir(), '.cache/tideline')
  const environment = join(cache, `python-${basename(dirname(requirements))}`)
  const python = join(environment, 'bin/python')
  const wanted = readFileSync(requirements, 'utf8')
  const stamp = join(environment, 'requirements.txt')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    await run('python3', ['-m', 'venv', '--clear', environment])
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements])
    await run('cp', [requirements, stamp])
  }
  return python
}
