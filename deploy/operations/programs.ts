/** How programs run on this machine. */
import { tmpdir } from 'node:os'
import { createPrograms } from '../../connectors/subprocess/programs.ts'
import type { User } from '../../connectors/subprocess/start-process.ts'
import type { Config } from '../config.ts'

export const programsOf = (config: Pick<Config, 'programFolders' | 'programUser' | 'workFolder'>) =>
  createPrograms({
    folders: config.programFolders,
    workRoot: config.workFolder ?? tmpdir(),
    user: userOf(config.programUser),
  })

/** Who is not root can not become another. */
function userOf(configured: string | null): User | null {
  if (process.getuid?.() !== 0) return null
  const [uid = 0, gid = 0] = (configured ?? '65534:65534').split(':').map(Number)
  return { uid, gid }
}
