/** Writes every generated file, or with `--check` says which are stale. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { generateEvents } from '../schemas/generate.ts'

const root = process.cwd()
const outputs: Record<string, () => string> = {
  'schemas/generated/events.ts': () => generateEvents(resolve(root, 'schemas')),
}

const stale: string[] = []
for (const [path, make] of Object.entries(outputs)) {
  const text = make()
  const file = resolve(root, path)
  const now = (() => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return null
    }
  })()
  if (now === text) continue
  if (process.argv.includes('--check')) stale.push(path)
  else {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
if (stale.length > 0) {
  process.stderr.write(`stale generated files: ${stale.join(', ')}. This can be fixed with 'npm run generate'.\n`)
  process.exit(1)
}
