/** Parquet: groups of rows, each column deflated by Snappy; the metadata lies beside the schema as keys and values. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { type Cell, cell } from '../columns/cells.ts'
import type { Column, ScalarType } from '../columns/column.ts'
import { integersOfDoubles } from '../columns/doubles.ts'
import { concatenate } from '../columns/rows.ts'
import { alignedColumns } from './align.ts'
import { describedAttributes } from './attributes.ts'
import type { VariableDescription } from './described.ts'
import { type FileFormat, noHead, type Pieces, type RowWriter } from './row-writer.ts'

export const parquet: FileFormat = {
  name: 'parquet',
  mediaType: 'application/vnd.apache.parquet',
  extension: 'parquet',
  headBytes: 0,
  open: () => new ParquetRows(),
}

type Options = ConstructorParameters<typeof ParquetWriter>[0]
type Schema = Options['schema']
type Element = Schema[number]
type Data = Parameters<ParquetWriter['write']>[0]['columnData'][number]['data']

const rowsPerGroup = 65_536

class ParquetRows implements RowWriter {
  private readonly bytes = new ByteWriter()
  private writer!: ParquetWriter
  private variables: readonly VariableDescription[] = []
  private readonly keyValues: { key: string; value: string }[] = []
  /** Time and columns of batches that do not fill a group yet. */
  private waiting: Column[][] = []
  private rows = 0

  async *begin(described: Parameters<RowWriter['begin']>[0]): Pieces {
    this.variables = described.variables
    this.keyValues.push(...describedAttributes(described).map(([key, value]) => ({ key, value })))
    this.writer = new ParquetWriter({
      writer: this.bytes,
      schema: schemaOf(described.variables),
      kvMetadata: this.keyValues,
      createdBy: 'Tideline',
    })
    yield this.take()
  }

  async *write(batch: Parameters<RowWriter['write']>[0]): Pieces {
    if (batch.length === 0) return
    const { length } = batch
    const values = integersOfDoubles(batch.time)
    const time: Column = { type: { scalar: 'timestamp' }, length, values, validity: null, offsets: null }
    this.waiting.push([time, ...alignedColumns(this.variables, batch)])
    this.rows += batch.length
    if (this.rows >= rowsPerGroup) yield this.group()
  }

  async *end(closing: Parameters<RowWriter['end']>[0] = null): Pieces {
    if (this.rows > 0) yield this.group()
    if (closing !== null) this.keyValues.push({ key: 'processing_notes', value: JSON.stringify(closing) })
    await this.writer.finish()
    yield this.take()
  }

  readonly head = noHead

  private group(): Uint8Array {
    const names = ['time', ...this.variables.map(({ name }) => name)]
    const columnData = names.map((name, at) => {
      const parts = this.waiting.map((columns) => ({ column: columns[at]!, length: columns[at]!.length }))
      return { name, data: dataOf(concatenate(parts, parts[0]!.column.type)) }
    })
    this.writer.write({ columnData, rowGroupSize: this.rows })
    this.waiting = []
    this.rows = 0
    return this.take()
  }

  private take(): Uint8Array {
    const piece = this.bytes.getBytes().slice()
    this.bytes.index = 0
    return piece
  }
}

function schemaOf(variables: readonly VariableDescription[]): Schema {
  const time: Element = { name: 'time', repetition_type: 'REQUIRED', ...physical.timestamp }
  return [{ name: 'root', num_children: variables.length + 1 }, time, ...variables.flatMap(elementsOf)]
}

function elementsOf({ name, type }: VariableDescription): Element[] {
  const optional = { repetition_type: 'OPTIONAL' } as const
  if (type.list === undefined) return [{ name, ...optional, ...physical[type.scalar] }]
  return [
    { name, ...optional, num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', ...optional, ...physical[type.scalar] },
  ]
}

/** How a scalar type lies in the file; unsigned 32 bits as 64, which hold them. */
const physical: Readonly<Record<ScalarType, Omit<Element, 'name'>>> = {
  int8: { type: 'INT32', converted_type: 'INT_8' },
  int16: { type: 'INT32', converted_type: 'INT_16' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  uint8: { type: 'INT32', converted_type: 'UINT_8' },
  uint16: { type: 'INT32', converted_type: 'UINT_16' },
  uint32: { type: 'INT64' },
  uint64: { type: 'INT64', converted_type: 'UINT_64' },
  float32: { type: 'FLOAT' },
  float64: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  timestamp: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } },
}

/** Values as the library takes them: typed arrays where every row has one. */
function dataOf(column: Column): Data {
  const { type, values, validity } = column
  const isPlain = type.list === undefined && validity === null && type.scalar !== 'boolean'
  if (isPlain && type.scalar !== 'uint32') return values as Data
  const wide = type.scalar === 'uint32'
  return Array.from({ length: column.length }, (_, row) => (wide ? widened(cell(column, row)) : cell(column, row)))
}

function widened(value: Cell): Cell {
  if (Array.isArray(value)) return value.map((one) => BigInt(one))
  return value === null ? null : BigInt(value as number)
}
