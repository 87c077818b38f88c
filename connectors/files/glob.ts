/** Finds the files of a folder or glob: `*` and `?` within a name, `**` over folders, `{a,b}` for either. */
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const special = /[*?{]/

/** Absolute paths in code point order. Folders that are missing or closed give no files and one entry in `unreadable`. */
export async function findFiles(glob: string, base: string): Promise<{ paths: string[]; unreadable: string[] }> {
  const segments = resolve(base, glob).split('/').slice(1)
  const wild = segments.findIndex((segment) => special.test(segment))
  const root = `/${segments.slice(0, wild === -1 ? segments.length : wild).join('/')}`
  const found = { paths: new Set<string>(), unreadable: [] as string[] }
  if (wild !== -1) await walk(root, segments.slice(wild), found)
  else if (await isFolder(root)) await walk(root, ['*'], found)
  else found.paths.add(root)
  return { paths: [...found.paths].sort((a, b) => (a < b ? -1 : 1)), unreadable: found.unreadable }
}

async function walk(
  folder: string,
  segments: readonly string[],
  found: { paths: Set<string>; unreadable: string[] },
): Promise<void> {
  const [segment, ...rest] = segments
  if (segment === undefined) return
  let entries: Dirent[]
  try {
    entries = await readdir(folder, { withFileTypes: true })
  } catch {
    found.unreadable.push(folder)
    return
  }
  const matches = segment === '**' ? null : nameMatcher(segment)
  if (matches === null) await walk(folder, rest.length === 0 ? ['*'] : rest, found)
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (matches === null) {
      // A linked folder may lead back here: `**` does not follow it.
      if (entry.isDirectory() && !entry.name.startsWith('.')) await walk(path, segments, found)
    } else if (matches(entry.name)) {
      if (rest.length > 0) {
        if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path)))) await walk(path, rest, found)
      } else if (!entry.isDirectory() && !(entry.isSymbolicLink() && (await isFolder(path)))) found.paths.add(path)
    }
  }
}

/** Hidden names match only a pattern that begins with a dot: half-copied files often hide. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  let source = ''
  let depth = 0
  for (const character of pattern) {
    if (character === '*') source += '.*'
    else if (character === '?') source += '.'
    else if (character === '{') {
      source += '(?:'
      depth += 1
    } else if (character === '}' && depth > 0) {
      source += ')'
      depth -= 1
    } else if (character === ',' && depth > 0) source += '|'
    else source += character.replace(/[.+^$()|[\]\\{}]/g, '\\$&')
  }
  const expression = new RegExp(`^${source}${')'.repeat(depth)}$`, 's')
  return (name) => expression.test(name) && (pattern.startsWith('.') || !name.startsWith('.'))
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}
