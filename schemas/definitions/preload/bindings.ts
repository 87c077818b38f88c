/** The argument maps of the preload: where each argument of a function comes from. */
import type { Binding } from '../records.ts'

/**
 * `"PD193"` a parameter of the same stream, `"stream.PD193"` of another, `"CC_a0"` a coefficient, `"dpi_PRESWAT_L1"` a
 * data product, a number itself, `"None"` nothing; a list holds alternatives. Throws a RangeError on anything else.
 */
export function readBindings(text: string): Record<string, Binding[]> {
  const map = parse(text)
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw new RangeError('the map is no object')
  return Object.fromEntries(
    Object.entries(map).map(([argument, value]) => {
      const alternatives = (Array.isArray(value) ? value : [value]) as unknown[]
      if (alternatives.length === 0) throw new RangeError(`${argument} has an empty list`)
      return [argument, alternatives.map((one) => readBinding(argument, one))]
    }),
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new RangeError(`the map is no JSON: ${(error as Error).message}`)
  }
}

function readBinding(argument: string, value: unknown): Binding {
  if (typeof value === 'number') return { from: 'constant', value }
  const text = typeof value === 'string' ? value.trim() : ''
  if (/^PD\d+$/.test(text)) return { from: 'parameter', id: text }
  if (/^CC_\w+$/.test(text)) return { from: 'calibration', name: text }
  if (/^dpi_\S+$/.test(text)) return { from: 'identifier', identifier: text.slice('dpi_'.length) }
  if (text === 'None') return { from: 'nothing' }
  const [, stream, id] = /^([a-z][a-z0-9_]*)\.(PD\d+)$/.exec(text) ?? []
  if (stream !== undefined && id !== undefined) return { from: 'stream', stream, id }
  if (text !== '' && Number.isFinite(Number(text))) return { from: 'constant', value: Number(text) }
  throw new RangeError(`${argument} comes from ${JSON.stringify(value)}, which is no known reference`)
}
