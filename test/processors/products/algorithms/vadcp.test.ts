import { vadcpAlgorithms } from '../../../../processors/products/algorithms/vadcp.ts'
import { call, coefficient, type Plain } from '../given.ts'
import { declinationAt, turnBetween, withDeclination } from './declined.ts'

const nan = Number.NaN
const radians = Math.PI / 180
const run = (name: string, given: Parameters<typeof call>[2], rows = 1) =>
  call(vadcpAlgorithms.find((one) => one.name === name)!, rows, given)

// A telemetered profile and what Nortek's Matlab program makes of it, from the original's unit test.
const row = (...values: number[]): Plain => [values]
const beams = {
  b1: row(-0.045, 0.016, 0.039, 0.059, -0.023, 0, 0.052, -0.027, 0.008, -0.002),
  b2: row(-0.019, -0.009, 0.01, 0.048, 0.006, 0.025, -0.013, 0.003, 0.005, -0.003),
  b3: row(-0.057, -0.022, 0.004, 0.063, -0.035, 0.045, -0.04, -0.01, -0.045, -0.097),
  b4: row(-0.001, 0.002, -0.02, -0.053, 0.035, -0.063, -0.049, -0.014, 0.048, -0.059),
}
const b5 = row(0.053, -0.032, -0.051, 0.044, 0.016, 0.006, -0.07, 0.618, 0.028, 0.008)
const pg5 = row(63, 60, 62, 80, 87, 97, 98, 58.9, 84, 94)
const ofInstrument = [1.1831, 0, -1.1831, 0, 0, -1.1831, 0, 1.1831, 0.5518, 0, 0.5518, 0, 0, 0.5518, 0, 0.5518]
const attitude = { h: 300.1, p: 0.6, r: -0.2, tm: coefficient(ofInstrument, [4, 4]) }
const whereabouts = { lat: 44.5, lon: -125.4, dt: 3948947793.3 }
const east = [-0.0254, -0.0413, -0.0047, 0.0872, -0.0342, 0.1109, -0.0482, 0.0283, -0.0804, -0.0345]
const north = [-0.0046, 0.0222, 0.0541, 0.0815, -0.0145, 0.0372, 0.1068, 0.0006, 0.0074, 0.1268]
const up = [-0.0336, -0.0032, 0.0097, 0.0326, -0.0047, 0.0017, -0.0125, -0.0134, 0.0049, -0.043]
const upTrue = [0.0531, -0.0316, -0.0504, 0.0444, 0.016, 0.0058, -0.0687, 0.6178, 0.0285, 0.0094]

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length)
  for (const [at, value] of expected.entries()) expect(Math.abs(actual[at]! - value)).toBeLessThan(tolerance)
}

test('upward velocity, as published', () => {
  expectClose(run('vadcp_b_beam_vertical_est', { ...beams, ...attitude }).values, up, 1e-4)
  expectClose(run('vadcp_b_beam_vertical_true', { ...beams, b5, pg5, ...attitude }).values, upTrue, 1e-4)
})

test('horizontal velocity, as published but for the vertical part, which the original takes twice', () => {
  const given = { ...beams, ...attitude, ...whereabouts }
  const eastward = run('vadcp_b_beam_eastward', given).values
  const northward = run('vadcp_b_beam_northward', given).values
  // Its field model ended before the date of the row: the fastest bin tells which declination it took.
  const ours = declinationAt(44.5, -125.4, whereabouts.dt)[0]!
  const theirs = ours + turnBetween([eastward[9]!, northward[9]!], [east[9]!, north[9]!])
  expect(Math.abs(theirs - ours)).toBeLessThan(1)
  for (const [at, value] of eastward.entries()) {
    const [toEast, toNorth] = withDeclination([value, northward[at]!], ours, theirs)
    // Tilted by 0.6 degrees: 0.011 of an upward velocity of at most 0.043 m/s.
    expect(Math.abs(toEast - east[at]!)).toBeLessThan(6e-4)
    expect(Math.abs(toNorth - north[at]!)).toBeLessThan(6e-4)
  }
})

type Matrix = readonly (readonly number[])[]
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, at) => sum + value * b[at]![column]!, 0)))
const transposed = (a: Matrix): Matrix => a[0]!.map((_, column) => a.map((row) => row[column]!))

test.each([
  [0, 0, 0],
  [123, 0, 0],
  [300, 12, -7],
  [45, -20, 25],
])('a known current is found again from its beams: heading %d, pitch %d, roll %d', (h, p, r) => {
  // Forward: turn the current into the instrument's frame, then along each beam, 25 degrees off the axis.
  const [ch, sh] = [Math.cos((h - 90) * radians), Math.sin((h - 90) * radians)]
  const [cp, sp, cr, sr] = [p, p, r, r].map((angle, at) => (at % 2 ? Math.sin : Math.cos)(angle * radians)) as [
    number,
    number,
    number,
    number,
  ]
  const toEarth = times(
    [
      [ch, sh, 0],
      [-sh, ch, 0],
      [0, 0, 1],
    ],
    times(
      [
        [cp, 0, -sp],
        [0, 1, 0],
        [sp, 0, cp],
      ],
      [
        [1, 0, 0],
        [0, cr, -sr],
        [0, sr, cr],
      ],
    ),
  )
  const current = [0.4, -0.3, 0.05]
  const [x, y, z] = times(
    transposed(toEarth),
    current.map((one) => [one]),
  ).map(([one]) => one!) as [number, number, number]
  const [along, across] = [Math.cos(25 * radians), Math.sin(25 * radians)]
  const known = {
    b1: row(across * x + along * z),
    b2: row(-across * y + along * z),
    b3: row(-across * x + along * z),
    b4: row(across * y + along * z),
  }
  const k = 1 / (2 * across)
  const l = 1 / (2 * along)
  const given = { ...known, h, p, r, tm: coefficient([k, 0, -k, 0, 0, -k, 0, k, l, 0, l, 0, 0, l, 0, l], [4, 4]) }
  const found = ['eastward', 'northward'].map(
    (name) => run(`vadcp_b_beam_${name}`, { ...given, ...whereabouts }).values[0]!,
  )
  const magnetic = withDeclination(found as [number, number], declinationAt(44.5, -125.4, whereabouts.dt)[0]!, 0)
  const upward = run('vadcp_b_beam_vertical_est', given).values[0]!
  const upwardTrue = run('vadcp_b_beam_vertical_true', { ...given, b5: row(z) }).values[0]!
  expectClose([...magnetic, upward, upwardTrue], [...current, current[2]!], 1e-12)

  // With one bad beam of four the other three say the same.
  for (const bad of ['1', '2', '3', '4']) {
    const three = { ...given, [`b${bad}`]: row(9), [`pg${bad}`]: row(49) }
    expectClose(run('vadcp_b_beam_vertical_est', three).values, [current[2]!], 1e-12)
  }
  const two = { ...given, pg1: row(49), pg4: row(49) }
  expect(run('vadcp_b_beam_vertical_est', two).values[0]).toBeNaN()
})

test('a weak fifth beam and a wrong matrix give no velocity', () => {
  const weak = run('vadcp_b_beam_vertical_true', {
    ...beams,
    b5,
    pg5: row(49, ...Array(9).fill(50)),
    ...attitude,
  }).values
  expect([...weak].map(Number.isNaN)).toEqual([true, ...Array(9).fill(false)])
  const { values, flags } = run('vadcp_b_beam_vertical_est', { ...beams, ...attitude, tm: coefficient([1, 2, 3]) })
  expect(values.every(Number.isNaN)).toBe(true)
  expect(flags).toEqual([{ row: 0, reason: 'tm has 3 values, not 16' }])
})

test('bins lie above one that looks up, below one that looks down', () => {
  const cells = [
    [1, 2, nan],
    [1, 2, 3],
    [1, 2, 3],
  ]
  const given = { depth: 80, cell_positions: cells, orientation: [-1, 1, 0] }
  const { values, flags } = run('vadcp_b_bin_depths', given, 3)
  expect([...values]).toEqual([79, 78, nan, 81, 82, 83, nan, nan, nan])
  expect(flags).toEqual([{ row: 2, reason: 'the orientation is neither -1 (up) nor 1 (down)' }])
})
