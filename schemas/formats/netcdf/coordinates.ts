/** Which variables are the coordinates of others: one of each axis, and heights of bins where values have bins. */
import type { VariableDescription } from '../described.ts'

/** Columns that may be a coordinate of all rows; of several of one axis the one with the usual name, else the first. */
export function withOneOfEachAxis(variables: readonly VariableDescription[]): VariableDescription[] {
  const chosen = new Map<string, string>()
  for (const { axis, name, type, standardName } of variables) {
    if (axis === null || type.list !== undefined) continue
    if (!chosen.has(axis) || usualName(standardName) === name) chosen.set(axis, name)
  }
  return variables.map((one) => (one.axis === null || chosen.get(one.axis) === one.name ? one : { ...one, axis: null }))
}

const usualName = (standardName: string | null): string | null =>
  standardName === 'latitude' ? 'lat' : standardName === 'longitude' ? 'lon' : standardName

export interface Coordinate {
  readonly name: string
  readonly axis: VariableDescription['axis']
  /** Beyond the row's. */
  readonly dimension: string | null
}

/** Names for the attribute `coordinates` of a variable: of the axis Z its own bins' where there are some. */
export function coordinatesOf(dimension: string | null, all: readonly Coordinate[]): string {
  const bins = dimension === null ? undefined : all.find((one) => one.dimension === dimension)
  const plain = all.filter((one) => one.dimension === null && (bins === undefined || one.axis !== 'Z'))
  return [...plain.map(({ name }) => name), ...(bins === undefined ? [] : [bins.name])].join(' ')
}
