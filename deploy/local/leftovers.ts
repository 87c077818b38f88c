/** Processes of a stack whose owner died: ended only when they are provably ours. */
import { readFile } from 'node:fs/promises'
import { end, forget, isAlive, type ProcessRecord, readRecords } from './processes.ts'

/** Ours: same pid, same start time, and the stack's folder stands in the command line or is its working folder. */
async function isOurs(it: ProcessRecord, dataDir: string): Promise<boolean> {
  if (!isAlive(it)) return false
  if (process.platform !== 'linux') return true
  const commandLine = await readFile(`/proc/${it.pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.includes(dataDir)
}

/** Ends what an earlier run left, and resolves to the names. */
export async function endLeftovers(dataDir: string, patienceMs = 20_000): Promise<string[]> {
  const records = await readRecords(dataDir)
  const ended = await Promise.all(
    records.map(async (record) => {
      const ours = await isOurs(record, dataDir)
      if (ours) await end(record, patienceMs)
      await forget(dataDir, record.name)
      return ours ? [record.name] : []
    }),
  )
  return ended.flat()
}
