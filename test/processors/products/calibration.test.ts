import { createMemoryTables } from '../../../connectors/memory/tables.ts'
import { CoefficientReader } from '../../../processors/products/calibration.ts'
import { numbersOfValue } from '../../../processors/products/coefficient-intervals.ts'
import { calibrations, deployments } from '../../../schemas/catalogue-tables.ts'
import { put } from '../../../schemas/table.ts'

const refdes = 'CE02SHSM-RID27-03-CTDBPC000'
const calibration = (name: string, start: number, value: unknown, stop: number | null = null) =>
  put(calibrations, { asset: 'S1', name, start, stop, value: JSON.stringify(value), source: 'test', version: '' })

async function reader(whatIf: ConstructorParameters<typeof CoefficientReader>[1] = null) {
  const tables = createMemoryTables()
  const place = { latitude: 0, longitude: -124.5, depth: 7, water_depth: null }
  await tables.apply([
    put(deployments, {
      refdes,
      deployment: 1,
      start: 0,
      stop: null,
      asset: 'S1',
      ...place,
      details: '{}',
      version: '',
    }),
    calibration('CC_a0', 100, 1.5),
    calibration('CC_a0', 200, 2.5),
    calibration('CC_a0', 300, 3.5, 400),
    calibration('CC_m', 0, [
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    calibration('CC_ragged', 0, [[1, 2], [3]]),
  ])
  const views = { deployments: tables.view(deployments), calibrations: tables.view(calibrations) }
  return new CoefficientReader(views, whatIf).of(refdes, 1)
}

test('every calibration inside the deployment applies, each in its interval', async () => {
  const coefficients = await reader()
  const a0 = [99, 100, 199, 200, 300, 399, 400].map((time) => coefficients.at('CC_a0', time)?.values[0] ?? null)
  expect(a0).toEqual([null, 1.5, 1.5, 2.5, 3.5, 3.5, null])
  expect(coefficients.changesIn(100, 300)).toEqual([200])
  expect(coefficients.changesIn(99, 401)).toEqual([100, 200, 300, 400])
})

test('a deployment without a sensor has a place and nothing else', async () => {
  const tables = createMemoryTables()
  const row = { refdes, deployment: 2, start: 0, stop: null, asset: '', details: '{}', version: '' }
  await tables.apply([put(deployments, { ...row, latitude: 1, longitude: 2, depth: null, water_depth: null })])
  const views = { deployments: tables.view(deployments), calibrations: tables.view(calibrations) }
  const coefficients = await new CoefficientReader(views).of(refdes, 2)
  expect(coefficients.at('CC_lat', 5)?.values[0]).toBe(1)
  expect([coefficients.at('CC_depth', 5), coefficients.at('CC_a0', 5)]).toEqual([null, null])
})

test('the equator is a place', async () => {
  const coefficients = await reader()
  expect([...(coefficients.at('CC_lat', 5)?.values ?? [])]).toEqual([0])
  expect(coefficients.at('CC_longitude', 5)?.values[0]).toBe(-124.5)
  expect(coefficients.at('CC_depth', 5)?.values[0]).toBe(7)
})

test('arrays keep their shape; ragged ones are no coefficient', async () => {
  const coefficients = await reader()
  expect(coefficients.at('CC_m', 5)).toMatchObject({ shape: [3, 2], width: 6, stride: 0 })
  expect(coefficients.at('CC_ragged', 5)).toBeNull()
  expect(numbersOfValue('1')).toBeNull()
  expect(numbersOfValue([])).toBeNull()
})

test('coefficients sent with a request apply in their interval, and only there', async () => {
  const coefficients = await reader({ CC_a0: [{ start: 150, stop: 250, value: 9 }] })
  expect([100, 150, 249, 250].map((time) => coefficients.at('CC_a0', time)?.values[0])).toEqual([1.5, 9, 9, 2.5])
})

test('the signature of a range changes with what is valid in it, and with nothing else', async () => {
  const before = await reader()
  const after = await reader({ CC_a0: [{ start: 210, stop: 220, value: 9 }] })
  expect(after.signature('CC_a0', 100, 200)).toBe(before.signature('CC_a0', 100, 200))
  expect(after.signature('CC_a0', 100, 230)).not.toBe(before.signature('CC_a0', 100, 230))
})
