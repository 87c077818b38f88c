/** Env files and settings files: KEY=VALUE lines, as `tideline up` writes them. */
import { readFileSync } from 'node:fs'
import { ConfigError } from './config.ts'

const pattern = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/

export interface Line {
  readonly value: string
  /** `path:line` */
  readonly at: string
}

/** Blank lines and lines that start with # are skipped; a value may be quoted. Throws a `ConfigError` naming the line. */
export function parseEnvFile(text: string, path: string): Record<string, string> {
  return Object.fromEntries(linesOf(text, path).map(([name, { value }]) => [name, value]))
}

/** As an env file, but a name that comes twice is refused: one of the two would not count. */
export function parseSettingsFile(text: string, path: string): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>()
  for (const [name, line] of linesOf(text, path)) {
    const before = lines.get(name)
    if (before !== undefined) throw new ConfigError(`${line.at}: ${name} stands at ${before.at} already`)
    lines.set(name, line)
  }
  return lines
}

function linesOf(text: string, path: string): [string, Line][] {
  const lines: [string, Line][] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const trimmed = raw.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const at = `${path}:${index + 1}`
    const match = pattern.exec(trimmed)
    if (match === null) throw new ConfigError(`${at}: ${JSON.stringify(trimmed)} is not KEY=VALUE`)
    lines.push([match[1] ?? '', { value: unquoted(match[2] ?? ''), at }])
  }
  return lines
}

function unquoted(value: string): string {
  const quote = value[0]
  const isQuoted = value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote)
  return isQuoted ? value.slice(1, -1) : value
}

/** Reads the file named, or the one in TIDELINE_ENV_FILE, or none. */
export function readEnvFile(path: string | undefined, environment: NodeJS.ProcessEnv): Record<string, string> {
  const file = path ?? environment.TIDELINE_ENV_FILE
  if (file === undefined || file === '') return {}
  return parseEnvFile(textOf(file, 'env file'), file)
}

/** Reads the file named in TIDELINE_SETTINGS of the environment or the env file, or none. */
export function readSettingsFile(environment: NodeJS.ProcessEnv, envFile: Readonly<Record<string, string>>) {
  const file = environment.TIDELINE_SETTINGS || envFile.TIDELINE_SETTINGS
  if (file === undefined || file === '') return new Map<string, Line>()
  return parseSettingsFile(textOf(file, 'settings file (TIDELINE_SETTINGS)'), file)
}

function textOf(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(
      `cannot read the ${what} ${file} (${(error as NodeJS.ErrnoException).code}): name one that exists`,
    )
  }
}
