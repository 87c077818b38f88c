import { parquet } from '../../../schemas/formats/parquet.ts'
import { batchOf, day, describing, written } from './writing.ts'

test('Parquet is bytes between its magic words, also without rows', async () => {
  const types = { temp: { scalar: 'float64' }, note: { scalar: 'string', list: 'varying' } } as const
  for (const rows of [[], [[day, { temp: 1, note: ['a'] }] as const]]) {
    const file = await written(parquet, describing(types), [batchOf(types, rows)])
    expect([file.subarray(0, 4), file.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1'])
    const footer = file.readUInt32LE(file.length - 8)
    expect(file.subarray(-8 - footer, -8).toString('latin1')).toContain('weather_vane at CE02SHSM-RID27-03-CTDBPC000')
  }
})

test('memory stays flat: groups come out while rows go in', async () => {
  const types = { n: { scalar: 'int32' } } as const
  const n = { type: types.n, length: 70_000, values: new Int32Array(70_000), validity: null, offsets: null }
  const writer = parquet.open({})
  const pieces = async (of: AsyncIterable<Uint8Array>) => {
    let count = 0
    for await (const piece of of) count += piece.length
    return count
  }
  await pieces(writer.begin(describing(types)))
  const batch = { length: n.length, time: new Float64Array(n.length), columns: new Map([['n', n]]) }
  for (let part = 0; part < 3; part++) expect(await pieces(writer.write(batch))).toBeGreaterThan(50)
})
