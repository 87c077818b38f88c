import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The version of the package. Its package.json lies above the source and above the built file, not equally far. */
export function packageVersion(folder = import.meta.dirname): string {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version
  } catch {
    return dirname(folder) === folder ? 'unknown' : packageVersion(dirname(folder))
  }
}
