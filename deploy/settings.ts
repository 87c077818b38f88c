/**
 * Loads the keys of config.ts. Defaults give way to the settings file, this to the env file, this to the real
 * environment; options of a command stand above all.
 */
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type Config, ConfigError, type Key, type KeyName, keys } from './config.ts'
import type { Line } from './env-file.ts'

export type Origin = 'environment' | 'env file' | 'settings file' | 'default' | 'not set'
export interface Settings {
  readonly config: Config
  readonly origins: Readonly<Record<KeyName, Origin>>
}
type Environment = Readonly<Record<string, string | undefined>>
/** What a settings file says, by name. */
export type SettingsFile = ReadonlyMap<string, Line>

const allKeys = Object.entries(keys) as [KeyName, Key][]
const namesOf = (key: Key): readonly string[] => [key.env, ...(key.also ?? [])]

/** Throws one `ConfigError` that lists every bad value, and every name in the settings file that is no key. */
export function loadSettings(
  environment: Environment,
  envFile: Environment = {},
  settingsFile: SettingsFile = new Map(),
): Settings {
  const problems = unknownNames(settingsFile)
  const config: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  for (const [name, key] of allKeys) {
    const found = find(key, environment, envFile, settingsFile)
    if (found === null) {
      config[name] = key.default ?? null
      origins[name] = key.default === undefined ? 'not set' : 'default'
      continue
    }
    const value = parse(key.schema, found.raw)
    config[name] = Array.isArray(value) ? Object.freeze(value) : value
    origins[name] = found.origin
    if (Value.Check(key.schema, value)) continue
    const shown = key.secret === true ? 'its value (secret)' : JSON.stringify(found.raw)
    problems.push(`${found.at}${found.name}: ${shown} is not ${key.form}, e.g. ${key.example}`)
  }
  if (problems.length > 0) throw new ConfigError(`bad configuration: ${problems.join('; ')}`)
  return Object.freeze({
    config: Object.freeze(config) as Config,
    origins: Object.freeze(origins) as Settings['origins'],
  })
}

export function loadConfig(environment: Environment, envFile: Environment = {}, settingsFile?: SettingsFile): Config {
  return loadSettings(environment, envFile, settingsFile).config
}

/** The environment is shared with others and may hold anything; a settings file is ours alone. */
function unknownNames(settingsFile: SettingsFile): string[] {
  const known = allKeys.flatMap(([, key]) => namesOf(key))
  return [...settingsFile]
    .filter(([name]) => !known.includes(name))
    .map(([name, { at }]) => `${at}: ${name} is no key: \`tideline config\` lists them all`)
}

interface Found {
  readonly name: string
  readonly raw: string
  readonly origin: Origin
  /** `file:line: ` of a settings file, else empty. */
  readonly at: string
}

/** An empty value counts as not set. */
function find(key: Key, environment: Environment, envFile: Environment, settingsFile: SettingsFile): Found | null {
  for (const [origin, source] of [
    ['environment', environment],
    ['env file', envFile],
  ] as const) {
    for (const name of namesOf(key)) {
      const raw = source[name]
      if (raw !== undefined && raw !== '') return { name, raw, origin, at: '' }
    }
  }
  for (const name of namesOf(key)) {
    const line = settingsFile.get(name)
    if (line !== undefined && line.value !== '') {
      return { name, raw: line.value, origin: 'settings file', at: `${line.at}: ` }
    }
  }
  return null
}

function parse(schema: TSchema, raw: string): unknown {
  const trimmed = raw.trim()
  if (schema.type === 'array') return trimmed.split(',').map((part) => part.trim())
  if (schema.type === 'boolean' && /^(true|false)$/.test(trimmed)) return trimmed === 'true'
  if (schema.type === 'integer') return /^-?[0-9]{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed
  return trimmed
}
