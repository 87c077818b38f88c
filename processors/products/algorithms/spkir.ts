/** Spectral irradiance (SPKIR): Satlantic OCR-507. */
import { defineAlgorithm, refuseAll } from '../algorithm.ts'

export const optOcr507Irradiance = defineAlgorithm({
  name: 'opt_ocr507_irradiance',
  formulaVersion: 1,
  about: 'Downwelling spectral irradiance in each waveband',
  source: 'OOI DPS 1341-00730 (SPECTIR)',
  arguments: {
    counts: { about: 'Reading of each channel', units: 'counts', shape: 'vector' },
    offset: { about: 'Reading in the dark', units: 'counts', shape: 'vector' },
    scale: { about: 'Scale factor', units: 'uW cm-2 nm-1 count-1', shape: 'vector' },
    immersion_factor: { about: 'Immersion factor', units: '1', shape: 'vector' },
  },
  result: { about: 'Downwelling spectral irradiance', units: 'uW cm-2 nm-1', shape: 'vector' },
  compute: ({ counts, offset, scale, immersion_factor }, context) => {
    const { width } = counts
    for (const [name, one] of Object.entries({ offset, scale, immersion_factor })) {
      if (one.width !== width) {
        return refuseAll(context, `${name} has ${one.width} channels, counts have ${width}`, width)
      }
    }
    const values = new Float64Array(context.rows * width)
    for (let row = 0, out = 0; row < context.rows; row++) {
      for (let channel = 0; channel < width; channel++, out++) {
        const dark = offset.values[row * offset.stride + channel] as number
        const gain = scale.values[row * scale.stride + channel] as number
        const immersed = immersion_factor.values[row * immersion_factor.stride + channel] as number
        values[out] = ((counts.values[row * counts.stride + channel] as number) - dark) * gain * immersed
      }
    }
    return { values, width }
  },
})

export const spkirAlgorithms = [optOcr507Irradiance]
