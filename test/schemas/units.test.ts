import { compareUnits, unitOf } from '../../schemas/units.ts'

test.each([
  ['m s-1', 'm/s'],
  ['m s-1', 'meters/second'],
  ['W m-2', 'W/m^2'],
  ['m2 Hz-1', 'm^2 Hz-1'],
  ['degC', 'degrees_Celsius'],
  ['degree_C', 'deg_C'],
  ['counts', '1'],
  ['count', 'counts'],
  ['umol photons m-2 s-1', 'umol m-2 s-1'],
  ['ug L-1 counts-1', 'ug L-1 count-1'],
  ['V/(m s-1)', 'V s m-1'],
  ['0.001 dbar', '10 Pa'],
  ['uM', 'umol L-1'],
  ['mmol/kg', 'mmol kg-1'],
  ['m s-1 * K', 'm s-1 K'],
  ['N m-2', 'Pa'],
  ['mL min-1', 'mL/min'],
  ['cm hr-1', 'cm h-1'],
  ['10 useconds', '1e-5 s'],
  ['seconds since 1900-01-01', 'seconds since 1900-01-01T00:00:00Z'],
  ['seconds since 1900-01-01 0:0:0', 's since 1900-1-1'],
  ['(g0)', 'gravity'],
  ['no such unit', 'no such unit'],
])('%s is %s', (a, b) => {
  expect(compareUnits(a, b)).toBe('same')
  expect(compareUnits(b, a)).toBe('same')
})

test.each([
  ['mbar', 'Pa', 'convertible'],
  ['degC', 'K', 'convertible'],
  ['percent', '1', 'convertible'],
  ['mm s-1', 'm s-1', 'convertible'],
  ['degrees', 'rad', 'convertible'],
  ['cdegrees', 'degrees', 'convertible'],
  ['seconds since 1970-01-01', 'seconds since 1900-01-01', 'convertible'],
  ['S m-1', 'mS cm-1', 'convertible'],
  ['umol L-1', 'umol kg-1', 'different'],
  ['degrees', '1', 'different'],
  ['seconds since 1900-01-01', 's', 'different'],
  ['dbar', 'm', 'different'],
  ['dB', '1', 'different'],
  ['', 'm', 'unknown'],
  ['m', 'furlongs per fortnight', 'unknown'],
  ['m^', 'm', 'unknown'],
  ['(m', 'm', 'unknown'],
  ['m s-', 'm', 'unknown'],
])('%s and %s are %s', (a, b, expected) => {
  expect(compareUnits(a, b)).toBe(expected)
})

test.each([
  ['mbar', 100],
  ['psi', 6894.757293168361],
  ['uatm', 0.101325],
  ['kHz', 1000],
  ['m-1 sr-1', 1],
  ['mS cm-1', 0.1],
  ['mmol kg-1', 1e-3],
  ['cm yr-1', 0.01 / 31556925.9747],
])('%s is %d of its base units', (text, factor) => {
  expect(unitOf(text)?.factor).toBeCloseTo(factor, 12)
})
