/** Options of a table as declared, e.g. `gc_grace_seconds = 600 AND compaction = {'class': '…'}`, against those stored. */

type OptionValue = string | Readonly<Record<string, string>>

const option = /\s*([a-z_]+)\s*=\s*(\{[^{}]*\}|'[^']*'|[\w.-]+)\s*(?:AND\b|$)/iy
const entry = /'([^']*)'\s*:\s*(?:'([^']*)'|([\w.-]+))/g

/** Throws on what is not `name = value`, joined by AND: it could not be compared with the store. */
export function parseOptions(text: string): ReadonlyMap<string, OptionValue> {
  const found = new Map<string, OptionValue>()
  option.lastIndex = 0
  while (option.lastIndex < text.trimEnd().length) {
    const at = option.lastIndex
    const match = option.exec(text)
    if (match === null) {
      throw new TypeError(`table options are "name = value" joined by AND, not "${text.slice(at).trim()}"`)
    }
    const [, name, value] = match as unknown as [string, string, string]
    found.set(name.toLowerCase(), value.startsWith('{') ? parseMap(value) : value.replace(/^'|'$/g, ''))
  }
  return found
}

function parseMap(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(entry)].map(([, key, quoted, plain]) => [key, quoted ?? plain]))
}

/** Names of declared options that are not as declared; what a map holds besides is the store's own. */
export function differingOptions(declared: string, stored: Readonly<Record<string, unknown>>): string[] {
  return [...parseOptions(declared)].flatMap(([name, value]) => (isAs(value, stored[name]) ? [] : [name]))
}

function isAs(declared: OptionValue, stored: unknown): boolean {
  if (typeof declared === 'string') {
    const isNumber = typeof stored === 'number'
    return isNumber ? Number(declared) === stored : declared === String(stored)
  }
  if (typeof stored !== 'object' || stored === null) return false
  const held = stored as Readonly<Record<string, unknown>>
  return Object.entries(declared).every(([key, value]) => lastOf(value) === lastOf(String(held[key])))
}

/** The store writes `org.apache.cassandra.db.compaction.SizeTieredCompactionStrategy`. */
const lastOf = (value: string): string =>
  /^[a-z]+(\.[a-z]+)+\.[A-Z]\w+$/.test(value) ? value.replace(/.*\./, '') : value
