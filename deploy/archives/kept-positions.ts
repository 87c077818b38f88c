import type { KeptPositions } from '../../connectors/archives/replay-position.ts'
import { replayPositions, replayStates } from '../../schemas/archive-tables.ts'
import { put, type TableStore } from '../../schemas/table.ts'

export function keptPositions(tables: TableStore): KeptPositions {
  const view = tables.view(replayPositions)
  return {
    async load(replay) {
      const row = await view.get({ replay })
      if (row === null) return null
      const numbers = (json: string) => Object.entries(JSON.parse(json) as Record<string, number>)
      return {
        positions: new Map(numbers(row.positions).map(([partition, offset]) => [Number(partition), offset])),
        ends: new Map(numbers(row.ends).map(([partition, offset]) => [Number(partition), BigInt(offset)])),
        until: new Map(numbers(row.until).map(([partition, offset]) => [Number(partition), offset])),
        messages: row.messages,
      }
    },
    async save(replay, { positions, ends, until, messages }) {
      const text = (map: ReadonlyMap<number, number | bigint>) =>
        JSON.stringify(Object.fromEntries([...map].map(([partition, offset]) => [partition, Number(offset)])))
      const row = { replay, positions: text(positions), ends: text(ends), until: text(until), messages }
      await tables.apply([put(replayPositions, row)])
    },
  }
}

/** The state of a replay as far as it is known. */
export async function replayState(tables: TableStore, replay: string): Promise<string | null> {
  return (await tables.view(replayStates).get({ replay }))?.state ?? null
}
