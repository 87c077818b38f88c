/**
 * The answer of OOI's asset service to `/asset/cal?refdes=…`: deployments of an instrument, each with its sensor and
 * that sensor's calibrations. Times are milliseconds since 1970.
 */
import type { CalibrationChanged, DeploymentChanged } from '../generated/events.ts'
import { type CoefficientValue, calibrationProblem, calibrationVersion, shapeOfValue } from './calibration.ts'
import { deploymentProblem, deploymentVersion } from './deployment.ts'
import type { AssetFile, RowProblem } from './reading.ts'

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
/** Milliseconds as microseconds; null: none. */
const micros = (value: unknown): number | null => (typeof value === 'number' ? Math.round(value * 1000) : null)

export interface AssetAnswer {
  readonly deployments: AssetFile<DeploymentChanged>
  readonly calibrations: AssetFile<CalibrationChanged>
}

/** `refdes`: the instrument that was asked for, where the answer does not say. */
export function readAssetAnswer(json: string, source: string, refdes: string | null): AssetAnswer {
  let answer: unknown
  try {
    answer = JSON.parse(json)
  } catch (error) {
    return refused(`it is no JSON (${(error as Error).message})`)
  }
  const events = isObject(answer) ? [answer] : objects(answer)
  if (events.length === 0) return refused('it must be a list of deployments, as /asset/cal answers')
  const deployments = events.map((event, at) => readDeployment(event, at, source, refdes))
  const calibrations = events.flatMap((event, at) => readCalibrations(event, at, source))
  return { deployments: fileOf(deployments, deploymentKey), calibrations: fileOf(calibrations, calibrationKey) }
}

function refused(reason: string): AssetAnswer {
  const file = { events: [], problems: [{ line: null, reason }], ignored: 0 }
  return { deployments: file, calibrations: file }
}

interface Read<Event> {
  readonly where: string
  readonly event: Event
  readonly problem: string | null
}

const deploymentKey = ({ refdes, deployment }: DeploymentChanged): string => `${refdes}/${deployment}`
const calibrationKey = ({ asset, name, start }: CalibrationChanged): string => `${asset}/${name}/${start}`

/** The same may be said many times, as the calibrations of a sensor with each of its deployments; not two things. */
function fileOf<Event extends { readonly version: string }>(
  read: readonly Read<Event>[],
  keyOf: (event: Event) => string,
): AssetFile<Event> {
  const events = new Map<string, Event>()
  const problems: RowProblem[] = []
  for (const { where, event, problem } of read) {
    const before = events.get(keyOf(event))
    if (problem !== null) problems.push({ line: null, reason: `${where}: ${problem}` })
    else if (before !== undefined && before.version !== event.version) {
      problems.push({ line: null, reason: `${where}: ${keyOf(event)} is said twice, and not the same` })
    } else events.set(keyOf(event), event)
  }
  return { events: [...events.values()], problems, ignored: 0 }
}

function readDeployment(event: Json, at: number, source: string, asked: string | null): Read<DeploymentChanged> {
  const location = isObject(event.location) ? event.location : {}
  const sensor = isObject(event.sensor) ? event.sensor : {}
  const start = micros(event.eventStartTime)
  const details = {
    manufacturer: text(sensor.manufacturer),
    model: text(sensor.modelNumber),
    serialNumber: text(sensor.serialNumber),
    mooring: isObject(event.mooring) ? text(event.mooring.uid) : '',
    node: isObject(event.node) ? text(event.node.uid) : '',
    notes: text(event.notes),
  }
  const said = {
    refdes: refdesOf(event.referenceDesignator) ?? asked ?? '',
    deployment: number(event.deploymentNumber) ?? -1,
    start: start ?? 0,
    stop: micros(event.eventStopTime),
    asset: text(sensor.uid),
    latitude: number(location.latitude),
    longitude: number(location.longitude),
    depth: number(location.depth),
    waterDepth: number(event.waterDepth),
    details: Object.fromEntries(Object.entries(details).filter(([, value]) => value !== '')),
    source,
    version: '',
    isRemoved: false,
  }
  const problem = start === null ? 'eventStartTime must be milliseconds since 1970' : deploymentProblem(said)
  return { where: `event ${at + 1}`, event: { ...said, version: deploymentVersion(said) }, problem }
}

function refdesOf(designator: unknown): string | null {
  if (typeof designator === 'string') return designator
  if (!isObject(designator)) return null
  return [designator.subsite, designator.node, designator.sensor].map(text).join('-')
}

function readCalibrations(event: Json, at: number, source: string): Read<CalibrationChanged>[] {
  const sensor = isObject(event.sensor) ? event.sensor : {}
  return objects(sensor.calibration).flatMap(({ name, calData }) =>
    objects(calData).map((data) => {
      const start = micros(data.eventStartTime)
      const value = numbersOf(data)
      const said = {
        asset: text(sensor.uid) || text(data.assetUid),
        name: text(name),
        start: start ?? 0,
        stop: micros(data.eventStopTime),
        value: JSON.stringify(value ?? ''),
        source,
        version: '',
        isRemoved: false,
      }
      const problem =
        start === null
          ? 'eventStartTime must be milliseconds since 1970'
          : value === null
            ? 'value must be a number, or arrays of numbers of one shape'
            : calibrationProblem(said)
      const version = calibrationVersion(said)
      return { where: `event ${at + 1}, ${text(name)}`, event: { ...said, version }, problem }
    }),
  )
}

/** `value`, or `values` in a row with their `dimensions`. Null: neither is numbers of one shape. */
function numbersOf({ value, values, dimensions }: Json): CoefficientValue | null {
  const given = value ?? values
  const shape = shapeOfValue(given)
  if (shape === null) return null
  const wanted = Array.isArray(dimensions) ? (dimensions as readonly unknown[]) : null
  if (wanted === null || shape.length !== 1 || wanted.length < 2) return given as CoefficientValue
  const sizes = wanted.filter((size): size is number => Number.isInteger(size) && (size as number) > 0)
  if (sizes.length !== wanted.length || sizes.reduce((a, b) => a * b, 1) !== shape[0]) return null
  return folded(given as readonly number[], sizes)
}

function folded(values: readonly number[], [size = 1, ...rest]: readonly number[]): CoefficientValue {
  if (rest.length === 0) return values
  const length = values.length / size
  return Array.from({ length: size }, (_, at) => folded(values.slice(at * length, (at + 1) * length), rest))
}
