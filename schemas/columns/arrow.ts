import { Reject } from '../failures.ts'
import { parameterPattern } from '../streams.ts'
import { BatchBody, Growth } from './arrow-body.ts'
import { type FlatTable, messageKinds, messagesIn } from './arrow-metadata.ts'
import { type Dictionaries, readColumn, readTexts } from './arrow-read.ts'
import { type ArrowField, type ArrowType, columnTypeOf, fieldsOf } from './arrow-schema.ts'
import { hasBit } from './bitmap.ts'
import type { Column, ColumnBatch } from './column.ts'
import { doublesOfIntegers } from './doubles.ts'
import { concatenate } from './rows.ts'

export { toArrow } from './arrow-write.ts'

const maxColumns = 2_000
const namePattern = new RegExp(parameterPattern)
/** A time outside 1900 to 2200 is a wrong unit or a broken clock. Microseconds. */
const firstTime = Date.UTC(1900, 0, 1) * 1_000
const lastTime = Date.UTC(2200, 0, 1) * 1_000

/**
 * The rows of an Arrow IPC stream or file of any producer. `time` is a timestamp of any unit (no zone means UTC) or int64
 * microseconds; the others are numbers, booleans, text (dictionaries too), timestamps, dates, or flat lists of them. The
 * result views the bytes where it can. Throws Reject `arrow-invalid`, saying which column or row is wrong and how.
 */
export function fromArrow(bytes: Uint8Array, limits: { readonly maxRows?: number } = {}): ColumnBatch {
  try {
    return new BatchReader(limits.maxRows ?? Number.POSITIVE_INFINITY).read(bytes)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Reject('arrow-invalid', `not sound Arrow IPC data: ${error.message}`, { cause: error })
  }
}

function refuse(reason: string): never {
  throw new Reject('arrow-invalid', reason)
}

class BatchReader {
  private fields: readonly ArrowField[] | null = null
  private readonly dictionaries: Dictionaries = new Map()
  private readonly growth = new Growth()
  private readonly times: Float64Array[] = []
  private readonly batches: Column[][] = []
  private rows = 0
  private readonly maxRows: number

  constructor(maxRows: number) {
    this.maxRows = maxRows
  }

  read(bytes: Uint8Array): ColumnBatch {
    for (const { kind, header, body } of messagesIn(bytes)) {
      if (kind === messageKinds.schema) this.readSchema(header)
      else if (kind === messageKinds.records) this.readRecords(header, body)
      else if (kind === messageKinds.dictionary) this.readDictionary(header, body)
      else refuse(`an Arrow message of kind ${kind}; send a schema and record batches`)
    }
    return this.finish(this.fields ?? refuse('no Arrow schema: send an IPC stream or file'))
  }

  private readSchema(header: FlatTable): void {
    if (this.fields !== null) refuse('a second Arrow schema: send one stream')
    const fields = fieldsOf(header)
    if (fields.length > maxColumns) refuse(`${fields.length} columns; at most ${maxColumns} are taken`)
    const names = new Set<string>()
    for (const { name } of fields) {
      if (!namePattern.test(name))
        refuse(`column name ${JSON.stringify(name.slice(0, 120))} must match ${parameterPattern}`)
      if (names.has(name)) refuse(`two columns are named ${name}`)
      names.add(name)
    }
    const time = fields.find(({ name }) => name === 'time') ?? refuse('there is no column named time')
    if (!isTime(time.type)) refuse(`column time is ${time.type.kind}; send a timestamp or int64 microseconds`)
    this.fields = fields
  }

  private readDictionary(header: FlatTable, bytes: Uint8Array): void {
    const id = header.size(0)
    for (const { type } of this.fields ?? refuse('a dictionary before its schema')) {
      if (type.kind !== 'dictionary' || type.id !== id) continue
      const body = new BatchBody(header.table(1), bytes, this.growth)
      const node = body.nextNode()
      const validity = body.nextValidity(node)
      const texts = readTexts(body, type.layout, node.rows, validity)
      const isDelta = header.int8(2) !== 0
      const words = (isDelta ? this.dictionaries.get(id) : undefined) ?? []
      texts.forEach((text, at) => {
        words.push(validity === null || hasBit(validity, at) ? text : null)
      })
      this.dictionaries.set(id, words)
      return
    }
  }

  private readRecords(header: FlatTable, bytes: Uint8Array): void {
    const fields = this.fields ?? refuse('a record batch before its schema')
    const body = new BatchBody(header, bytes, this.growth)
    // `time` alone takes this much, so that no stated length can make us allocate more than we were sent.
    if (body.rows * 8 > bytes.length) throw new RangeError(`${body.rows} rows in ${bytes.length} bytes`)
    if (this.rows + body.rows > this.maxRows)
      refuse(`more than ${this.maxRows} rows in one batch; send smaller batches`)
    const columns = fields.map(({ name, type }) => readColumn(body, type, name, this.dictionaries))
    if (body.rows === 0) return
    const at = fields.findIndex(({ name }) => name === 'time')
    this.times.push(timesOf(columns[at]!, this.rows))
    this.batches.push(columns)
    this.rows += body.rows
  }

  private finish(fields: readonly ArrowField[]): ColumnBatch {
    const columns = new Map<string, Column>()
    fields.forEach(({ name, type }, at) => {
      if (name === 'time') return
      const parts = this.batches.map((batch) => ({ column: batch[at]!, length: batch[at]!.length }))
      columns.set(name, concatenate(parts, columnTypeOf(type)))
    })
    const [only] = this.times
    if (only !== undefined && this.times.length === 1) return { length: this.rows, time: only, columns }
    const time = new Float64Array(this.rows)
    let row = 0
    for (const part of this.times) {
      time.set(part, row)
      row += part.length
    }
    return { length: this.rows, time, columns }
  }
}

function isTime(type: ArrowType): boolean {
  return (type.kind === 'time' && type.unit !== 'day') || (type.kind === 'integer' && type.scalar === 'int64')
}

function timesOf(column: Column, firstRow: number): Float64Array {
  const time = doublesOfIntegers(column.values as BigInt64Array)
  for (let row = 0; row < time.length; row++) {
    const micros = time[row]!
    if (column.validity !== null && !hasBit(column.validity, row)) refuse(`row ${firstRow + row} has no time`)
    if (micros < firstTime || micros > lastTime) {
      refuse(`row ${firstRow + row}: time ${micros} µs since 1970 is outside the years 1900 to 2200`)
    }
  }
  return time
}
