import { cpSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder with what the image of the executors has, by its recipe. */
export function appliance(): string {
  const root = join(import.meta.dirname, '../..')
  const folder = mkdtempSync(join(tmpdir(), 'tideline-appliance-'))
  const copies = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8').matchAll(/^COPY --from=build \/app\/(\S+) /gm)
  for (const [, path = ''] of copies) {
    if (path === 'node_modules') symlinkSync(join(root, path), join(folder, path))
    else cpSync(join(root, path), join(folder, path), { recursive: true })
  }
  return folder
}
