/**
 * A million rows of a CTD as CSV and as NetCDF-4: our writers beside pyarrow, pandas and netCDF4-python, each in a process of
 * its own, in one run. `node dist/bench/formats.js`
 */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Column, ColumnBatch, ColumnType } from '../schemas/columns/column.ts'
import { describeDataset } from '../schemas/formats/describe.ts'
import { netcdf } from '../schemas/formats/netcdf/netcdf.ts'
import type { FileFormat } from '../schemas/formats/row-writer.ts'
import { csv } from '../schemas/formats/text/delimited.ts'
import { pythonFormats } from './formats-python.ts'
import { atLeast, type Figure, printTable } from './measure.ts'
import { runPython } from './python.ts'

const rows = 1_000_000
const passes = 5
const rowsPerBatch = 65_536
const deflateLevel = 4
const origin = Date.UTC(2024, 2, 1) * 1000

/** As instruments give them: temperature, conductivity, pressure. Derived ones have all their digits. */
const measured: Readonly<Record<string, (row: number) => number>> = {
  temp: (i) => Math.round((4 + 8 * Math.sin(i * 1e-4) + 1e-3 * (i % 97)) * 1e4) / 1e4,
  conductivity: (i) => Math.round((3.2 + 0.45 * Math.sin(i * 1e-4 + 0.1) + 1e-5 * (i % 53)) * 1e5) / 1e5,
  pressure: (i) => Math.round((10 + 900 * (1 + Math.sin(i * 3e-4))) * 1e3) / 1e3,
}
const derived: typeof measured = {
  practical_salinity: (i) => 33 + Math.sin(i * 1e-4) + 1e-3 * Math.sin(i),
  density: (i) => 1025 + Math.cos(i * 1e-4) + 1e-3 * Math.sin(i * 1.7),
}
const kinds = { measured, derived: { ...measured, ...derived } }
type Kind = keyof typeof kinds
type Measured = { readonly seconds: number; readonly cpuSeconds: number; readonly bytes: number }

function batchesOf(kind: Kind): ColumnBatch[] {
  return Array.from({ length: Math.ceil(rows / rowsPerBatch) }, (_, batch) => {
    const from = batch * rowsPerBatch
    const length = Math.min(rowsPerBatch, rows - from)
    const column = (values: Column['values'], scalar: ColumnType['scalar']): Column => {
      return { type: { scalar }, length, values, validity: null, offsets: null }
    }
    const columns = new Map([['deployment', column(new Int32Array(length).fill(3), 'int32')]])
    for (const [name, of] of Object.entries(kinds[kind])) {
      columns.set(
        name,
        column(
          Float64Array.from({ length }, (_, row) => of(from + row)),
          'float64',
        ),
      )
    }
    return { length, time: Float64Array.from({ length }, (_, row) => origin + (from + row) * 1e6), columns }
  })
}

/** The whole file, written to the disk. The quickest of some passes; CPU of all threads, on average. */
async function measureOurs(format: FileFormat, kind: Kind, path: string): Promise<Measured> {
  const batches = batchesOf(kind)
  const types = new Map([...(batches[0] as ColumnBatch).columns].map(([name, { type }]) => [name, type]))
  const source = { refdes: 'CE01BNCH-RID16-03-CTDBPC000', method: 'streamed', stream: 'bench_samples' }
  const description = describeDataset({ source, created: origin, types, parameters: new Map() })
  let seconds = Number.POSITIVE_INFINITY
  const start = process.cpuUsage()
  for (let pass = 0; pass < passes; pass += 1) {
    const then = performance.now()
    const file = openSync(path, 'w')
    const writer = format.open({ deflateLevel })
    const take = async (pieces: AsyncIterable<Uint8Array>) => {
      for await (const piece of pieces) writeSync(file, piece)
    }
    await take(writer.begin(description))
    for (const batch of batches) await take(writer.write(batch))
    await take(writer.end())
    if (format.headBytes > 0) writeSync(file, writer.head(), 0, undefined, 0)
    closeSync(file)
    seconds = Math.min(seconds, (performance.now() - then) / 1000)
  }
  const { user, system } = process.cpuUsage(start)
  return { seconds, cpuSeconds: (user + system) / 1e6 / passes, bytes: statSync(path).size }
}

const ours = (format: FileFormat, kind: Kind, path: string): Measured =>
  JSON.parse(execFileSync(process.execPath, [import.meta.filename, format.name, kind, path], { encoding: 'utf8' }))
const theirs = (writer: string, kind: Kind, path: string): Measured & { readonly differing?: number } =>
  runPython(pythonFormats, writer, kind, path, String(rows), String(passes), String(deflateLevel))

/** By turns: other work on the machine comes and goes. */
function best<T extends Measured>(measure: () => T): T {
  const all = [measure(), measure()]
  return all.reduce((quicker, one) => (one.seconds < quicker.seconds ? one : quicker))
}

function figureOf(what: string, who: string, { seconds, cpuSeconds, bytes }: Measured, goal?: number): Figure {
  const value = rows / seconds
  const note = `${(bytes / 1e6).toFixed(1)} MB, ${cpuSeconds.toFixed(2)} s CPU`
  return {
    name: `${what}, ${who}`,
    value,
    unit: 'rows/s',
    note,
    ...(goal === undefined ? {} : { goal: atLeast(value, goal) }),
  }
}

export function formatFigures(): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'tideline-formats-'))
  const figures: Figure[] = []
  try {
    for (const kind of ['measured', 'derived'] as const) {
      const columns = kind === 'measured' ? 'time, deployment, 3 measured' : 'the same and 2 derived'
      const path = (name: string) => join(folder, `${kind}-${name}`)
      const goal = kind === 'measured' ? 1e6 : undefined
      figures.push(
        figureOf(
          `CSV of ${columns}`,
          'ours',
          best(() => ours(csv, kind, path('ours.csv'))),
          goal,
        ),
      )
      const mine = best(() => ours(netcdf, kind, path('ours.nc')))
      figures.push(figureOf(`NetCDF-4 of ${columns}, deflate ${deflateLevel}`, 'ours', mine))
      try {
        for (const who of ['pyarrow', 'pandas']) {
          figures.push(figureOf(`CSV of ${columns}`, who, theirs(who, kind, path(`${who}.csv`))))
        }
        const other = best(() => theirs('netCDF4', kind, path('ours.nc')))
        figures.push(figureOf(`NetCDF-4 of ${columns}, deflate ${deflateLevel}`, 'netCDF4-python', other))
        const [ratio, byCpu] = [other.seconds / mine.seconds, other.cpuSeconds / mine.cpuSeconds]
        figures.push(
          {
            name: `NetCDF-4 beside netCDF4-python, ${kind}`,
            value: ratio,
            unit: 'times',
            goal: atLeast(ratio, 1),
            note: `${byCpu.toFixed(2)} by CPU`,
          },
          {
            name: `values that netCDF4-python reads otherwise, ${kind}`,
            value: other.differing ?? Number.NaN,
            unit: '',
          },
        )
      } catch (error) {
        console.log(`nothing to compare with: ${error instanceof Error ? error.message.split('\n', 1)[0] : error}`)
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return figures
}

if (process.argv[1] === import.meta.filename) {
  const [name, kind, path] = process.argv.slice(2)
  if (name === undefined) printTable(formatFigures())
  else console.log(JSON.stringify(await measureOurs(name === 'csv' ? csv : netcdf, kind as Kind, path as string)))
}
