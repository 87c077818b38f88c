/** The functions of numexpr that an expression may call. `where` picks by a comparison and is not among them. */

export const unaryFunctions: Readonly<Record<string, (x: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  exp: Math.exp,
  expm1: Math.expm1,
  sqrt: Math.sqrt,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
}

export const binaryFunctions: Readonly<Record<string, (x: number, y: number) => number>> = {
  arctan2: Math.atan2,
  /** The rest has the sign of the dividend; that of `%` has the sign of the divisor. */
  fmod: (x, y) => x % y,
}

/** How many operands a function takes; undefined: there is no such function. */
export function operandsOf(name: string): number | undefined {
  if (name === 'where') return 3
  if (Object.hasOwn(unaryFunctions, name)) return 1
  return Object.hasOwn(binaryFunctions, name) ? 2 : undefined
}

export const functionNames: readonly string[] = [
  ...Object.keys(unaryFunctions),
  ...Object.keys(binaryFunctions),
  'where',
]
