/** The sources file: which folders are watched, as which instruments. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parsers } from '../connectors/instruments/index.ts'
import { parseSources, type Source } from '../schemas/sources.ts'
import { type Config, ConfigError } from './config.ts'

export interface Sources {
  readonly sources: readonly Source[]
  /** Relative globs start here. */
  readonly folder: string
}

/** Null: none are configured. Throws a `ConfigError` that names the file and every bad field. */
export function loadSources(config: Config): Sources | null {
  if (config.sources === null) return null
  const file = resolve(config.sources)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ConfigError(`TIDELINE_SOURCES: cannot read ${file} as JSON (${(error as Error).message})`)
  }
  const names = parsers.map(({ name }) => name)
  try {
    return { sources: parseSources(json, names), folder: dirname(file) }
  } catch (error) {
    throw new ConfigError(`${file}: ${(error as Error).message}`)
  }
}
