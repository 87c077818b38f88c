/** Properties of the water from what a CTD measures. */
import { at, defineAlgorithm } from '../../algorithm.ts'
import * as density from '../../seawater/density.ts'
import { o2Solubility } from '../../seawater/oxygen-solubility.ts'
import { alpha, beta, enthalpy, soundSpeed } from '../../seawater/specific-volume.ts'
import { ctFromT, pt0FromT, ptFromT } from '../../seawater/temperature.ts'
import { eachSample, sample } from './operands.ts'

const gibbs = 'TEOS-10 (IOC, SCOR and IAPSO, 2010)'
const roquet = 'TEOS-10, 75-term equation of Roquet et al. (2015)'

type Property = (sa: number, t: number, p: number) => number

function water(name: string, about: string, units: string, source: string, property: Property) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source,
    arguments: sample,
    result: { about, units },
    compute: (given, context) =>
      eachSample(given, context, (sa, row) => property(sa, at(given.t, row), at(given.p, row))),
  })
}

/** From Conservative Temperature instead. */
const byCt =
  (property: Property): Property =>
  (sa, t, p) =>
    property(sa, ctFromT(sa, t, p), p)

function referenced(
  name: string,
  about: string,
  units: string,
  property: (sa: number, t: number, p: number, pRef: number) => number,
) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source: gibbs,
    arguments: { ...sample, p_ref: { about: 'Reference pressure', units: 'dbar', optional: true, default: 0 } },
    result: { about, units },
    compute: (given, context) =>
      eachSample(given, context, (sa, row) => property(sa, at(given.t, row), at(given.p, row), at(given.p_ref, row))),
  })
}

const sigma = (dbar: number, property: Property) =>
  water(
    `teos10_sigma${dbar / 1000}`,
    `Potential density anomaly at ${dbar} dbar, less 1000 kg/m³`,
    'kg m-3',
    roquet,
    byCt(property),
  )

export const teos10OxygenSolubility = defineAlgorithm({
  name: 'teos10_oxygen_solubility',
  formulaVersion: 1,
  about: 'Oxygen in equilibrium with moist air at one atmosphere',
  source: 'Garcia and Gordon (1992), fit to Benson and Krause (1984)',
  arguments: sample,
  result: { about: 'Solubility of oxygen', units: 'umol kg-1' },
  compute: (given, context) =>
    eachSample(given, context, (sa, row) =>
      o2Solubility(at(given.SP, row), pt0FromT(sa, at(given.t, row), at(given.p, row))),
    ),
})

export const waterProperties = [
  water('teos10_conservative_temperature', 'Conservative Temperature', 'degree_C', gibbs, ctFromT),
  referenced('teos10_potential_temperature', 'Potential temperature', 'degree_C', ptFromT),
  referenced('teos10_potential_density', 'Potential density', 'kg m-3', density.potRhoFromT),
  sigma(0, density.sigma0),
  sigma(1000, density.sigma1),
  sigma(2000, density.sigma2),
  sigma(3000, density.sigma3),
  sigma(4000, density.sigma4),
  water('teos10_specific_volume_anomaly', 'Specific volume anomaly', 'm3 kg-1', roquet, byCt(density.specvolAnomaly)),
  water('teos10_thermal_expansion', 'Thermal expansion by Conservative Temperature', 'K-1', roquet, byCt(alpha)),
  water('teos10_haline_contraction', 'Saline contraction at constant CT', 'kg g-1', roquet, byCt(beta)),
  water('teos10_sound_speed', 'Speed of sound', 'm s-1', roquet, byCt(soundSpeed)),
  water('teos10_enthalpy', 'Specific enthalpy', 'J kg-1', roquet, byCt(enthalpy)),
  water('teos10_heat_capacity', 'Isobaric heat capacity', 'J kg-1 K-1', gibbs, density.cpFromT),
  water('teos10_adiabatic_lapse_rate', 'Adiabatic lapse rate', 'K Pa-1', gibbs, byCt(density.adiabaticLapseRate)),
  water(
    'teos10_spiciness0',
    'Spiciness at the surface',
    'kg m-3',
    'McDougall and Krzysik (2015)',
    byCt(density.spiciness0),
  ),
  teos10OxygenSolubility,
]
