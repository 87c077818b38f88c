/** The programs of the machine that native services need: found, or a sentence that says how to get them. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { StackFailure } from './failure.ts'
import type { Tool } from './service.ts'

export function onPath(program: string, args: readonly string[] = ['version']): boolean {
  return spawnSync(program, [...args], { stdio: 'ignore' }).error === undefined
}

function javaMajor(program: string): number | null {
  const said = spawnSync(program, ['-version'], { encoding: 'utf8' })
  const match = /version "(\d+)/.exec(`${said.stderr ?? ''}${said.stdout ?? ''}`)
  return match === null ? null : Number(match[1])
}

let foundJava: string | null = null

function findJava(): string | null {
  const home = process.env.JAVA_HOME
  const installed = '/usr/lib/jvm'
  let others: string[] = []
  try {
    others = readdirSync(installed).filter((name) => name.includes('17'))
  } catch {
    // no such folder on this system
  }
  const candidates = [
    home && join(home, 'bin', 'java'),
    'java',
    ...others.map((name) => join(installed, name, 'bin/java')),
  ]
  return candidates.find((it): it is string => typeof it === 'string' && it !== '' && javaMajor(it) === 17) ?? null
}

/** The Java 17 program. Throws a `StackFailure` when there is none. */
export function java(): string {
  foundJava ??= findJava()
  if (foundJava === null) throw new StackFailure(missing.java)
  return foundJava
}

const instead =
  'or start a Docker engine, or give the endpoints of running services (TIDELINE_KAFKA_BROKERS and others) in the environment.'
const missing: Readonly<Record<Tool, string>> = {
  java: `Java 17 is missing (JAVA_HOME, PATH and /usr/lib/jvm were looked at): \`apt-get install openjdk-17-jre-headless\`, ${instead}`,
  mvn: `Maven 3.8 or newer is missing: \`apt-get install maven\`, ${instead}`,
  pip: `Python 3 with pip is missing: \`apt-get install python3-pip\`, put a \`minio\` program on the PATH, ${instead}`,
}

const isThere: Readonly<Record<Tool, () => boolean>> = {
  java: () => findJava() !== null,
  mvn: () => onPath('mvn', ['--version']),
  pip: () => spawnSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0,
}

/** Throws one `StackFailure` that names every tool that is missing. */
export function demandTools(tools: ReadonlySet<Tool>): void {
  const absent = [...tools].filter((tool) => !isThere[tool]())
  if (absent.length > 0) throw new StackFailure(absent.map((tool) => missing[tool]).join('\n'))
}
