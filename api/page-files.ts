/** The files that make the pages: texts and styles as they are written, scripts as they are compiled. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'

export interface PageFile {
  readonly mediaType: string
  readonly bytes: Buffer
  readonly etag: string
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}
/** What the scripts share with the pipeline. */
const sharedScripts = ['schemas/status/states.js']

/** The folder of package.json lies above the source and above the built file, not equally far. */
const above = dirname(import.meta.dirname)
const root = basename(above) === 'dist' ? dirname(above) : above

/** By name: `status.html`, `pages.css`, `api/pages/status-page.js`. A source tree that was not built has no scripts. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const written = await namesIn(join(root, 'api', 'pages'), ['.html', '.css'])
  const compiled = await namesIn(join(root, 'dist', 'api', 'pages'), ['.js'])
  const scripts = [...compiled.map((name) => `api/pages/${name}`), ...(compiled.length > 0 ? sharedScripts : [])]
  const files = new Map<string, PageFile>()
  for (const name of written) files.set(name, await fileAt(join(root, 'api', 'pages', name)))
  for (const name of scripts) files.set(name, await fileAt(join(root, 'dist', name)))
  return files
}

async function namesIn(folder: string, endings: readonly string[]): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => endings.includes(extname(name))).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function fileAt(path: string): Promise<PageFile> {
  const bytes = await readFile(path)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`
  return { mediaType: mediaTypes[extname(path)] as string, bytes, etag }
}
