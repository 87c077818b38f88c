import { join } from 'node:path'
import type { Explanation } from '../../processors/products/explain/explain.ts'
import { useBed } from '../support/bed.ts'

const bed = useBed()
const path = 'CE02SHSM-RID27-03-CTDBPC000/telemetered/ctdbp_cdef_dcl_instrument'
const asked = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'ctdbp_cdef_dcl_instrument' }
const samples = [
  { time: '2024-03-01T00:00:15Z', temp: 10.1969, conductivity: 3.59651, pressure: 5.998 },
  { time: '2024-03-01T00:00:25Z', temp: 20, conductivity: 5.041008, pressure: 150 },
]
// By gsw 3.6 (Python): SP_from_C, rho(SA_from_SP, CT_from_t) and -z_from_p at 44.6393 N, 124.304 W.
const reference = [
  { practical_salinity: 32.65268141070917, density: 1025.1177254790582, depth: 5.949432315601433 },
  { practical_salinity: 36.995774198180364, density: 1026.9441024462997, depth: 148.7334569483293 },
]

interface Answer {
  readonly data: readonly Readonly<Record<string, number | null>>[]
  readonly notes: readonly unknown[]
}

async function post(body: object): Promise<Answer> {
  const response = await fetch(`${bed.pipeline.url}/data`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

function expectReference(data: Answer['data']): void {
  expect(data).toHaveLength(reference.length)
  for (const [index, row] of reference.entries()) {
    for (const [name, value] of Object.entries(row)) expect(data[index]?.[name]).toBeCloseTo(value, 8)
  }
}

test('salinity, density and depth of stored particles equal those of the reference implementation', async () => {
  const { pipeline } = bed
  await pipeline.tideline(['deployments', 'import', join(import.meta.dirname, '../../deploy/samples/deployments.csv')])
  await pipeline.until('the definitions are stored', 240_000, async () => {
    const response = await fetch(`${pipeline.url}/definitions/streams/ctdbp_cdef_dcl_instrument`)
    await response.body?.cancel()
    return response.status === 200
  })
  const posted = await fetch(`${pipeline.url}/particles/${path}?deployment=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(samples),
  })
  expect(posted.status).toBe(202)
  const catalogue = () => pipeline.json<{ streams: readonly { refdes: string }[] }>('/data')
  await pipeline.until('the particles are stored', 240_000, async () => {
    return (await catalogue()).streams.some(({ refdes }) => refdes === asked.refdes)
  })
  expectReference((await pipeline.json<Answer>(`/data/${path}?products=all`)).data)
  expectReference((await post({ streams: [asked] })).data)
}, 600_000)

test('products are told on their topic', async () => {
  const { pipeline } = bed
  const told = await pipeline.tideline(['consume', 'products.products-computed', '--from', 'earliest', '--count', '1'])
  expect(told).toContain('practical_salinity')
}, 600_000)

test('a value is explained down to its samples, coefficients and chunk, and follows from what is said', async () => {
  const { pipeline } = bed
  const command = [
    'products',
    'explain',
    asked.refdes,
    asked.stream,
    'practical_salinity',
    '--time',
    '2024-03-01T00:00:16Z',
  ]
  const text = await pipeline.tideline(command)
  for (const part of [
    '32.65268141070917',
    'ctd_pracsal, formula',
    'conductivity',
    'as stored',
    'instruments.particles',
    'chunk ',
  ]) {
    expect(text).toContain(part)
  }
  const { values, provenance } = JSON.parse(await pipeline.tideline([...command, '--json'])) as Explanation
  const [salinity] = values
  expect(salinity).toMatchObject({ time: '2024-03-01T00:00:15.000000Z', deployment: 1 })
  expect(salinity?.value).toBeCloseTo(reference[0]?.practical_salinity as number, 9)
  // What gsw 3.6 was given for the reference: S/m become mS/cm there.
  expect(salinity?.computed?.arguments).toMatchObject({
    c: { value: 3.59651 },
    t: { value: 10.1969 },
    p: { value: 5.998 },
  })
  expect(provenance.chunksRead).toHaveProperty([`${path}/1`, 'chunkIds', 0])
  const range = ['--from', '2024-03-01T00:00:00Z', '--to', '2024-03-01T00:01:00Z', '--json']
  const density = JSON.parse(await pipeline.tideline([...command.slice(0, 4), 'density', ...range])) as Explanation
  expect(density.values.map(({ value }) => value)).toEqual(reference.map((row) => expect.closeTo(row.density, 8)))
  expect(JSON.stringify(density.values[0])).toContain('"name":"CC_lat","value":44.6393')
}, 600_000)

test('what-if coefficients change the answer and nothing else', async () => {
  const body = { streams: [{ ...asked, parameters: ['density'] }] }
  const poleward = await post({ ...body, coefficients: { CC_lat: [{ value: 0 }], CC_lon: [{ value: 0 }] } })
  expect(poleward.data[0]?.density).not.toBeCloseTo(reference[0]?.density as number, 6)
  expect((await post(body)).data[0]?.density).toBeCloseTo(reference[0]?.density as number, 8)
}, 600_000)

test('what an annotation excludes is not given out, also not of data as they are stored', async () => {
  const rows = async () =>
    (await bed.pipeline.json<Answer>(`/data/${path}?parameters=temp`)).data.map((row) => row.temp)
  expect(await rows()).toEqual([10.1969, 20])
  const excluded = { start: '2024-03-01T00:00:20Z', stop: '2024-03-01T00:00:30Z', isExclusion: true }
  const made = await fetch(`${bed.pipeline.url}/annotations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refdes: asked.refdes, text: 'Adrift.', author: 'a person', ...excluded }),
  })
  expect(made.status).toBe(201)
  await bed.pipeline.until('the second row is left out', 240_000, async () => (await rows()).join() === '10.1969')
  const { id } = (await made.json()) as { id: string }
  await fetch(`${bed.pipeline.url}/annotations/${id}`, { method: 'DELETE' })
  await bed.pipeline.until('it is there again', 240_000, async () => (await rows()).join() === '10.1969,20')
}, 600_000)
