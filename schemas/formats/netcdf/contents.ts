/** Everything of a file but its chunks: dimensions, variables and attributes, known once the last row is. */
import { type DatasetDescription, isQualityFlag } from '../described.ts'
import { type Coordinate, coordinatesOf } from './coordinates.ts'
import { containers, earth, fixedPlace, identifier } from './fixed-variables.ts'
import { type FeatureType, fileAttributes, type KnownAtEnd } from './global-attributes.ts'
import type { Attributes, Dimension, FileContents, Variable } from './hdf5/file.ts'
import type { Observed } from './observed.ts'
import type { Place } from './places.ts'
import type { PlannedVariable } from './plan-variable.ts'

export function fileContents(
  described: DatasetDescription,
  planned: readonly PlannedVariable[],
  places: readonly Place[],
  observed: Observed,
  known: KnownAtEnd,
): FileContents {
  const fixed = places.filter(({ value }) => value !== null)
  for (const { described: one, value } of fixed) observed.add(one.standardName!, value!, value!)
  const featureType = featureTypeOf(described, places)
  const named = new Set([...planned, ...fixed].map(({ described: { name } }) => name))
  const dimensions = new Dimensions(named, observed.rows)
  const extras: Variable[] = fixed.map((place) => fixedPlace(place, []))
  if (featureType !== null) {
    const { variable, dimension } = identifier(described, featureType)
    extras.push({ ...variable, dimensions: [dimensions.add(dimension, variable.name)] })
  }
  const isPlaced = featureType !== null
  const columns = new Set(planned.map(({ described: { name } }) => name))
  const kept = [...extras, ...containers(described), ...(isPlaced ? [earth] : [])].filter(
    ({ name }) => !columns.has(name),
  )
  const referred = new Set(kept.map(({ name }) => name))
  const beyond = planned.map(({ dimension, chunked, described: { name } }) =>
    dimension === null ? null : dimensions.add({ name: dimension, size: chunked.width, isUnlimited: false }, name),
  )
  const coordinates = allCoordinates(planned, beyond, fixed)
  const variables = planned.map((one, at) => {
    const own = beyond[at] ?? null
    const referring = references(one, coordinatesOf(own?.name ?? null, coordinates), referred)
    return one.finish(own === null ? [dimensions.rows] : [dimensions.rows, own], referring)
  })
  return {
    dimensions: dimensions.all,
    variables: [...variables, ...kept],
    attributes: fileAttributes(described, observed, featureType, known),
  }
}

/** Tracks of what moves, else a series at a place; null where no place is known. */
function featureTypeOf({ variables, platform }: DatasetDescription, places: readonly Place[]): FeatureType | null {
  const known = [...variables, ...places.map(({ described }) => described)].map(({ standardName }) => standardName)
  if (!known.includes('latitude') || !known.includes('longitude')) return null
  return platform.isMobile || variables.some(({ standardName }) => standardName === 'latitude')
    ? 'trajectory'
    : 'timeSeries'
}

function allCoordinates(
  planned: readonly PlannedVariable[],
  beyond: readonly (Dimension | null)[],
  fixed: readonly Place[],
): Coordinate[] {
  const plain = fixed.map(({ described: { name, axis } }) => ({ name, axis, dimension: null }))
  const columns = planned.flatMap(({ described: { name, axis, standardName } }, at): Coordinate[] => {
    const dimension = beyond[at]?.name ?? null
    const isOfBins = dimension !== null && standardName === 'depth'
    return axis !== null || isOfBins ? [{ name, axis, dimension }] : []
  })
  return [...columns, ...plain]
}

/** What a variable of the data refers to; coordinates refer to nothing. */
function references({ described }: PlannedVariable, coordinates: string, referred: ReadonlySet<string>): Attributes {
  const { name, axis, type, standardName } = described
  if (axis !== null || (type.list !== undefined && standardName === 'depth')) return []
  const isData =
    !isQualityFlag(described) && type.scalar !== 'string' && type.scalar !== 'timestamp' && name !== 'deployment'
  const pairs: (readonly [string, string])[] = [
    ['coordinates', coordinates],
    ...(isData ? (['platform', 'instrument'] as const).map((of) => [of, of] as const) : []),
    ...(isData ? [['grid_mapping', 'crs'] as const] : []),
  ]
  return pairs.filter(([kind, to]) => kind === 'coordinates' || referred.has(to))
}

/** Dimensions by name; no two of one name and several sizes, none named like a variable. */
class Dimensions {
  readonly rows: Dimension
  readonly all: Dimension[]

  constructor(
    private readonly taken: ReadonlySet<string>,
    rows: number,
  ) {
    this.rows = { name: taken.has('obs') ? 'row' : 'obs', size: rows, isUnlimited: true }
    this.all = [this.rows]
  }

  add(wanted: Dimension, variable: string): Dimension {
    for (const name of [wanted.name, `${variable}_dim`, `${variable}_dim_${this.all.length}`]) {
      const same = this.all.find((one) => one.name === name)
      if (same !== undefined ? same.size !== wanted.size || same.isUnlimited : this.taken.has(name)) continue
      if (same !== undefined) return same
      const added = { ...wanted, name }
      this.all.push(added)
      return added
    }
    throw new Error(`no name is left for the dimension ${wanted.name}`)
  }
}
