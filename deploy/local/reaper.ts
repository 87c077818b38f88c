/**
 * A small process beside a stack: its standard input is a pipe from the owner, so when the owner dies in whatever way,
 * it reads the end and stops the services. A clean stop ends it first.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { endLeftovers } from './leftovers.ts'

/** Starts the reaper and resolves to the function that ends it; none where the program is not built. */
export function startReaper(dataDir: string): () => void {
  const program = fileURLToPath(import.meta.url)
  if (!program.endsWith('.js') || !existsSync(program)) return () => {}
  const child = spawn(process.execPath, ['--max-old-space-size=32', program, dataDir], {
    cwd: '/',
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  child.stdin.on('error', () => {})
  ;(child.stdin as unknown as { unref(): void }).unref()
  return () => child.kill('SIGKILL')
}

const [program, dataDir] = process.argv.slice(1)
if (program === fileURLToPath(import.meta.url) && dataDir !== undefined) {
  for await (const _ of process.stdin) {
    // nothing is ever written: only the end matters
  }
  await endLeftovers(dataDir)
}
