/** Rows of exported files, read by programs that know nothing of our writers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import h5wasm, { type Dataset } from 'h5wasm/node'
import { parquetReadObjects } from 'hyparquet'

/** Time in milliseconds since 1970. */
export type ReadRow = { readonly time: number } & Readonly<Record<string, number>>
type Raw = Readonly<Record<string, unknown>>

const numeric = ({ time, ...rest }: Raw): ReadRow => ({
  time: milliseconds(time),
  ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, Number(value)])),
})

function milliseconds(time: unknown): number {
  if (time instanceof Date) return time.getTime()
  return typeof time === 'number' ? time : Date.parse(String(time))
}

function table(bytes: Uint8Array, separator: string): Raw[] {
  const [head = '', ...lines] = Buffer.from(bytes).toString().trimEnd().split(/\r?\n/)
  const names = head.split(separator)
  return lines.map((line) => Object.fromEntries(line.split(separator).map((cell, at) => [names[at] ?? '', cell])))
}

async function netcdf(bytes: Uint8Array): Promise<Raw[]> {
  await h5wasm.ready
  const folder = mkdtempSync(join(tmpdir(), 'exported-'))
  try {
    const path = join(folder, 'file.nc')
    writeFileSync(path, bytes)
    const file = new h5wasm.File(path, 'r')
    const columns = ['time', 'deployment', 'temp', 'counts'].map((name) => {
      return [name, [...((file.get(name) as Dataset).value as Float64Array | BigInt64Array)]] as const
    })
    file.close()
    const rows = columns[0]?.[1].length ?? 0
    return Array.from({ length: rows }, (_, row) => {
      const values = Object.fromEntries(columns.map(([name, column]) => [name, Number(column[row])]))
      return { ...values, time: (values.time as number) / 1000 }
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const readers: Readonly<Record<string, (bytes: Uint8Array) => Raw[] | Promise<Raw[]>>> = {
  csv: (bytes) => table(bytes, ','),
  tsv: (bytes) => table(bytes, '\t'),
  json: (bytes) => JSON.parse(Buffer.from(bytes).toString()).data,
  ndjson: (bytes) =>
    Buffer.from(bytes)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  arrow: (bytes) => [...tableFromIPC(bytes)].map((row) => ({ ...row?.toJSON() })),
  parquet: (bytes) => {
    const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
    return parquetReadObjects({ file: whole as ArrayBuffer }) as Promise<Raw[]>
  },
  netcdf,
}

/** Of files with the columns `time`, `deployment`, `temp` and `counts`. */
export async function exportedRows(format: string, bytes: Uint8Array): Promise<ReadRow[]> {
  const read = readers[format]
  if (read === undefined) throw new Error(`nothing here reads ${format}`)
  return (await read(bytes)).map(numeric)
}
