import type { FilePosition, FilePositions } from '../../schemas/file-positions.ts'
import { compareText } from './text-order.ts'

/** File positions that last as long as the process: the twin of the PostgreSQL store, for tests. */
export function createMemoryPositions(): FilePositions {
  const positions = new Map<string, FilePosition>()
  const keyOf = (source: string, path: string, identity: string) => JSON.stringify([source, path, identity])
  return {
    async load(source) {
      return [...positions.values()]
        .filter((position) => position.source === source)
        .sort((a, b) => compareText(a.path, b.path) || compareText(a.identity, b.identity))
        .map((position) => structuredClone(position))
    },
    async save(position) {
      positions.set(keyOf(position.source, position.path, position.identity), structuredClone(position))
    },
    async remove(source, path, identity) {
      positions.delete(keyOf(source, path, identity))
    },
  }
}
