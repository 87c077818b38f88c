/**
 * Limits of the older OOI tests as the Stream Engine takes them with a request, and OOI's quality service gives them out:
 * one record for each limit, `{qcParameterPK: {qcId, parameter, streamParameter, refDes}, value, valueType}`.
 */

export interface LimitedTest {
  /** Null: of whichever instrument. */
  readonly refdes: string | null
  /** What is tested. */
  readonly parameter: string
  readonly test: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Other series, by the test's name of each. */
  readonly inputs: Readonly<Record<string, string>>
}

export interface LimitedTests {
  readonly tests: readonly LimitedTest[]
  /** Each names the record and its field. */
  readonly problems: readonly string[]
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Arguments of the original that say how it runs, not what it tests. */
const ofTheOriginal = new Set(['strict_validation', 'pv_callback'])

/** `where`: how to name the list. */
export function readQcParameters(list: unknown, where: string): LimitedTests {
  if (!Array.isArray(list)) return { tests: [], problems: [`${where} must be a list`] }
  const problems: string[] = []
  const tests = new Map<string, LimitedTest & { settings: Record<string, unknown>; inputs: Record<string, string> }>()
  for (const [at, record] of (list as unknown[]).entries()) {
    const limit = readLimit(record, `${where}/${at}`)
    if (typeof limit === 'string') {
      problems.push(limit)
      continue
    }
    const { refdes, parameter, test, name, value, input } = limit
    const key = `${refdes ?? '*'} ${parameter} ${test}`
    const known = tests.get(key) ?? { refdes, parameter, test, settings: {}, inputs: {} }
    tests.set(key, known)
    if (input !== null) known.inputs[name] = input
    else if (value !== undefined) known.settings[name] = value
  }
  return { tests: [...tests.values()], problems }
}

interface Limit {
  readonly refdes: string | null
  readonly parameter: string
  readonly test: string
  readonly name: string
  /** Left out: it says what the test knows anyway. */
  readonly value: unknown
  readonly input: string | null
}

/** The limit, or what is wrong with it. */
function readLimit(record: unknown, where: string): Limit | string {
  const key = isObject(record) ? record.qcParameterPK : undefined
  if (!isObject(record) || !isObject(key)) return `${where} must have a qcParameterPK`
  const { qcId, parameter: name, streamParameter } = key
  for (const [field, text] of Object.entries({ qcId, parameter: name, streamParameter })) {
    if (typeof text !== 'string' || text === '') return `${where}/qcParameterPK/${field} must be a text`
  }
  const named = { test: qcId as string, name: name as string, parameter: streamParameter as string }
  const refdes = refdesOf(key.refDes)
  const { value, valueType } = record
  if (valueType === 'VECTOR') {
    if (typeof value !== 'string') return `${where}/value must be data, time or the name of a parameter`
    const isKnown = value === 'data' || value === 'time' || ofTheOriginal.has(named.name)
    return { ...named, refdes, value: undefined, input: isKnown ? null : value }
  }
  const read = readValue(value, valueType)
  if (read === null)
    return `${where}/value ${JSON.stringify(value)} must be of its valueType, ${JSON.stringify(valueType)}`
  return { ...named, refdes, value: ofTheOriginal.has(named.name) ? undefined : read, input: null }
}

/** Null: it is not of that type. */
function readValue(value: unknown, type: unknown): unknown {
  if (type === 'INT' || type === 'FLOAT') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    return typeof number === 'number' && Number.isFinite(number) ? number : null
  }
  if (type !== 'LIST') return null
  if (Array.isArray(value)) return value
  return typeof value === 'string' ? listOf(value) : null
}

/** JSON, or items with blanks, commas or semicolons between: `[10 20]`. */
export function listOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value
  } catch {
    // Not JSON: words.
  }
  const words = text.replace(/^\s*\[|\]\s*$/g, '').split(/[\s,;]+/)
  return words.filter((word) => word !== '').map((word) => (Number.isNaN(Number(word)) ? word : Number(word)))
}

/** `CE02SHSM-RID27-03-CTDBPC000`, `{subsite, node, sensor}`, or a beginning of either; null: nothing is said. */
export function refdesOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  if (!isObject(value)) return null
  const parts = [value.subsite, value.node, value.sensor]
  const end = parts.findIndex((part) => typeof part !== 'string' || part === '')
  const known = end === -1 ? parts : parts.slice(0, end)
  return known.length === 0 ? null : known.join('-')
}
