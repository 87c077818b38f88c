/** JSON: stream and parameters first, then the rows as they come, `count` last because it is known last. */
import { fromArrow } from '../../schemas/columns/arrow.ts'
import { type ColumnBatch, typeName } from '../../schemas/columns/column.ts'
import { streamDefinition } from '../../schemas/definitions/index.ts'
import type { Described, Format } from './format.ts'
import { jsonRows } from './rows.ts'

export const json: Format = {
  name: 'json',
  mediaTypes: ['application/json', 'text/json'],
  extension: null,
  async *encode(described, parts) {
    let count = 0
    let isFirst = true
    for await (const { arrow } of parts) {
      const batch = arrow.length === 0 ? null : fromArrow(arrow)
      if (isFirst) {
        const { refdes, method, stream } = described
        const parameters = describeParameters(described, batch)
        yield Buffer.from(
          `{"stream":${JSON.stringify({ refdes, method, stream })},"parameters":${JSON.stringify(parameters)},"data":[`,
        )
      }
      isFirst = false
      if (batch === null) continue
      let before = count === 0 ? '\n' : ',\n'
      for (const piece of jsonRows(batch, ',\n')) {
        yield Buffer.from(before + piece)
        before = ',\n'
      }
      count += batch.length
    }
    yield Buffer.from(`\n],"count":${count}}\n`)
  },
}

/** Type, units and names of each parameter of the answer; undefined streams have types only. */
function describeParameters(described: Described, batch: ColumnBatch | null): Record<string, unknown> {
  const definitions = streamDefinition(described.stream)?.parameters ?? {}
  const entries: [string, unknown][] = []
  for (const [name, column] of batch?.columns ?? []) {
    if (name === 'deployment') continue
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined
    const { units, longName, standardName } = definition ?? {}
    entries.push([name, { units, type: typeName(column.type), longName, standardName }])
  }
  return Object.fromEntries(entries)
}
