/** What an event about a quality test must be like, its version, and its row. What its settings say, the test itself checks. */
import type { qualityTests } from '../catalogue-tables.ts'
import { canonicalJson, contentVersion } from '../content-version.ts'
import type { QualityTestChanged } from '../generated/events.ts'
import { parameterPattern, seriesPattern, streamPattern } from '../streams.ts'
import type { Row, TableView } from '../table.ts'
import { quoted } from './deployment.ts'

/** A reference designator or its beginning: subsite, subsite-node. */
export const refdesScopePattern = '^[A-Z0-9]{2,14}(-[A-Z0-9]{2,10}(-[A-Z0-9]{2}-[A-Z0-9]{2,16})?)?$'
const refdesForm = new RegExp(refdesScopePattern)
const streamForm = new RegExp(streamPattern)
const parameterForm = new RegExp(parameterPattern)
const seriesForm = new RegExp(seriesPattern)
const testForm = /^[a-z][a-z0-9_]{0,99}$/

/** In keys and rows: all of them. */
export const everything = '*'

/** What is wrong, beginning with the field; null: nothing. */
export function qualityTestProblem(event: QualityTestChanged): string | null {
  const { refdes, stream, parameter, test, settings, inputs, version } = event
  if (refdes !== null && !refdesForm.test(refdes)) {
    return `refdes ${quoted(refdes)} must look like CE02SHSM-RID27-03-CTDBPC000, CE02SHSM-RID27 or CE02SHSM`
  }
  if (stream !== null && !streamForm.test(stream)) {
    return `stream ${quoted(stream)} must look like ctdbp_cdef_dcl_instrument`
  }
  if (parameter !== null && !parameterForm.test(parameter)) {
    return `parameter ${quoted(parameter)} must look like practical_salinity`
  }
  if (!testForm.test(test)) return `test ${quoted(test)} must look like gross_range_test`
  if (event.isRemoved) return null
  if (settingsObject(settings) === null) return `settings ${quoted(settings)} must be a JSON object`
  for (const [name, input] of Object.entries(inputs)) {
    if (!seriesForm.test(input))
      return `inputs.${name} ${quoted(input)} must be a parameter, a data product like PRESWAT_L1, or stream.parameter`
  }
  const own = qualityTestVersion(event)
  return version === '' || version === own ? null : `version ${version} is not that of the fields, which is ${own}`
}

/** Null: the text is no JSON object. */
export function settingsObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

/** Of what is tested and how, whoever says it. */
export function qualityTestVersion(event: QualityTestChanged): string {
  const { refdes, stream, parameter, test, settings, inputs } = event
  return contentVersion({ refdes, stream, parameter, test, settings: settingsObject(settings), inputs })
}

export function qualityTestKey({ refdes, stream, parameter, test }: QualityTestChanged) {
  return { refdes: refdes ?? everything, stream: stream ?? everything, parameter: parameter ?? everything, test }
}

export function qualityTestRow(event: QualityTestChanged): Row<typeof qualityTests> {
  return {
    ...qualityTestKey(event),
    settings: canonicalJson(settingsObject(event.settings)),
    inputs: canonicalJson(event.inputs),
    source: event.source,
    version: qualityTestVersion(event),
  }
}

export type QualityTestRow = Row<typeof qualityTests>

/**
 * What is kept for an instrument and a stream, the most specific first: of the instrument, its node, its subsite, every
 * one; then of the stream before every stream, of a parameter before every parameter. Null: of all.
 */
export async function keptTests(
  view: TableView<typeof qualityTests>,
  { refdes, stream }: { readonly refdes: string | null; readonly stream: string | null },
): Promise<QualityTestRow[]> {
  const rows: QualityTestRow[] = []
  if (refdes === null) for await (const row of view.scan()) rows.push(row)
  else {
    const scopes = await Promise.all(scopesOf(refdes).map((scope) => view.slice({ partition: { refdes: scope } })))
    rows.push(...scopes.flat())
  }
  const found = rows.filter((row) => stream === null || row.stream === stream || row.stream === everything)
  return found.sort(
    (a, b) =>
      b.refdes.length - a.refdes.length ||
      compare(a.refdes, b.refdes) ||
      after(a.stream, b.stream) ||
      after(a.parameter, b.parameter) ||
      compare(a.test, b.test),
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const after = (a: string, b: string): number => Number(a === everything) - Number(b === everything) || compare(a, b)

export function scopesOf(refdes: string): readonly string[] {
  const [subsite = '', node = ''] = refdes.split('-')
  return [...new Set([refdes, `${subsite}-${node}`, subsite, everything])]
}
