/**
 * pH on the total scale from the voltage of an ISFET against its external (chloride) reference: Sea-Bird application
 * note 99; Johnson et al. (2016); constants of Dickson, Sabine and Christian, "Guide to best practices" (2007).
 */
const gasConstant = 8.3144621 // J mol-1 K-1
const faraday = 96485.365 // C mol-1
const zeroCelsius = 273.15

export interface Water {
  readonly temperature: number
  readonly salinity: number
  /** dbar */
  readonly pressure: number
}

/** @param volts of the ISFET, less all that its calibration takes away: k0, k2 t and the pressure polynomial */
export function totalPh(volts: number, { temperature, salinity, pressure }: Water): number {
  const kelvin = temperature + zeroCelsius
  const nernst = (gasConstant * kelvin * Math.LN10) / faraday
  const bar = pressure / 10
  /** Grams of water in a kilogram of seawater. */
  const freshwater = 1000 - 1.005 * salinity
  const chloride = (0.99889 / 35.453) * (salinity / 1.80655) * (1000 / freshwater)
  const ionicStrength = (19.924 * salinity) / freshwater
  const sulfate = (0.14 / 96.062) * (salinity / 1.80655)
  const dissociation = bisulfateDissociation(kelvin, temperature, salinity, ionicStrength, bar)
  return (
    volts / nernst +
    Math.log10(chloride) +
    2 * logActivityHcl(kelvin, temperature, ionicStrength, bar) -
    Math.log10(1 + sulfate / dissociation) -
    Math.log10(freshwater / 1000)
  )
}

/** Logarithm of the mean activity coefficient of HCl: Khoo et al. (1977), with its molal volume under pressure. */
function logActivityHcl(kelvin: number, t: number, ionicStrength: number, bar: number): number {
  const debyeHueckel = 3.4286e-6 * t ** 2 + 6.7503e-4 * t + 0.49172143
  const root = Math.sqrt(ionicStrength)
  const atSurface = (-debyeHueckel * root) / (1 + 1.394 * root) + (0.08885 - 0.000111 * t) * ionicStrength
  const volume = 17.85 + 0.1044 * t - 1.316e-4 * t ** 2 // cm3 mol-1
  return atSurface + (volume * bar) / (Math.LN10 * gasConstant * kelvin * 10) / 2
}

/** Dissociation constant of bisulfate on the free scale, Dickson (1990); under pressure, Millero (1995). */
function bisulfateDissociation(
  kelvin: number,
  t: number,
  salinity: number,
  ionicStrength: number,
  bar: number,
): number {
  const log = Math.log(kelvin)
  const atSurface =
    (1 - 0.001005 * salinity) *
    Math.exp(
      -4276.1 / kelvin +
        141.328 -
        23.093 * log +
        (-13856 / kelvin + 324.57 - 47.986 * log) * Math.sqrt(ionicStrength) +
        (35474 / kelvin - 771.54 + 114.723 * log) * ionicStrength -
        (2698 / kelvin) * ionicStrength ** 1.5 +
        (1776 / kelvin) * ionicStrength ** 2,
    )
  const volume = -18.03 + 0.0466 * t + 3.16e-4 * t ** 2 // cm3 mol-1
  const compressibility = (-4.53 + 0.09 * t) / 1000
  return atSurface * Math.exp((-volume * bar + 0.5 * compressibility * bar ** 2) / (gasConstant * kelvin * 10))
}
