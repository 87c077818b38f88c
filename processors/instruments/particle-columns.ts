/** Single particles, gathered by column. */
import { buildColumn } from '../../schemas/columns/builder.ts'
import type { Column, ColumnBatch } from '../../schemas/columns/column.ts'
import { valuesOver, widthBytes } from '../../schemas/columns/types.ts'
import type { Particle, Vector } from '../../schemas/generated/events.ts'
import { type Family, parameterType } from './parameter-type.ts'
import type { Breach } from './particle-rules.ts'

interface Gathered {
  readonly family: Family
  /** Row of the first particle that had it. */
  readonly since: number
  readonly cells: unknown[]
}

type Scalars = Readonly<Record<string, unknown>>

/** Takes particles whose parameters come in one family each. */
export class ParticleColumns {
  private readonly columns = new Map<string, Gathered>()
  private readonly times: number[] = []
  /** Says what is wrong with a parameter's name; asked once a name. */
  private readonly nameBreach: (name: string) => Breach | null

  constructor(nameBreach: (name: string) => Breach | null) {
    this.nameBreach = nameBreach
  }

  /** Null: taken. A breach: the particle is wrong. `conflict`: a parameter came in another family before. */
  add(particle: Particle): Breach | 'conflict' | null {
    const row = this.times.length
    const failure =
      this.addScalars(row, 'number', particle.numbers) ??
      this.addScalars(row, 'integer', particle.integers) ??
      this.addScalars(row, 'text', particle.texts) ??
      this.addScalars(row, 'boolean', particle.booleans) ??
      this.addScalars(row, 'time', particle.times) ??
      this.addVectors(row, particle.vectors) ??
      this.addScalars(row, 'text-list', particle.textLists)
    if (failure === null) this.times.push(particle.time)
    else this.forgetRow(row)
    return failure
  }

  /** The rows so far, in the order in which they came. */
  build(stream: string): ColumnBatch {
    const length = this.times.length
    const columns = new Map<string, Column>()
    for (const [name, { family, cells }] of this.columns) {
      while (cells.length < length) cells.push(null)
      const type = parameterType(stream, name, family, cells)
      columns.set(name, buildColumn(type, cells))
    }
    return { length, time: Float64Array.from(this.times), columns }
  }

  private forgetRow(row: number): void {
    for (const [name, { since, cells }] of this.columns) {
      if (since === row) this.columns.delete(name)
      else cells.length = Math.min(cells.length, row)
    }
  }

  private addScalars(row: number, family: Family, values: Scalars): Breach | 'conflict' | null {
    for (const name in values) {
      const failure = this.push(row, name, family, values[name])
      if (failure !== null) return failure
    }
    return null
  }

  private addVectors(row: number, vectors: Readonly<Record<string, Vector>>): Breach | 'conflict' | null {
    for (const name in vectors) {
      const { kind, data } = vectors[name] as Vector
      const width = widthBytes(kind)
      if (data.length % width !== 0) {
        return { code: 'bad-value', reason: `vector ${name}: ${data.length} bytes are no whole number of ${kind}` }
      }
      const values = valuesOver(kind, data, data.length / width)
      const failure = this.push(row, name, `vector-${kind}`, kind === 'boolean' ? Array.from(values, Boolean) : values)
      if (failure !== null) return failure
    }
    return null
  }

  private push(row: number, name: string, family: Family, value: unknown) {
    let column = this.columns.get(name)
    if (column === undefined) {
      const breach = this.nameBreach(name)
      if (breach !== null) return breach
      column = { family, since: row, cells: new Array(row).fill(null) }
      this.columns.set(name, column)
    } else if (column.cells.length > row) {
      return { code: 'bad-value', reason: `parameter ${name} has two values; send it in one map only` } as const
    } else if (column.family !== family) return 'conflict'
    const { cells } = column
    while (cells.length < row) cells.push(null)
    cells.push(value)
    return null
  }
}
