import type { FilePosition, FilePositions } from '../../schemas/file-positions.ts'

/** File positions that last as long as the process: the twin of the PostgreSQL store, for tests. */
export function createMemoryPositions(): FilePositions {
  const positions = new Map<string, FilePosition>()
  const keyOf = (source: string, path: string, identity: string) => JSON.stringify([source, path, identity])
  return {
    async load(source) {
      return [...positions.values()]
        .filter((position) => position.source === source)
        .sort((a, b) => order(a.path, b.path) || order(a.identity, b.identity))
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

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
