/** Env files: KEY=VALUE lines, as `tideline up` writes them. */
import { readFileSync } from 'node:fs'
import { ConfigError } from './config.ts'

const line = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/

/** Blank lines and lines that start with # are skipped; a value may be quoted. Throws a `ConfigError` naming the line. */
export function parseEnvFile(text: string, path: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const trimmed = raw.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const match = line.exec(trimmed)
    if (match === null) throw new ConfigError(`${path}:${index + 1}: ${JSON.stringify(trimmed)} is not KEY=VALUE`)
    values[match[1] ?? ''] = unquoted(match[2] ?? '')
  }
  return values
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
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(
      `cannot read the env file ${file} (${(error as NodeJS.ErrnoException).code}): name one that exists`,
    )
  }
  return parseEnvFile(text, file)
}
