/**
 * Evaluates a tree over whole columns, block by block: the intermediate values of a block stay in the processor's
 * cache, and memory does not grow with the rows. What depends on coefficients only is computed once.
 */
import type { Numbers, Result } from '../algorithm.ts'
import { binaryFunctions, unaryFunctions } from './functions.ts'
import {
  type BinaryKernel,
  binaryKernel,
  binaryKernels,
  choose,
  negate,
  not,
  type UnaryKernel,
  unaryKernel,
} from './kernels.ts'
import type { Node } from './syntax.ts'

/** Values of a block. */
const blockValues = 4_096

/** A part of the tree with its operands. Without rows, `read` gives the same `width` values for every row. */
interface Bound {
  readonly width: number
  readonly hasRows: boolean
  /** Values of `from ≤ row < to`, at most a block, good until it is called again. */
  read(from: number, to: number): Float64Array
}

export type Operands = Readonly<Record<string, Numbers>>

export function evaluateTree(node: Node, operands: Operands, rows: number): Result {
  const widest = Math.max(1, ...Object.values(operands).map(({ width }) => width))
  const block = Math.max(1, Math.floor(blockValues / widest))
  const bound = bind(node, operands, block)
  const { width } = bound
  const read = spread(bound, width, block)
  const values = new Float64Array(rows * width)
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(rows, from + block)
    values.set(read(from, to).subarray(0, (to - from) * width), from * width)
  }
  return { values, width }
}

function bind(node: Node, operands: Operands, block: number): Bound {
  switch (node.kind) {
    case 'number':
      return constant(Float64Array.of(node.value))
    case 'name':
      return variable(node.name, Object.hasOwn(operands, node.name) ? operands[node.name] : undefined)
    case 'unary': {
      const kernel = node.operator === '-' ? negate : not
      return unary(kernel, bind(node.operand, operands, block), block)
    }
    case 'binary': {
      const [a, b] = [bind(node.left, operands, block), bind(node.right, operands, block)]
      return binary(binaryKernels[node.operator], a, b, block)
    }
    case 'call':
      return call(
        node.name,
        node.operands.map((operand) => bind(operand, operands, block)),
        block,
      )
  }
}

function call(name: string, bound: readonly Bound[], block: number): Bound {
  const [a, b, c] = bound as [Bound, Bound, Bound]
  const one = unaryFunctions[name]
  if (one !== undefined) return unary(unaryKernel(one), a, block)
  const two = binaryFunctions[name]
  return two === undefined ? where(a, b, c, block) : binary(binaryKernel(two), a, b, block)
}

function constant(values: Float64Array): Bound {
  return { width: values.length, hasRows: false, read: () => values }
}

function variable(name: string, given: Numbers | undefined): Bound {
  if (given === undefined) throw new RangeError(`the expression needs ${name}, which is not given`)
  const { values, width, stride } = given
  if (stride === 0) return constant(values.subarray(0, width))
  return { width, hasRows: true, read: (from, to) => values.subarray(from * width, to * width) }
}

function unary(kernel: UnaryKernel, a: Bound, block: number): Bound {
  const { width } = a
  return computed([a], width, block, (out, from, to, count) => kernel(a.read(from, to), out, count))
}

function binary(kernel: BinaryKernel, a: Bound, b: Bound, block: number): Bound {
  const width = commonWidth([a, b])
  const [readA, aStep] = stepped(a, width, block)
  const [readB, bStep] = stepped(b, width, block)
  return computed([a, b], width, block, (out, from, to, count) =>
    kernel(readA(from, to), aStep, readB(from, to), bStep, out, count),
  )
}

function where(condition: Bound, then: Bound, otherwise: Bound, block: number): Bound {
  const parts = [condition, then, otherwise]
  const width = commonWidth(parts)
  const [is, yes, no] = parts.map((part) => spread(part, width, block)) as [Read, Read, Read]
  return computed(parts, width, block, (out, from, to, count) =>
    choose(is(from, to), yes(from, to), no(from, to), out, count),
  )
}

type Read = Bound['read']

function computed(
  parts: readonly Bound[],
  width: number,
  block: number,
  fill: (out: Float64Array, from: number, to: number, count: number) => void,
): Bound {
  const hasRows = parts.some((part) => part.hasRows)
  const out = new Float64Array(hasRows ? block * width : width)
  if (!hasRows) {
    fill(out, 0, 1, width)
    return constant(out)
  }
  const read = (from: number, to: number) => {
    fill(out, from, to, (to - from) * width)
    return out
  }
  return { width, hasRows, read }
}

/** Scalars go with anything, vectors with vectors of their width. */
function commonWidth(parts: readonly Bound[]): number {
  const width = Math.max(...parts.map((part) => part.width))
  const other = parts.find((part) => part.width !== 1 && part.width !== width)
  if (other !== undefined) throw new RangeError(`${width} values a row do not go with ${other.width}`)
  return width
}

/** A constant scalar is read with step 0, all else spread out. */
function stepped(bound: Bound, width: number, block: number): [Read, 0 | 1] {
  return !bound.hasRows && bound.width === 1 ? [bound.read, 0] : [spread(bound, width, block), 1]
}

/** Reads `width` values for each row of a block. */
function spread(bound: Bound, width: number, block: number): Read {
  if (bound.hasRows && bound.width === width) return bound.read
  const out = new Float64Array(block * width)
  if (bound.hasRows) {
    return (from, to) => {
      const values = bound.read(from, to)
      for (let row = 0; row < to - from; row++) out.fill(values[row] as number, row * width, (row + 1) * width)
      return out
    }
  }
  const values = bound.read(0, 1)
  for (let i = 0; i < out.length; i++) out[i] = values[bound.width === 1 ? 0 : i % width] as number
  return () => out
}
