/** PNG: a panel for each parameter over one axis of time, however many rows there are. */
import type { ColumnBatch } from '../../columns/column.ts'
import type { DatasetDescription } from '../described.ts'
import { type FileFormat, noHead, type Pieces, type RowWriter, type WriterOptions } from '../row-writer.ts'
import { formatTime } from '../text/time-text.ts'
import { extentOf, type Figure } from './figure.ts'
import { type Plotted, plottedOf } from './plotted.ts'
import { pngOf } from './raster.ts'
import { plotHeight, plotWidth } from './sizes.ts'
import { svgOf } from './svg.ts'

export const png: FileFormat = {
  name: 'png',
  mediaType: 'image/png',
  extension: 'png',
  headBytes: 0,
  open: (options) => new PlotRows(options),
}

/** A picture is drawn when all is known. */
const nothingYet: readonly Uint8Array[] = []

class PlotRows implements RowWriter {
  private readonly rows: FigureRows

  constructor(options: WriterOptions) {
    this.rows = new FigureRows(options)
  }

  async *begin(described: DatasetDescription): Pieces {
    this.rows.begin(described)
    yield* nothingYet
  }

  async *write(batch: ColumnBatch): Pieces {
    this.rows.write(batch)
    yield* nothingYet
  }

  async *end(): Pieces {
    yield await pngOf(svgOf(this.rows.figure()))
  }

  readonly head = noHead
}

/** A figure in the making, from rows. */
export class FigureRows {
  private readonly width: number
  private readonly height: number | null
  private described: DatasetDescription | null = null
  private plotted: readonly Plotted[] = []
  private leftOut: readonly string[] = []

  /** Throws a RangeError for a size that no plot has. */
  constructor({ width, height }: WriterOptions) {
    this.width = bounded('width', width ?? plotWidth.default, plotWidth)
    this.height = height == null ? null : bounded('height', height, plotHeight)
  }

  begin(described: DatasetDescription): void {
    this.described = described
    const { plotted, leftOut } = plottedOf(described.variables, this.width)
    this.plotted = plotted
    this.leftOut = leftOut
  }

  write(batch: ColumnBatch): void {
    for (const one of this.plotted) one.add(batch)
  }

  figure(): Figure {
    if (this.described === null) throw new Error('a figure begins with a description')
    const { source, coverage } = this.described
    // What has no value at all would be an empty panel.
    const [panels, empty] = [this.plotted.filter((one) => one.hasValues), this.plotted.filter((one) => !one.hasValues)]
    const notes = [
      ...(empty.length > 0 && panels.length > 0
        ? [`no value in the range: ${empty.map(({ name }) => name).join(', ')}`]
        : []),
      ...(this.leftOut.length > 0 ? [`not numbers, not shown: ${this.leftOut.join(', ')}`] : []),
    ]
    const shown = panels.map((one) => one.panel())
    const flags = new Set(
      shown.flatMap(({ content }) => (content.kind === 'line' ? content.flagged : [])).map((one) => one.judgement),
    )
    const extent = extentOf(shown)
    const time = (micros: number | null | undefined) =>
      micros == null ? '…' : formatTime(micros).replace('.000000', '')
    const range = `${time(coverage.start ?? extent?.[0])} to ${time(coverage.stop ?? extent?.[1])}`
    return {
      title: [`${source.refdes} · ${source.method} · ${source.stream}`, range],
      from: coverage.start,
      to: coverage.stop,
      flags: { suspect: flags.has(1), fail: flags.has(2) },
      panels: shown,
      notes,
      width: this.width,
      height: this.height,
    }
  }
}

function bounded(name: string, value: number, { least, most }: { least: number; most: number }): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new RangeError(`${name} is a whole number of pixels from ${least} to ${most}; got ${value}`)
}
