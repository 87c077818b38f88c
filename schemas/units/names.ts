/**
 * Names of units: those of UDUNITS that oceanographers use, and spellings that OOI's definitions have beside them. A
 * value is a multiple of other units; `offset` is added after it (Celsius).
 */

export interface NamedUnit {
  readonly names: readonly string[]
  readonly is: string
  readonly offset?: number
  /** Takes prefixes: `mbar`, `uatm`. */
  readonly takesPrefix?: true
}

/** What everything else is made of. Angles and decibels are kept apart from plain numbers. */
export const baseUnits = ['m', 'kg', 's', 'A', 'K', 'mol', 'cd', 'rad', 'sr', 'dB', 'byte'] as const

export const prefixes: Readonly<Record<string, number>> = {
  G: 1e9,
  M: 1e6,
  k: 1e3,
  h: 1e2,
  da: 10,
  d: 1e-1,
  c: 1e-2,
  m: 1e-3,
  u: 1e-6,
  µ: 1e-6,
  n: 1e-9,
  p: 1e-12,
  mega: 1e6,
  kilo: 1e3,
  deci: 1e-1,
  centi: 1e-2,
  milli: 1e-3,
  micro: 1e-6,
  nano: 1e-9,
}

const withPrefix = (is: string, ...names: readonly string[]): NamedUnit => ({ names, is, takesPrefix: true })
const plain = (is: string, ...names: readonly string[]): NamedUnit => ({ names, is })

export const namedUnits: readonly NamedUnit[] = [
  // Counted things are numbers.
  plain('1', 'count', 'counts', 'Counts', 'photons', 'quanta', 'samples', 'pixels', 'index', 'bool', 'mask', 'revs'),
  plain('0.01', 'percent', 'Percent', '%'),
  plain('1e-6', 'ppm'),
  plain('1e-9', 'ppb'),
  withPrefix('1 m', 'm', 'meter', 'meters', 'metre', 'metres'),
  withPrefix('1e-3 kg', 'g', 'gram', 'grams'),
  withPrefix('1 s', 's', 'sec', 'secs', 'second', 'seconds', 'Sec', 'Secs'),
  withPrefix('1 A', 'A', 'a', 'amp', 'Amp', 'amps', 'ampere'),
  withPrefix('1 K', 'K', 'deg_K', 'kelvin', 'Kelvin'),
  withPrefix('1 mol', 'mol', 'mole', 'moles'),
  withPrefix('1 rad', 'rad', 'radian', 'radians'),
  plain('1 sr', 'sr', 'steradian'),
  plain('1 dB', 'dB', 'db', 'decibel'),
  withPrefix('1 byte', 'byte', 'bytes', 'B'),
  {
    names: ['degC', 'deg_C', 'degree_C', 'degrees_C', 'celsius', 'Celsius', 'degree_Celsius', 'degrees_Celsius', '°C'],
    is: '1 K',
    offset: 273.15,
    takesPrefix: true,
  },
  withPrefix('0.017453292519943295 rad', 'degree', 'degrees', 'deg', 'arc_degree', '°'),
  plain('0.017453292519943295 rad', 'degree_north', 'degrees_north', 'degree_N', 'degrees_N', 'degree_true'),
  plain('0.017453292519943295 rad', 'degree_east', 'degrees_east', 'degree_E', 'degrees_E', 'degrees_true'),
  withPrefix('1 s-1', 'Hz', 'hz', 'hertz'),
  withPrefix('1 kg m s-2', 'N', 'newton'),
  withPrefix('1 N m-2', 'Pa', 'pascal', 'Pascal'),
  withPrefix('1e5 Pa', 'bar', 'bars', 'Bar', 'Bars'),
  withPrefix('101325 Pa', 'atm', 'atmosphere'),
  withPrefix('6894.757293168361 Pa', 'psi', 'PSI', 'psia'),
  plain('3386.38815789 Pa', 'inHg'),
  withPrefix('1 N m', 'J', 'joule'),
  withPrefix('1 J s-1', 'W', 'watt', 'watts', 'Watt', 'Watts'),
  withPrefix('1 W A-1', 'V', 'volt', 'volts', 'Volt', 'Volts'),
  withPrefix('1 V A-1', 'ohm', 'Ohm', 'ohms', 'Ohms'),
  withPrefix('1 A V-1', 'S', 'siemens', 'mho'),
  withPrefix('1 V s m-2', 'T', 'tesla'),
  withPrefix('1e-4 T', 'Gauss', 'gauss', 'Gs', 'G'),
  withPrefix('1e-3 m3', 'L', 'l', 'liter', 'liters', 'litre', 'litres'),
  withPrefix('1 mol L-1', 'M', 'molar'),
  plain('60 s', 'min', 'mins', 'minute', 'minutes'),
  plain('3600 s', 'h', 'hr', 'hour', 'hours'),
  plain('86400 s', 'd', 'day', 'days'),
  plain('31556925.9747 s', 'yr', 'year', 'years'),
  plain('0.0254 m', 'in', 'inch', 'inches'),
  plain('0.514444444444 m s-1', 'knot', 'knots', 'Knots', 'kt'),
  plain('9.80665 m s-2', 'g0', 'gravity'),
  plain('1 min-1', 'rpm'),
]
