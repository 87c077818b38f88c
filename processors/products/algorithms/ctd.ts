/** CTD: temperature, pressure and conductivity of Sea-Bird instruments, and salinity and density by TEOS-10. */
import { at, defineAlgorithm, flagNotFinite } from '../algorithm.ts'
import { saFromSp } from '../seawater/absolute-salinity.ts'
import { rho } from '../seawater/density.ts'
import { spFromC } from '../seawater/practical-salinity.ts'
import { ctFromT } from '../seawater/temperature.ts'
import { ctdConductivities } from './ctd/conductivity.ts'
import { ctdPressures } from './ctd/pressure.ts'
import { ctdTemperatures } from './ctd/temperature.ts'

export const ctdPracsal = defineAlgorithm({
  name: 'ctd_pracsal',
  formulaVersion: 1,
  about: 'Practical Salinity, PSS-78, with the extension of Hill et al. below 2',
  source: 'OOI DPS 1341-00040 (PRACSAL), TEOS-10',
  arguments: {
    c: { about: 'Conductivity', units: 'S m-1' },
    t: { about: 'In-situ temperature, ITS-90', units: 'degree_C' },
    p: { about: 'Sea pressure', units: 'dbar' },
  },
  result: { about: 'Practical Salinity', units: '1' },
  // A loop of its own, as for density: the two are asked for the most.
  compute: (given, context) => {
    const { c, t, p } = given
    const values = new Float64Array(context.rows)
    for (let row = 0; row < values.length; row++) values[row] = spFromC(10 * at(c, row), at(t, row), at(p, row))
    return flagNotFinite(values, given, context, 'the conductivity is negative')
  },
})

const outsideTeos10 = 'TEOS-10 does not cover it: salinity below 0, or south of 86° S'

export const ctdDensity = defineAlgorithm({
  name: 'ctd_density',
  formulaVersion: 1,
  about: 'In-situ density by the 75-term equation of TEOS-10, with the Absolute Salinity of the position',
  source: 'OOI DPS 1341-00050 (DENSITY), Roquet et al. (2015)',
  arguments: {
    SP: { about: 'Practical Salinity', units: '1' },
    t: { about: 'In-situ temperature, ITS-90', units: 'degree_C' },
    p: { about: 'Sea pressure', units: 'dbar' },
    lat: { about: 'Latitude', units: 'degrees_north' },
    lon: { about: 'Longitude', units: 'degrees_east' },
  },
  result: { about: 'Density of the water', units: 'kg m-3' },
  compute: (given, context) => {
    const { SP, t, p, lat, lon } = given
    const values = new Float64Array(context.rows)
    for (let row = 0; row < values.length; row++) {
      const sa = saFromSp(at(SP, row), at(p, row), at(lon, row), at(lat, row))
      values[row] = rho(sa, ctFromT(sa, at(t, row), at(p, row)), at(p, row))
    }
    return flagNotFinite(values, given, context, outsideTeos10)
  },
})

export const ctdAlgorithms = [...ctdTemperatures, ...ctdPressures, ...ctdConductivities, ctdPracsal, ctdDensity]
