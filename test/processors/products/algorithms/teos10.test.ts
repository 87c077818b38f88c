import type { AnyAlgorithm } from '../../../../processors/products/algorithm.ts'
import { algorithmNamed } from '../../../../processors/products/algorithms/index.ts'
import { teos10Algorithms } from '../../../../processors/products/algorithms/teos10.ts'
import { call, furthest } from '../given.ts'

const given = {
  SP: [35, 34.2, 8, 33],
  t: [10, 2.5, 18, -1.5],
  p: [0, 4000, 10, 300],
  lat: [44.6, -50, 58, 70],
  lon: [-125.1, 20, 20, -150],
}
const named = (name: string) => algorithmNamed(name) as AnyAlgorithm
const relative = (found: Float64Array, expected: readonly number[]) =>
  furthest(
    expected.map((one, row) => (one === found[row] ? 1 : (found[row] as number) / one)),
    expected.map(() => 1),
  )

// By GSW-Python 3.6.23: off Oregon, the Southern Ocean, the Baltic, the Beaufort Sea.
const expected = {
  teos10_absolute_salinity: [35.16657220282295, 34.37041203014722, 8.104837714285713, 33.159130306851935],
  teos10_reference_salinity: [35.16504, 34.36126765714286, 8.037723428571429, 33.155609142857145],
  teos10_freezing_temperature: [-1.9192015054695983, -5.117863854128162, -0.4424240461391642, -2.0310937816256067],
  teos10_freezing_ct: [-1.9166230286695252, -5.225283087467825, -0.42669625780766784, -2.0309856200509144],
  teos10_conservative_temperature: [9.989783457124156, 2.1581203485748857, 18.731779073483484, -1.5004309362225765],
  teos10_potential_temperature: [10.0, 2.155062548294018, 17.998605798081726, -1.506225538212872],
  teos10_potential_density: [1026.9552989554536, 1027.3263533285112, 1004.7522276127835, 1026.5540544130538],
  teos10_sigma0: [26.955301988745987, 27.32635249409941, 4.752478981822492, 26.553816215611278],
  teos10_sigma1: [31.410683423232058, 31.980392167638456, 9.234640654258556, 31.327446537145306],
  teos10_sigma2: [35.767439172838294, 36.53014597253673, 13.617348678856501, 35.99347228827969],
  teos10_sigma3: [40.02773606749906, 40.97694396584916, 17.903243788778013, 40.552742505815104],
  teos10_sigma4: [44.19384029419484, 45.32236708790947, 22.094833148973635, 45.006424850294025],
  teos10_specific_volume_anomaly: [
    1.0908294985379234e-6, 9.075335090842108e-7, 2.2608773627217325e-5, 1.4492445111236344e-6,
  ],
  teos10_thermal_expansion: [
    0.00016655477374865826, 0.00017856462167181614, 0.0001921210075252213, 3.594832705756309e-5,
  ],
  teos10_haline_contraction: [
    0.0007536192501980608, 0.0007303758585187908, 0.0007477785711492432, 0.0007827242645321862,
  ],
  teos10_sound_speed: [1489.8195317813468, 1525.8148393574254, 1485.476012320596, 1444.0970014315465],
  teos10_enthalpy: [39877.89648105768, 47208.7470458559, 74874.31341853224, -3069.177983622958],
  teos10_heat_capacity: [3990.048816973974, 3883.6066099622412, 4138.349729786788, 3987.8978166930447],
  teos10_adiabatic_lapse_rate: [
    1.1499332740616839e-8, 1.178402228971928e-8, 1.3948110092962545e-8, 2.3809820165462563e-9,
  ],
  teos10_spiciness0: [1.2583964968613088, -0.39157850097265623, -17.008390022475425, -1.4585629032188479],
  teos10_oxygen_solubility: [274.5956644859288, 331.34574821497256, 280.70409944934556, 367.7817979390022],
  teos10_depth: [0.0, 3928.73430800736, 9.907105522798387, 296.74705060072705],
  teos10_height: [-0.0, -3928.73430800736, -9.907105522798387, -296.74705060072705],
  teos10_gravity: [9.805837854311683, 9.819415080793348, 9.817599549410739, 9.82675537893264],
}

test.each(Object.entries(expected))('%s', (name, values) => {
  const found = call(named(name), 4, given)
  expect(relative(found.values, values)).toBeLessThan(1e-9)
  expect(found.flags).toEqual([])
})

test('every product is tested here', () => {
  const others = ['teos10_practical_salinity', 'teos10_pressure']
  expect(teos10Algorithms.map(({ name }) => name).sort()).toEqual([...Object.keys(expected), ...others].sort())
})

test('a salinity and a pressure come back', () => {
  const SA = expected.teos10_absolute_salinity
  expect(relative(call(named('teos10_practical_salinity'), 4, { ...given, SA }).values, given.SP)).toBeLessThan(1e-12)
  const depth = expected.teos10_depth
  expect(relative(call(named('teos10_pressure'), 4, { depth, lat: given.lat }).values, given.p)).toBeLessThan(1e-9)
  expect(call(named('teos10_pressure'), 2, { depth: [-6, Number.NaN], lat: 0 }).flags).toHaveLength(1)
})

test('a reference pressure and dissolved air count', () => {
  const at1000 = { ...given, p_ref: 1000 }
  const warm = call(named('teos10_potential_temperature'), 4, at1000).values
  expect(relative(warm, [10.121708959183387, 2.216310439776643, 18.14397912950684, -1.4784054090670342])).toBeLessThan(
    1e-9,
  )
  const dense = call(named('teos10_potential_density'), 4, at1000).values
  expect(relative(dense, [1031.4107644990756, 1031.980393111904, 1009.2343897520384, 1031.327592810862])).toBeLessThan(
    1e-9,
  )
  const airy = call(named('teos10_freezing_temperature'), 4, { ...given, saturation_fraction: 1 }).values
  expect(
    relative(airy, [-1.921101483683693, -5.1197751526787885, -0.44470880614924774, -2.033022302987944]),
  ).toBeLessThan(1e-9)
})

test('what is missing is NaN, what TEOS-10 does not cover is flagged', () => {
  for (const algorithm of teos10Algorithms) {
    for (const name of Object.keys(algorithm.arguments)) {
      const one = { SP: 35, SA: 35, t: 10, p: 100, lat: 10, lon: 10, depth: 99, [name]: [Number.NaN, Number.NaN] }
      expect([algorithm.name, name, call(algorithm, 2, one)]).toMatchObject([
        algorithm.name,
        name,
        { values: Float64Array.of(Number.NaN, Number.NaN), flags: [] },
      ])
    }
  }
  const south = { SP: [35, 35], t: 0, p: 0, lat: [-88, -60], lon: 0 }
  const { values, flags } = call(named('teos10_sigma0'), 2, south)
  expect(Array.from(values, Number.isNaN)).toEqual([true, false])
  expect(flags.map(({ row }) => row)).toEqual([0])
})
