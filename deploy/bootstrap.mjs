// From a clean clone to a running command: Node's version, dependencies, build. Plain JavaScript, nothing but Node.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folders = ['schemas', 'topics', 'processors', 'connectors', 'api', 'deploy', 'test', 'bench']
const at = (...parts) => join(root, ...parts)

function demandNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(
    `Node ${process.versions.node} is too old: Tideline needs 20.19 or newer (https://nodejs.org, or \`nvm install 22\`).`,
  )
}

function fail(sentence, code = 1) {
  console.error(sentence)
  process.exit(code)
}

/** Kernel start time of a live process, so that a pid used again is not taken for the holder. */
function startOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    if (process.platform === 'linux') return null
  }
  try {
    return process.kill(pid, 0) && 'alive'
  } catch {
    return null
  }
}

/** One set-up at a time in a checkout; a holder that died holds nothing. */
async function locked(work) {
  const path = at('.tideline', 'setup.lock')
  const mine = `${path}.${process.pid}`
  fs.mkdirSync(dirname(path), { recursive: true })
  fs.writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }))
  for (let told = false; ; ) {
    try {
      fs.linkSync(mine, path)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = readJson(path)
    if (holder === null || startOf(holder.pid) !== holder.started) {
      fs.rmSync(path, { force: true })
      continue
    }
    if (!told) console.log(`Waiting for process ${holder.pid}, which is installing or building in this checkout`)
    told = true
    await sleep(300)
  }
  fs.rmSync(mine, { force: true })
  process.once('exit', () => fs.rmSync(path, { force: true }))
  try {
    return await work()
  } finally {
    fs.rmSync(path, { force: true })
  }
}

function readJson(path) {
  try {
    return JSON.parse(fs.readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

const hashOf = (paths) => {
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(fs.readFileSync(at(path)))
      .update('\0')
  return hash.digest('hex')
}

function stampIs(path, hash) {
  try {
    return fs.readFileSync(path, 'utf8') === hash
  } catch {
    return false
  }
}

/** Runs a program with the terminal, and resolves to its exit code; a signal to us is passed on. */
function run(command, args, environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } })
    const pass = (signal) => child.kill(signal)
    const onTerm = () => pass('SIGTERM')
    // Ctrl-C at a terminal reaches the child by itself, being of the terminal's group; we only must not die of it.
    const onInt = () => {
      if (!process.stdin.isTTY) pass('SIGINT')
    }
    process.on('SIGTERM', onTerm)
    process.on('SIGINT', onInt)
    child.once('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      resolve(1)
    })
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', onTerm)
      process.off('SIGINT', onInt)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

/** What npm itself wrote down at the end of an install, which it clears away at the beginning of the next. */
function isInstalled() {
  const wanted = readJson(at('package-lock.json'))?.packages ?? {}
  const present = readJson(at('node_modules', '.package-lock.json'))?.packages ?? {}
  return Object.entries(wanted).every(
    ([path, it]) => path === '' || it.optional || it.devOptional || it.peer || present[path]?.version === it.version,
  )
}

/** `npm ci`, unless the stamp inside node_modules, or npm's own record, says that this lock file is installed. */
async function install() {
  const stamp = at('node_modules', '.tideline-installed')
  const hash = hashOf(['package-lock.json'])
  if (stampIs(stamp, hash)) return
  if (isInstalled()) {
    fs.writeFileSync(stamp, hash)
    return
  }
  const hasNone = !fs.existsSync(at('node_modules'))
  console.log(
    hasNone
      ? 'Installing dependencies (npm ci)'
      : 'Dependencies are incomplete or out of date: installing them again (npm ci)',
  )
  const started = Date.now()
  const tick = setInterval(
    () => console.log(`  still installing, ${Math.round((Date.now() - started) / 1000)} s`),
    10_000,
  )
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  clearInterval(tick)
  if (code !== 0)
    fail('npm ci failed: see above, then start again; what was fetched is kept in the cache of npm.', code)
  fs.writeFileSync(stamp, hash)
  console.log(`Dependencies installed in ${((Date.now() - started) / 1000).toFixed(0)} s`)
}

function sources() {
  const found = ['tsconfig.json', 'api/pages/tsconfig.json', 'package-lock.json']
  const walk = (folder) => {
    for (const entry of fs.readdirSync(at(folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (path.endsWith('.ts')) found.push(path)
    }
  }
  for (const folder of folders) if (fs.existsSync(at(folder))) walk(folder)
  return found.sort()
}

/** All that runs in Node, and what runs in browsers: they know different things. */
const projects = ['.', 'api/pages']
async function tsc(...args) {
  for (const project of projects) {
    const code = await run(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', project, ...args])
    if (code !== 0) return code
  }
  return 0
}

/** Compiles when a source changed since the last good build, and clears away what no longer has a source. */
async function build() {
  const stamp = at('dist', '.tideline-built')
  const files = sources()
  const hash = hashOf(files)
  if (stampIs(stamp, hash)) return
  console.log('Building')
  const code = await tsc()
  if (code !== 0) fail('The build failed: see above.', code)
  clearOrphans(new Set(files))
  fs.writeFileSync(stamp, hash)
}

function clearOrphans(files) {
  const walk = (folder) => {
    if (!fs.existsSync(at('dist', folder))) return
    for (const entry of fs.readdirSync(at('dist', folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (!files.has(path.replace(/\.js(\.map)?$/, '.ts'))) fs.rmSync(at('dist', path))
    }
  }
  for (const folder of folders) walk(folder)
}

const biome = (...args) => run(process.execPath, [at('node_modules/@biomejs/biome/bin/biome'), ...args])

/** Runs each step in turn; the first that fails ends it with a line that says how to cure it. */
async function steps(list) {
  for (const [name, cure, step] of list) {
    const started = Date.now()
    const code = await step()
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    if (code !== 0) fail(`✗ ${name} (${seconds} s): ${cure}`, code)
    console.log(`✓ ${name} (${seconds} s)`)
  }
}

/** Of `check`: for who runs `npm test` as well, which has them. */
const withoutTests = '--without-tests'

const node = (program, ...args) => run(process.execPath, [at('dist', program), ...args])

function check(args) {
  const unknown = args.find((word) => word !== withoutTests)
  if (unknown !== undefined) fail(`check takes ${withoutTests} or nothing, not ${JSON.stringify(unknown)}`)
  return steps([
    ['format and lint', 'run `npm run format`, and mend what is left by hand', () => biome('ci', '.')],
    ['types', 'mend the errors above', () => tsc('--noEmit', 'false')],
    ['generated files', 'run `npm run generate` and commit what changed', () => node('deploy/generate.js', '--check')],
    ...(args.includes(withoutTests) ? [] : [['pure tests', 'mend the tests above', pureTests]]),
  ])
}

const pureTests = () =>
  run(process.execPath, [at('node_modules/jest/bin/jest.js'), '--selectProjects', 'pure', '--maxWorkers', '100%'], {
    NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
  })

function generate() {
  return steps([
    ['types', 'mend the errors above', () => tsc()],
    ['generated files', 'see above', () => node('deploy/generate.js')],
    ['format', 'mend what is left by hand', () => biome('format', '--write', '.')],
  ])
}

const commands = {
  demo: { builds: true, run: (args) => node('deploy/demo.js', ...args) },
  test: { builds: true, run: (args) => node('test/run.js', ...args) },
  bench: { builds: true, run: (args) => node('bench/index.js', ...args) },
  check: { builds: false, run: check },
  generate: { builds: false, run: generate },
}

const [word = '', ...args] = process.argv.slice(2)
const command = commands[word]
if (command === undefined) {
  fail(`node deploy/bootstrap.mjs: ${JSON.stringify(word)} is none of ${Object.keys(commands).join(', ')}`)
}
demandNode()
if (spawnSync('npm', ['--version'], { stdio: 'ignore' }).error)
  fail('npm is missing: install Node with npm (https://nodejs.org).')
await locked(async () => {
  await install()
  if (command.builds) await build()
})
process.exitCode = (await command.run(args)) ?? 0
