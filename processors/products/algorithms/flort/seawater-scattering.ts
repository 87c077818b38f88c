/**
 * Scattering of light by pure seawater: X. Zhang, L. Hu and M.-X. He, Optics Express 17, 5698 (2009). Density
 * fluctuations plus fluctuations of the salt concentration, at 90°, then spread over the angles.
 */
const boltzmann = 1.3806503e-23 // J K-1
const avogadro = 6.022141793e23 // mol-1
const waterMolarMass = 0.018 // kg mol-1
const zeroCelsius = 273.15

export interface Scattering {
  /** Volume scattering at the angle asked for, m-1 sr-1. */
  readonly volume: number
  /** Total scattering coefficient, m-1. */
  readonly total: number
}

/** @param angle degrees @param wavelength in vacuum, nm @param depolarization ratio of the two polarizations at 90° */
export function seawaterScattering(
  temperature: number,
  salinity: number,
  angle: number,
  wavelength: number,
  depolarization: number,
): Scattering {
  const { index, slope } = refractiveIndex(wavelength, temperature, salinity)
  const squared = index ** 2
  const lorentz = index / 3 - 1 / (3 * index)
  // n² against density: the Proutiere form, which the paper picks as the best.
  const densityEffect = (squared - 1) * (1 + (2 / 3) * (squared + 2) * lorentz ** 2)
  const cabannes = (6 + 6 * depolarization) / (6 - 7 * depolarization)
  const common = Math.PI ** 2 * (wavelength * 1e-9) ** -4 * cabannes
  const fromDensity =
    (common / 2) * boltzmann * (temperature + zeroCelsius) * compressibility(temperature, salinity) * densityEffect ** 2
  const concentration =
    (salinity * waterMolarMass * slope ** 2) /
    (density(temperature, salinity) * -logActivitySlope(temperature, salinity) * avogadro)
  const at90 = fromDensity + common * 2 * squared * concentration
  const cosine = Math.cos((angle * Math.PI) / 180)
  return {
    volume: at90 * (1 + ((1 - depolarization) / (1 + depolarization)) * cosine ** 2),
    total: ((8 * Math.PI) / 3) * at90 * ((2 + depolarization) / (1 + depolarization)),
  }
}

/** Quan and Fry (1995) relative to air, times the index of air of Ciddor (1996); its slope against salinity. */
function refractiveIndex(wavelength: number, t: number, salinity: number) {
  const waveNumber = (wavelength / 1000) ** -2 // µm-2
  const air = 1 + (5792105 / (238.0185 - waveNumber) + 167917 / (57.362 - waveNumber)) * 1e-8
  const bySalinity = 1.779e-4 - 1.05e-6 * t + 1.6e-8 * t ** 2
  const index =
    1.31405 +
    bySalinity * salinity -
    2.02e-6 * t ** 2 +
    (15.868 + 0.01155 * salinity - 0.00423 * t) / wavelength -
    4382 / wavelength ** 2 +
    1.1455e6 / wavelength ** 3
  return { index: index * air, slope: (bySalinity + 0.01155 / wavelength) * air }
}

/** Isothermal compressibility, Pa-1, from the secant bulk modulus of Millero (1980). */
function compressibility(t: number, salinity: number): number {
  const water = 19652.21 + t * (148.4206 + t * (-2.327105 + t * (1.360477e-2 + t * -5.155288e-5)))
  const linear = 54.6746 + t * (-0.603459 + t * (1.09987e-2 + t * -6.167e-5))
  const curved = 7.944e-2 + t * (1.6483e-2 + t * -5.3009e-4)
  return 1e-5 / (water + linear * salinity + curved * salinity ** 1.5)
}

/** Density at the surface, kg m-3: UNESCO technical paper 38 (1981), as the paper uses it. */
function density(t: number, salinity: number): number {
  const water =
    999.842594 + t * (6.793952e-2 + t * (-9.09529e-3 + t * (1.001685e-4 + t * (-1.120083e-6 + t * 6.536332e-9))))
  const linear = 8.24493e-1 + t * (-4.0899e-3 + t * (7.6438e-5 + t * (-8.2467e-7 + t * 5.3875e-9)))
  const root = -5.72466e-3 + t * (1.0227e-4 + t * -1.6546e-6)
  return water + linear * salinity + root * salinity ** 1.5 + 4.8314e-4 * salinity ** 2
}

/** Slope of the logarithm of water activity against salinity, from Millero and Leung (1976). */
function logActivitySlope(t: number, salinity: number): number {
  const constant = -5.58651e-4 + t * (2.40452e-7 + t * (-3.12165e-9 + t * 2.40808e-11))
  const root = 1.79613e-5 + t * (-9.9422e-8 + t * (2.08919e-9 + t * -1.39872e-11))
  const linear = -2.31065e-6 + t * (-1.37674e-9 + t * -1.93316e-11)
  return constant + 1.5 * root * Math.sqrt(salinity) + 2 * linear * salinity
}
