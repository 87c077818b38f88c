/** Which file a command runs: only those in the folders that are configured. */
import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'

/** Why a program can not be run, as a sentence. */
export class NotRunnable extends Error {
  override readonly name = 'NotRunnable'
}

/** So long what was found is taken to be there still. Milliseconds. */
const knownMs = 1_000
const known = new Map<string, { readonly path: string; readonly until: number }>()

/** The absolute path of a program named by itself or by its path, looked up every second. Rejects with `NotRunnable`. */
export async function findProgram(name: string, folders: readonly string[]): Promise<string> {
  const key = [name, ...folders].join('\0')
  const before = known.get(key)
  if (before !== undefined && performance.now() < before.until) return before.path
  known.delete(key)
  const path = await lookUp(name, folders)
  known.set(key, { path, until: performance.now() + knownMs })
  return path
}

async function lookUp(name: string, folders: readonly string[]): Promise<string> {
  if (!name.includes(sep)) {
    for (const folder of folders) {
      const path = join(folder, name)
      if (await isProgram(path)) return allowed(path, folders)
    }
    throw new NotRunnable(`no program ${name} in ${folders.join(', ')}`)
  }
  if (!isAbsolute(name)) throw new NotRunnable(`${name} must be a name or an absolute path`)
  if (!(await isProgram(name))) throw new NotRunnable(`${name} is no file that may be run`)
  return allowed(name, folders)
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** A link leads to what it names: that is what must lie in one of the folders. */
async function allowed(path: string, folders: readonly string[]): Promise<string> {
  const real = await realpath(path)
  for (const folder of folders) {
    const root = await realpath(folder).catch(() => null)
    if (root !== null && real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) return path
  }
  throw new NotRunnable(`${path} is ${real}, outside the folders from which programs may be run`)
}
