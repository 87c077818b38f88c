/** pH of seawater (PHSEN): Sunburst SAMI-pH. */
import { at, defineAlgorithm, refuseAll, scalarResult } from '../algorithm.ts'
import { countsOfMeasurement, dyeAt, measurements, referenceCounts, waterPh } from './phsen/water-ph.ts'
import { samiBattery, samiThermistor } from './sami.ts'

const source = 'OOI DPS 1341-00510 (PHWATER)'
const lightCounts = measurements * countsOfMeasurement
const light = {
  about: '23 measurements of 4 light counts: reference and signal at 434 nm, then at 578 nm',
  units: 'counts',
  shape: 'vector',
} as const

function intensity(name: string, wavelength: number, index: number) {
  const about = `Signal intensity at ${wavelength} nm, in each of the 23 measurements`
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source,
    arguments: { light },
    result: { about, units: 'counts', shape: 'vector' },
    compute: ({ light }, context) => {
      if (light.width !== lightCounts) return refuseAll(context, wrongLight(light.width), measurements)
      const values = new Float64Array(context.rows * measurements)
      for (let row = 0, out = 0; row < context.rows; row++) {
        for (let i = 0; i < measurements; i++, out++) {
          values[out] = light.values[row * light.stride + i * countsOfMeasurement + index] as number
        }
      }
      return { values, width: measurements }
    },
  })
}

const wrongLight = (width: number): string => `light has ${width} counts a row, not ${lightCounts}`

export const ph434Intensity = intensity('ph_434_intensity', 434, 1)
export const ph578Intensity = intensity('ph_578_intensity', 578, 3)
export const phThermistor = samiThermistor('ph_thermistor', source)
export const phBattery = samiBattery('ph_battery', source)

/** From here on the certified slope and offset of the dye's batch apply. */
const highPh = 8.2

export const phCalcPhwater = defineAlgorithm({
  name: 'ph_calc_phwater',
  formulaVersion: 1,
  about: 'pH of seawater on the total scale',
  source,
  arguments: {
    ref: {
      about: '16 reference counts: 4 times reference and signal at 434, then 578 nm',
      units: 'counts',
      shape: 'vector',
    },
    light,
    therm: { about: 'Temperature of the instrument', units: 'degree_C' },
    ea434: { about: 'Molar absorptivity of the acid form at 434 nm', units: 'L mol-1 cm-1' },
    eb434: { about: 'Molar absorptivity of the base form at 434 nm', units: 'L mol-1 cm-1' },
    ea578: { about: 'Molar absorptivity of the acid form at 578 nm', units: 'L mol-1 cm-1' },
    eb578: { about: 'Molar absorptivity of the base form at 578 nm', units: 'L mol-1 cm-1' },
    ind_slp: { about: 'Slope of the batch of dye, from pH 8.2 on', units: '1' },
    ind_off: { about: 'Offset of the batch of dye, from pH 8.2 on', units: '1' },
    psal: { about: 'Practical salinity', units: '1', optional: true, default: 35 },
  },
  result: { about: 'pH of seawater, total scale', units: '1' },
  compute: ({ ref, light, therm, ea434, eb434, ea578, eb578, ind_slp, ind_off, psal }, context) => {
    if (light.width !== lightCounts) return refuseAll(context, wrongLight(light.width))
    if (ref.width !== referenceCounts) {
      return refuseAll(context, `ref has ${ref.width} counts a row, not ${referenceCounts}`)
    }
    const values = new Float64Array(context.rows)
    for (let row = 0; row < context.rows; row++) {
      const temperature = at(therm, row)
      const salinity = at(psal, row)
      const dye = dyeAt(temperature, {
        acid434: at(ea434, row),
        base434: at(eb434, row),
        acid578: at(ea578, row),
        base578: at(eb578, row),
      })
      const lightFrom = row * light.stride
      const pH = waterPh(ref.values, row * ref.stride, light.values, lightFrom, temperature, salinity, dye)
      values[row] = pH >= highPh ? pH * at(ind_slp, row) + at(ind_off, row) : pH
      const isGiven = !Number.isNaN(temperature + salinity + (light.values[lightFrom] as number))
      if (Number.isNaN(pH) && isGiven) context.flag(row, 'the light counts give no pH')
    }
    return scalarResult(values)
  },
})

export const phsenAlgorithms = [ph434Intensity, ph578Intensity, phThermistor, phBattery, phCalcPhwater]
