import { join } from 'node:path'
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
  await pipeline.until('the definitions are stored', 60_000, async () => {
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
  await pipeline.until('the particles are stored', 60_000, async () => {
    return (await catalogue()).streams.some(({ refdes }) => refdes === asked.refdes)
  })
  expectReference((await pipeline.json<Answer>(`/data/${path}?products=all`)).data)
  expectReference((await post({ streams: [asked] })).data)
}, 180_000)

test('products are told on their topic', async () => {
  const { pipeline } = bed
  const told = await pipeline.tideline(['consume', 'products.products-computed', '--from', 'earliest', '--count', '1'])
  expect(told).toContain('practical_salinity')
}, 30_000)

test('what-if coefficients change the answer and nothing else', async () => {
  const body = { streams: [{ ...asked, parameters: ['density'] }] }
  const poleward = await post({ ...body, coefficients: { CC_lat: [{ value: 0 }], CC_lon: [{ value: 0 }] } })
  expect(poleward.data[0]?.density).not.toBeCloseTo(reference[0]?.density as number, 6)
  expect((await post(body)).data[0]?.density).toBeCloseTo(reference[0]?.density as number, 8)
}, 60_000)
