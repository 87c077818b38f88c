/** The version of a value that is kept as JSON: a hash of its canonical text. */
import { murmur128 } from './columns/mixing.ts'

/** JSON with the names of every object in order: equal values have equal texts. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}

/** 32 hex characters. */
export function contentVersion(value: unknown): string {
  return textVersion(canonicalJson(value))
}

/** The same for a text that is canonical already. */
export function textVersion(text: string): string {
  // UTF-16 units, two a word, then the length: padding makes no two texts equal.
  const words = new Uint32Array(4 * Math.ceil((text.length + 2) / 8))
  const units = new Uint16Array(words.buffer)
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at)
  words[words.length - 1] = text.length
  return murmur128(words)
}
