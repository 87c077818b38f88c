import { saFromSp, spFromSa, srFromSp } from '../../../../processors/products/seawater/absolute-salinity.ts'
import * as density from '../../../../processors/products/seawater/density.ts'
import { dynamicHeight } from '../../../../processors/products/seawater/dynamic-height.ts'
import { ctFreezing, tFreezing } from '../../../../processors/products/seawater/freezing.ts'
import { o2Solubility } from '../../../../processors/products/seawater/oxygen-solubility.ts'
import { spFromC } from '../../../../processors/products/seawater/practical-salinity.ts'
import { gravity, pFromZ, zFromP } from '../../../../processors/products/seawater/pressure.ts'
import { alpha, beta, enthalpy, soundSpeed } from '../../../../processors/products/seawater/specific-volume.ts'
import { nSquared, turnerAngle } from '../../../../processors/products/seawater/stability.ts'
import * as temperature from '../../../../processors/products/seawater/temperature.ts'
import { furthest } from '../given.ts'
import { profile, values } from './gsw-values.ts'

type Property = (...given: number[]) => number

// Tolerances: what a different order of rounding may do; for the atlas, its units of 2⁻⁴⁰.
test.each<[string, Property, number]>([
  ['spFromC', spFromC, 1e-12],
  ['saFromSp', saFromSp, 3e-11],
  ['spFromSa', spFromSa, 3e-11],
  ['srFromSp', srFromSp, 1e-14],
  ['ctFromT', temperature.ctFromT, 1e-12],
  ['pt0FromT', temperature.pt0FromT, 1e-12],
  ['ptFromT', temperature.ptFromT, 1e-12],
  ['ctFromPt', temperature.ctFromPt, 1e-12],
  ['ptFromCt', temperature.ptFromCt, 1e-12],
  ['tFromCt', temperature.tFromCt, 1e-12],
  ['rho', density.rho, 1e-11],
  ['sigma0', density.sigma0, 1e-11],
  ['sigma1', density.sigma1, 1e-11],
  ['sigma2', density.sigma2, 1e-11],
  ['sigma3', density.sigma3, 1e-11],
  ['sigma4', density.sigma4, 1e-11],
  ['rhoFromT', density.rhoFromT, 1e-11],
  ['potRhoFromT', density.potRhoFromT, 1e-11],
  ['specvolAnomaly', density.specvolAnomaly, 1e-17],
  ['alpha', alpha, 1e-15],
  ['beta', beta, 1e-15],
  ['soundSpeed', soundSpeed, 1e-8],
  ['enthalpy', enthalpy, 1e-6],
  ['cpFromT', density.cpFromT, 1e-10],
  ['adiabaticLapseRate', density.adiabaticLapseRate, 1e-20],
  ['spiciness0', density.spiciness0, 1e-12],
  ['tFreezing', tFreezing, 1e-12],
  ['ctFreezing', ctFreezing, 1e-12],
  ['o2Solubility', o2Solubility, 1e-11],
  ['zFromP', zFromP, 1e-8],
  ['pFromZ', pFromZ, 1e-8],
  ['gravity', gravity, 1e-13],
])('%s is as GSW has it, down to 10 km and at the edges', (name, property, tolerance) => {
  const rows = values[name] as readonly (readonly number[])[]
  const found = rows.map((row) => property(...row.slice(0, -1)))
  expect(
    furthest(
      found,
      rows.map((row) => row.at(-1) as number),
    ),
  ).toBeLessThan(tolerance)
})

test('stability and dynamic height of a profile are as GSW has them', () => {
  const { n2, pMid } = nSquared(profile, 4)
  const { tu, rSubRho } = turnerAngle(profile)
  expect(furthest(pMid, profile.pMid)).toBe(0)
  expect(furthest(n2, profile.n2)).toBeLessThan(1e-15)
  expect(furthest(tu, profile.tu)).toBeLessThan(1e-10)
  expect(furthest(rSubRho, profile.rSubRho)).toBeLessThan(1e-9)
  // Their steps lie elsewhere between the samples.
  expect(furthest(dynamicHeight(profile, 0), profile.heightFrom0)).toBeLessThan(1e-4)
  expect(furthest(dynamicHeight(profile, 250), profile.heightFrom250)).toBeLessThan(1e-4)
  expect(furthest(dynamicHeight(profile, 500), profile.heightFrom500)).toBeLessThan(1e-4)
})

test('a profile of no or one sample, or shallower than the reference, has no stability or dynamic height', () => {
  expect(nSquared({ sa: [], ct: [], p: [] }, 4).n2).toHaveLength(0)
  expect(turnerAngle({ sa: [35], ct: [4], p: [10] }).tu).toHaveLength(0)
  expect(dynamicHeight({ sa: [35], ct: [4], p: [10] }, 0)).toEqual(Float64Array.of(Number.NaN))
  expect(dynamicHeight({ sa: [35, 35], ct: [4, 4], p: [10, 20] }, 30).every(Number.isNaN)).toBe(true)
})

test('no conductivity is no salt', () => {
  expect(spFromC(0, 15, 0)).toBeCloseTo(0, 12)
})

// Examples of the documentation at teos-10.org/pubs/gsw/html, whose atlas is an older one.
const p = [10, 50, 125, 250, 600, 1000]
const salty = [34.7118, 34.8915, 35.0256, 34.8472, 34.7366, 34.7324]
const warm = [28.8099, 28.4392, 22.7862, 10.2262, 6.8272, 4.3236]
const inSitu = [28.7856, 28.4329, 22.8103, 10.26, 6.8863, 4.4036]
const practical = [34.5487, 34.7275, 34.8605, 34.681, 34.568, 34.56]
const all = (value: number): number[] => p.map(() => value)
test.each<[string, Property, readonly number[][], readonly number[], number]>([
  [
    'SP_from_C',
    spFromC,
    [practical, inSitu, p],
    [
      20.009869599086951, 20.26551186487427, 22.981513062527689, 31.204503263727982, 34.032315787432829,
      36.40030849438817,
    ],
    1e-12,
  ],
  [
    'SA_from_SP',
    saFromSp,
    [practical, p, all(188), all(4)],
    [
      34.711778344814114, 34.891522618230098, 35.02554486247692, 34.847229026189588, 34.736628474576051,
      34.732363065590846,
    ],
    1e-4,
  ],
  [
    'SP_from_SA',
    spFromSa,
    [salty, p, all(188), all(4)],
    [
      34.548721553448317, 34.727477488096639, 34.860554877708005, 34.680971112271791, 34.567971663653388,
      34.560036751118204,
    ],
    1e-4,
  ],
  [
    'SR_from_SP',
    srFromSp,
    [practical],
    [
      34.711611927085727, 34.891255045714303, 35.024882197714305, 34.844535778285724, 34.731002934857159,
      34.722965211428587,
    ],
    1e-13,
  ],
  [
    'CT_from_t',
    temperature.ctFromT,
    [salty, inSitu, p],
    [
      28.809919826700281, 28.43922781609114, 22.786176893078498, 10.226189266620782, 6.827213633479988,
      4.323575748610455,
    ],
    1e-12,
  ],
  [
    't_from_CT',
    temperature.tFromCt,
    [salty, warm, p],
    [
      28.785580227725703, 28.432872246163946, 22.810323087627076, 10.260010752788906, 6.886286301029376,
      4.403624452383043,
    ],
    1e-12,
  ],
  [
    'pt0_from_t',
    temperature.pt0FromT,
    [salty, inSitu, p],
    [
      28.783196819670632, 28.420983342398962, 22.784930399117108, 10.230523661095731, 6.829230224409661,
      4.324510571845719,
    ],
    1e-12,
  ],
  [
    'rho',
    density.rho,
    [salty, warm, p],
    [1021.839935738108, 1022.262457966867, 1024.427195413316, 1027.790152759127, 1029.837779000189, 1032.002453224572],
    1e-9,
  ],
  [
    'sigma0',
    density.sigma0,
    [salty, warm],
    [
      21.797900819337656, 22.052215404397316, 23.892985307893923, 26.667608665972011, 27.10738045511971,
      27.409748977090885,
    ],
    1e-10,
  ],
  [
    'sigma4',
    density.sigma4,
    [salty, warm],
    [
      37.900374609834898, 38.166979617032439, 40.280876075282549, 43.896091033421953, 44.631677245327637,
      45.171817312020039,
    ],
    1e-10,
  ],
  [
    'pot_rho_t_exact',
    density.potRhoFromT,
    [salty, inSitu, p, all(0)],
    [1021.798145811089, 1022.05248441698, 1023.893583651958, 1026.667621124443, 1027.107230868492, 1027.409631264134],
    1e-9,
  ],
  [
    'alpha',
    alpha,
    [salty, inSitu, p],
    [
      3.24464211877393e-4, 3.22610094680523e-4, 2.81335030247435e-4, 1.73529986885424e-4, 1.46898108553385e-4,
      1.30265123640082e-4,
    ],
    1e-15,
  ],
  [
    'beta',
    beta,
    [salty, inSitu, p],
    [
      7.17521909550091e-4, 7.17657376442386e-4, 7.26169785748549e-4, 7.50420924314564e-4, 7.54903052075032e-4,
      7.56841573481865e-4,
    ],
    1e-15,
  ],
  [
    'sound_speed',
    soundSpeed,
    [salty, inSitu, p],
    [1542.426412426373, 1542.558891663385, 1530.801535436184, 1494.551099295314, 1487.622786765276, 1484.271672296205],
    1e-9,
  ],
  [
    'enthalpy',
    enthalpy,
    [salty, warm, p],
    [115103.1813559086, 114014.6926828028, 92180.0138366058, 43255.3713026279, 33087.1609742468, 26970.6841603465],
    1e-7,
  ],
  [
    'cp_t_exact',
    density.cpFromT,
    [salty, inSitu, p],
    [4002.888003958537, 4000.980283927373, 3995.546468894633, 3985.07676902137, 3973.593843482723, 3960.184084786622],
    1e-9,
  ],
  [
    'adiabatic_lapse_rate',
    density.adiabaticLapseRate,
    [salty, inSitu, p],
    [
      2.40199646230069e-8, 2.38457486976761e-8, 2.03635157319712e-8, 1.1982956685979e-8, 1.00052760967308e-8,
      8.7773070307283e-9,
    ],
    1e-20,
  ],
  [
    'specvol_anom_standard',
    density.specvolAnomaly,
    [salty, warm, p],
    [
      6.010518948974e-6, 5.78609769250563e-6, 4.05600538950092e-6, 1.42190453761838e-6, 1.04335535578967e-6,
      7.6383389577725e-7,
    ],
    1e-17,
  ],
  [
    'spiciness0',
    density.spiciness0,
    [salty, warm],
    [5.728998558542941, 5.749940496782486, 4.163547112671111, 1.069362556641764, 0.426428274444305, 0.089725188494086],
    1e-12,
  ],
  [
    'O2sol_SP_pt',
    o2Solubility,
    [salty, warm],
    [194.682543169294, 195.6135062814438, 214.6559360234014, 273.5652832698713, 295.1580761415903, 312.9598716631408],
    1e-10,
  ],
  [
    'z_from_p',
    zFromP,
    [p, all(4)],
    [-9.9445834469453, -49.718089701255, -124.2726219409978, -248.4700576548589, -595.825348035621, -992.0919060719987],
    1e-9,
  ],
  [
    'p_from_z',
    pFromZ,
    [p.map((depth) => -depth), all(4)],
    [10.055726724518, 50.283543374874, 125.73185843561, 251.540299593468, 604.210012340727, 1007.990337692001],
    1e-8,
  ],
  [
    'grav',
    gravity,
    [[-90, -60, -30, 0], all(0)],
    [9.832186205884799, 9.819178859991149, 9.79324925704875, 9.780327],
    1e-14,
  ],
])('%s gives the example of its documentation', (_, property, columns, expected, tolerance) => {
  expect(
    furthest(
      expected.map((_, k) => property(...columns.map((column) => column[k] as number))),
      expected,
    ),
  ).toBeLessThan(tolerance)
})
