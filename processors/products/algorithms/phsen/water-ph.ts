/**
 * pH of seawater on the total scale from the SAMI-pH: meta-cresol purple is injected and thins out over 23 light
 * measurements; the pH is extrapolated to no dye. OOI DPS 1341-00510 (PHWATER); Clayton and Byrne (1993).
 */
const zeroCelsius = 273.15
export const referenceCounts = 16
export const measurements = 23
/** At each: reference and signal at 434 nm, reference and signal at 578 nm. */
export const countsOfMeasurement = 4
/** The first measurements are before the dye is mixed. */
const skipped = 5
const used = measurements - skipped
/** The extrapolation takes the most linear run of so many. */
const windowLength = 8

/** Molar absorptivities of the acid (HI) and the base (I) form of the dye, at the temperature of the water. */
export interface Dye {
  readonly acid434: number
  readonly base434: number
  readonly acid578: number
  readonly base578: number
}

/** Certified at 24.788 °C; the slopes are the vendor's. */
export function dyeAt(temperature: number, { acid434, base434, acid578, base578 }: Dye): Dye {
  const warmer = temperature - 24.788
  return {
    acid434: acid434 - 26 * warmer,
    acid578: acid578 + warmer,
    base434: base434 + 12 * warmer,
    base578: base578 - 71 * warmer,
  }
}

const ph = new Float64Array(used)
const dyeConcentration = new Float64Array(used)

/** @param reference counts without dye, from `from` on @param light counts with dye, from `lightFrom` on */
export function waterPh(
  reference: Float64Array,
  from: number,
  light: Float64Array,
  lightFrom: number,
  temperature: number,
  salinity: number,
  dye: Dye,
): number {
  const blank434 = Math.log10(meanRatio(reference, from))
  const blank578 = Math.log10(meanRatio(reference, from + 2))
  const pKa = 1245.69 / (temperature + zeroCelsius) + 3.8275 + 0.0021 * (35 - salinity)
  const { acid434, base434, acid578, base578 } = dye
  const determinant = acid434 * base578 - base434 * acid578
  for (let i = 0; i < used; i++) {
    const j = lightFrom + (skipped + i) * countsOfMeasurement
    const at434 = blank434 - Math.log10((light[j + 1] as number) / (light[j] as number))
    const at578 = blank578 - Math.log10((light[j + 3] as number) / (light[j + 2] as number))
    const acid = (at434 * base578 - at578 * base434) / determinant
    const base = (at578 * acid434 - at434 * acid578) / determinant
    ph[i] = pKa + Math.log10(base / acid)
    dyeConcentration[i] = acid + base
  }
  return interceptFrom(mostLinearWindow())
}

/** Mean over the four blanks of signal / reference. */
function meanRatio(reference: Float64Array, from: number): number {
  let sum = 0
  for (let i = from; i < from + referenceCounts; i += 4) sum += (reference[i + 1] as number) / (reference[i] as number)
  return sum / 4
}

/** Start of the run whose pH is best a line in time: the first of the highest r². */
function mostLinearWindow(): number {
  let best = 0
  let highest = Number.NEGATIVE_INFINITY
  for (let start = 0; start + windowLength <= used; start++) {
    const meanPh = meanOf(ph, start)
    let across = 0
    let spread = 0
    let inTime = 0
    for (let k = 0; k < windowLength; k++) {
      const time = k - (windowLength - 1) / 2
      const off = (ph[start + k] as number) - meanPh
      across += time * off
      spread += off * off
      inTime += time * time
    }
    const fit = across ** 2 / (inTime * spread)
    if (fit > highest) {
      highest = fit
      best = start
    }
  }
  return best
}

/** pH where the regression on the concentration of dye reaches none. */
function interceptFrom(start: number): number {
  const meanPh = meanOf(ph, start)
  const meanDye = meanOf(dyeConcentration, start)
  let across = 0
  let spread = 0
  for (let k = start; k < start + windowLength; k++) {
    const off = (dyeConcentration[k] as number) - meanDye
    across += off * ((ph[k] as number) - meanPh)
    spread += off * off
  }
  return meanPh - (across / spread) * meanDye
}

function meanOf(values: Float64Array, start: number): number {
  let sum = 0
  for (let k = start; k < start + windowLength; k++) sum += values[k] as number
  return sum / windowLength
}
