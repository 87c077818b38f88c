/** Nitrate (NUTNR): Satlantic SUNA and ISUS, ultraviolet absorption. */
import { at, defineAlgorithm, refuseAll, scalarResult } from '../algorithm.ts'
import { nitrateWeights } from './nutnr/nitrate-weights.ts'

/** Temperature correction of seawater's absorption: Sakamoto et al. (2009), table 2. */
const seawaterAt = (t: number): number => 1.1500276 + 0.0284 * t
const tilt = 0.001222 // degree_C-1 nm-1
const tiltFrom = 210 // nm
const darkFrames: ReadonlySet<string> = new Set(['SDB', 'SDF', 'NDF'])

const spectrum = (about: string, units: string) => ({ about, units, shape: 'vector' }) as const

export const tsCorrectedNitrate = defineAlgorithm({
  name: 'ts_corrected_nitrate',
  formulaVersion: 1,
  about: 'Dissolved nitrate, corrected for the temperature and salinity of the sea',
  source: 'OOI DPS 1341-00620 (NITRTSC); Sakamoto, Johnson and Coletti, Limnol. Oceanogr. Methods 7, 132 (2009)',
  arguments: {
    cal_temp: { about: 'Temperature of the seawater calibration', units: 'degree_C' },
    wl: spectrum('Wavelengths of the channels', 'nm'),
    eno3: spectrum('Extinction of nitrate', 'L umol-1'),
    eswa: spectrum('Extinction of seawater, for a salinity of 1', '1'),
    di: spectrum('Reading in deionized water', 'counts'),
    dark_value: { about: 'Dark reading', units: 'counts' },
    ctd_t: { about: 'Temperature of the water', units: 'degree_C' },
    ctd_sp: { about: 'Practical salinity', units: '1' },
    data_in: spectrum('Reading in the sea', 'counts'),
    frame_type: { about: 'Kind of frame: SDB, SDF and NDF are dark frames', shape: 'text' },
    wllower: { about: 'Shortest wavelength of the fit', units: 'nm', optional: true, default: 217 },
    wlupper: { about: 'Longest wavelength of the fit', units: 'nm', optional: true, default: 240 },
  },
  result: { about: 'Dissolved nitrate', units: 'umol L-1' },
  compute: (given, context) => {
    const { cal_temp, wl, eno3, eswa, di, dark_value, ctd_t, ctd_sp, data_in, frame_type, wllower, wlupper } = given
    const { width } = wl
    for (const [name, one] of Object.entries({ eno3, eswa, di, data_in })) {
      if (one.width !== width) return refuseAll(context, `${name} has ${one.width} channels, wl has ${width}`)
    }
    const weightsOf = nitrateWeights(wl, eno3)
    const values = new Float64Array(context.rows).fill(Number.NaN)
    for (let row = 0; row < context.rows; row++) {
      if (darkFrames.has(frame_type.texts[row * frame_type.stride] as string)) {
        context.flag(row, 'the frame was taken in the dark')
        continue
      }
      const fit = weightsOf(row, at(wllower, row), at(wlupper, row))
      if (fit === null) {
        context.flag(row, 'the wavelengths of the fit do not tell nitrate from a sloping background')
        continue
      }
      const dark = at(dark_value, row)
      const salinity = at(ctd_sp, row)
      const warmer = at(ctd_t, row) - at(cal_temp, row)
      const extinction = (salinity * seawaterAt(at(ctd_t, row))) / seawaterAt(at(cal_temp, row))
      let nitrate = 0
      let light = 0
      for (let i = fit.from; i < fit.to; i++) {
        const read = (data_in.values[row * data_in.stride + i] as number) - dark
        const absorbance = Math.log10((di.values[row * di.stride + i] as number) / read)
        const offset = (wl.values[row * wl.stride + i] as number) - tiltFrom
        const seawater = (eswa.values[row * eswa.stride + i] as number) * extinction * Math.exp(tilt * warmer * offset)
        nitrate += (fit.weights[i] as number) * (absorbance - seawater)
        light += read
      }
      if (Number.isFinite(nitrate)) values[row] = nitrate
      else if (!Number.isNaN(light + extinction)) context.flag(row, 'there is no light above the dark reading')
    }
    return scalarResult(values)
  },
})

export const nutnrAlgorithms = [tsCorrectedNitrate]
