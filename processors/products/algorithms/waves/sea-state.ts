/** What a spectrum of surface elevation says of the sea. Moments m(n) = ∫ S fⁿ df over the band. */
import type { Spectrum } from './welch.ts'

function moment({ frequencies, densities, step }: Spectrum, order: number): number {
  let sum = 0
  for (let bin = 0; bin < densities.length; bin++) {
    const density = densities[bin] as number
    if (!Number.isNaN(density)) sum += density * (frequencies[bin] as number) ** order
  }
  return sum * step
}

/** Significant wave height Hm0 = 4 √m0. */
export function significantHeight(spectrum: Spectrum): number {
  return 4 * Math.sqrt(moment(spectrum, 0))
}

/** Peak period: that of the bin with the most energy. A flat sea has none. */
export function peakPeriod({ frequencies, densities }: Spectrum): number {
  let peak = 0
  for (let bin = 1; bin < densities.length; bin++) {
    if ((densities[bin] as number) > (densities[peak] as number)) peak = bin
  }
  return (densities[peak] as number) > 0 ? 1 / (frequencies[peak] as number) : Number.NaN
}

/** Mean period Tm01 = m0/m1. */
export function meanPeriod(spectrum: Spectrum): number {
  return moment(spectrum, 0) / moment(spectrum, 1)
}

/** Mean zero-crossing period Tm02 = √(m0/m2). */
export function zeroCrossingPeriod(spectrum: Spectrum): number {
  return Math.sqrt(moment(spectrum, 0) / moment(spectrum, 2))
}
