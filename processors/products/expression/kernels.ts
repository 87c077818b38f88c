/** Loops over arrays for the operators and functions of expressions. An operand steps by 1, or by 0 for a constant. */
import type { BinaryOperator } from './syntax.ts'

type Values = Float64Array

export type UnaryKernel = (a: Values, out: Values, count: number) => void
export type BinaryKernel = (a: Values, aStep: number, b: Values, bStep: number, out: Values, count: number) => void

export function unaryKernel(compute: (x: number) => number): UnaryKernel {
  return (a, out, count) => {
    for (let i = 0; i < count; i++) out[i] = compute(a[i] as number)
  }
}

export function binaryKernel(compute: (x: number, y: number) => number): BinaryKernel {
  return (a, aStep, b, bStep, out, count) => {
    for (let i = 0; i < count; i++) out[i] = compute(a[i * aStep] as number, b[i * bStep] as number)
  }
}

export const negate: UnaryKernel = (a, out, count) => {
  for (let i = 0; i < count; i++) out[i] = -(a[i] as number)
}
/** Truth is 1, falsehood 0, and NaN where it is not known: `1 - x`, `x × y` and `x + y - x × y` carry that through. */
export const not: UnaryKernel = (a, out, count) => {
  for (let i = 0; i < count; i++) out[i] = 1 - (a[i] as number)
}

function truth(isTrue: boolean, x: number, y: number): number {
  return isTrue ? 1 : Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : 0
}

/** As C has it, but NaN stays NaN: `x ** 0` is no value where x is none. */
function power(x: number, y: number): number {
  if (Number.isNaN(x)) return x
  return Math.abs(x) === 1 && Math.abs(y) === Number.POSITIVE_INFINITY ? 1 : x ** y
}

/** The rest has the sign of the divisor, as Python has it. */
function modulo(x: number, y: number): number {
  const rest = x % y
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest
}

export const binaryKernels: Readonly<Record<BinaryOperator, BinaryKernel>> = {
  // The four that most expressions are made of have loops of their own: the compiler then inlines them.
  '+': (a, aStep, b, bStep, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i * aStep] as number) + (b[i * bStep] as number)
  },
  '-': (a, aStep, b, bStep, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i * aStep] as number) - (b[i * bStep] as number)
  },
  '*': (a, aStep, b, bStep, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i * aStep] as number) * (b[i * bStep] as number)
  },
  '/': (a, aStep, b, bStep, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i * aStep] as number) / (b[i * bStep] as number)
  },
  '//': binaryKernel((x, y) => Math.floor(x / y)),
  '%': binaryKernel(modulo),
  '**': binaryKernel(power),
  '<': binaryKernel((x, y) => truth(x < y, x, y)),
  '<=': binaryKernel((x, y) => truth(x <= y, x, y)),
  '>': binaryKernel((x, y) => truth(x > y, x, y)),
  '>=': binaryKernel((x, y) => truth(x >= y, x, y)),
  '==': binaryKernel((x, y) => truth(x === y, x, y)),
  '!=': binaryKernel((x, y) => (Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : x === y ? 0 : 1)),
  '&': binaryKernel((x, y) => x * y),
  '|': binaryKernel((x, y) => x + y - x * y),
}

/** `then` where the condition is true, `otherwise` where it is false, NaN where it is not known. */
export function choose(condition: Values, then: Values, otherwise: Values, out: Values, count: number): void {
  for (let i = 0; i < count; i++) {
    const is = condition[i] as number
    out[i] = is === 1 ? (then[i] as number) : is === 0 ? (otherwise[i] as number) : Number.NaN
  }
}
