/** The whole pipeline as child processes on the real services, in a namespace of its own, for flow and fault tests. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../deploy/local/ports.ts'
import { freshNamespace } from './endpoints.ts'

export type Role = 'gateway' | 'processors' | 'connectors' | 'executors'
/** Of several processes of a role, all but the first have a number. */
export type Process = Role | `${Role}-${number}`

const cli = join(import.meta.dirname, '../../dist/deploy/cli/tideline.js')

/** Of all pipelines of this file. */
const ports = new Set<number>()

export class Pipeline {
  readonly namespace: string
  readonly folder: string
  url = ''
  private readonly env: Record<string, string> = {}
  private readonly children = new Map<Process, ChildProcess>()
  private readonly healthPorts = new Map<Process, number>()

  private constructor(
    namespace: string,
    folder: string,
    private readonly before: Partial<Record<Process, readonly string[]>>,
    private readonly installed: Partial<Record<Process, string>>,
  ) {
    this.namespace = namespace
    this.folder = folder
  }

  /** Provisions a fresh namespace and starts the roles; resolves when all are ready. */
  static async start(options: {
    readonly roles: readonly Process[]
    readonly sources?: string
    /** More of the environment of all roles. */
    readonly env?: Readonly<Record<string, string>>
    /** Commands that start a process in their place, as `env` or `nice` do. */
    readonly before?: Partial<Record<Process, readonly string[]>>
    /** Folders in which Tideline is installed for a process; else this one. */
    readonly installed?: Partial<Record<Process, string>>
  }): Promise<Pipeline> {
    if (!existsSync(cli)) throw new Error(`${cli} is missing: build with \`npm run build\` first`)
    const folder = mkdtempSync(join(tmpdir(), 'tideline-flow-'))
    const pipeline = new Pipeline(freshNamespace('f'), folder, options.before ?? {}, options.installed ?? {})
    mkdirSync(join(folder, 'logs'))
    const port = await freePort(ports)
    pipeline.url = `http://127.0.0.1:${port}`
    Object.assign(pipeline.env, process.env, {
      NODE_OPTIONS: '',
      TIDELINE_NAMESPACE: pipeline.namespace,
      TIDELINE_PORT: String(port),
      TIDELINE_LOG_LEVEL: 'info',
      ...(options.sources === undefined ? {} : { TIDELINE_SOURCES: options.sources }),
      ...options.env,
    })
    await pipeline.tideline(['provision'])
    await Promise.all(options.roles.map((role) => pipeline.spawnRole(role)))
    return pipeline
  }

  /** Runs the CLI in this namespace; resolves with its standard output, rejects when it exits non-zero. */
  async tideline(args: readonly string[], input?: string): Promise<string> {
    const child = spawn(process.execPath, [cli, ...args], { env: this.env, stdio: ['pipe', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (data) => {
      out += data
    })
    child.stderr.on('data', (data) => {
      err += data
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input ?? '')
    const code = await new Promise((resolve) => child.once('close', resolve))
    if (code !== 0) throw new Error(`tideline ${args.join(' ')} exited with ${code}: ${err}${out}`)
    return out
  }

  /** Starts a process and does not wait for it. */
  async launch(one: Process): Promise<ChildProcess> {
    const [role = one] = one.split('-')
    const healthPort = await freePort(ports)
    this.healthPorts.set(one, healthPort)
    const installed = this.installed[one]
    const own = installed === undefined ? cli : join(installed, 'dist/deploy/cli/tideline.js')
    const [program, ...args] = [...(this.before[one] ?? []), process.execPath, own, 'start', '--role', role]
    const child = spawn(program as string, args, {
      env: { ...this.env, TIDELINE_HEALTH_PORT: String(healthPort) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const log = createWriteStream(join(this.folder, 'logs', `${one}.log`), { flags: 'a' })
    child.stdout?.pipe(log, { end: false })
    child.stderr?.pipe(log, { end: false })
    this.children.set(one, child)
    return child
  }

  async spawnRole(one: Process): Promise<void> {
    const child = await this.launch(one)
    await this.until(`${one} is ready (logs in ${this.folder}/logs)`, 240_000, async () => {
      const code = child.exitCode ?? child.signalCode
      if (code !== null) throw new Error(`${one} exited with ${code}; see ${this.folder}/logs`)
      return (await this.readiness(one)) === 200
    })
  }

  /** Status of a process' readiness probe; 0 when nobody answers. */
  async readiness(one: Process): Promise<number> {
    const base = one === 'gateway' ? this.url : `http://127.0.0.1:${this.healthPorts.get(one)}`
    return await fetch(`${base}/health/ready`, { signal: AbortSignal.timeout(10_000) }).then(
      async (response) => {
        await response.body?.cancel()
        return response.status
      },
      () => 0,
    )
  }

  /** SIGKILL: no chance to finish anything. */
  async kill(one: Process): Promise<void> {
    const child = this.children.get(one)
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }

  /** Its id, while it runs. */
  pid(one: Process): number | null {
    return this.hasExited(one) ? null : (this.children.get(one)?.pid ?? null)
  }

  /** SIGTERM; resolves with the exit code. */
  async terminate(one: Process): Promise<number | null> {
    const child = this.children.get(one)
    if (child === undefined || this.hasExited(one)) return child?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    return await gone
  }

  hasExited(one: Process): boolean {
    const child = this.children.get(one)
    return child === undefined || child.exitCode !== null || child.signalCode !== null
  }

  async stop(): Promise<void> {
    await Promise.all([...this.children.keys()].map((one) => this.terminate(one)))
  }

  /** The answer, asked again while the gateway says that it is overloaded, as it may on a machine that is busy with tests. */
  async json<T>(path: string): Promise<T> {
    for (const end = Date.now() + 240_000; ; ) {
      const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(240_000) })
      if (response.ok) return (await response.json()) as T
      const text = await response.text()
      const isOverloaded = response.status === 503 && text.includes('overloaded')
      if (!isOverloaded || Date.now() > end) throw new Error(`GET ${path}: ${response.status} ${text}`)
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }

  /** Polls until the condition holds, or fails saying what was awaited. */
  async until(what: string, timeoutMs: number, condition: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + timeoutMs
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}
