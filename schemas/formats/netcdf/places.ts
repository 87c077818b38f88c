/**
 * Where the rows were taken. A fixed platform has one place, `lat`, `lon` and `depth` of its last deployment; where others
 * differ, `deployment_lat` and so on say it for each row. What moves has `lat` and `lon` for each row.
 */
import type { Column, ColumnBatch, ColumnType } from '../../columns/column.ts'
import type { DatasetDescription, DeploymentDescription, VariableDescription } from '../described.ts'

type Axis = 'latitude' | 'longitude' | 'depth'

export interface Place {
  readonly described: VariableDescription
  /** The same everywhere; null: by row. */
  readonly value: number | null
  /** Of the rows of a batch. */
  column(batch: ColumnBatch): Column
}

const float64: ColumnType = { scalar: 'float64' }
const names: Readonly<Record<Axis, string>> = { latitude: 'lat', longitude: 'lon', depth: 'depth' }

/** Those that no column of the data is already. */
export function placesOf({ deployments, variables, platform }: DatasetDescription): Place[] {
  const taken = new Set(variables.flatMap(({ name, standardName }) => [name, standardName]))
  return (['latitude', 'longitude', 'depth'] as const).flatMap((axis): Place[] => {
    const known = deployments.filter((deployment) => deployment[axis] !== null)
    if (taken.has(names[axis]) || taken.has(axis) || known.length === 0) return []
    const described = describedPlace(axis)
    if (platform.isMobile)
      return axis === 'depth' ? [] : [{ described, value: null, column: byDeployment(axis, known) }]
    const fixed = { described, value: known.at(-1)![axis]!, column: byDeployment(axis, known) }
    const differ = new Set(known.map((deployment) => deployment[axis])).size > 1
    return differ ? [fixed, { ...fixed, described: ofEachRow(described), value: null }] : [fixed]
  })
}

/** A second one of its kind is no coordinate. */
const ofEachRow = (place: VariableDescription): VariableDescription => ({
  ...place,
  name: `deployment_${place.name}`,
  longName: `${place.longName} that each row is of`,
  standardName: null,
  axis: null,
  positive: null,
})

function byDeployment(axis: Axis, deployments: readonly DeploymentDescription[]): Place['column'] {
  const byNumber = new Map(deployments.map((deployment) => [deployment.number, deployment[axis]!]))
  return (batch) => {
    const values = new Float64Array(batch.length).fill(Number.NaN)
    const numbers = batch.columns.get('deployment')?.values
    if (numbers !== undefined) {
      for (let row = 0; row < values.length; row++) values[row] = byNumber.get(Number(numbers[row])) ?? Number.NaN
    }
    return { type: float64, length: batch.length, values, validity: null, offsets: null }
  }
}

function describedPlace(axis: Axis): VariableDescription {
  const own = {
    latitude: { units: 'degrees_north', longName: 'Latitude of the deployment', axis: 'Y', positive: null },
    longitude: { units: 'degrees_east', longName: 'Longitude of the deployment', axis: 'X', positive: null },
    depth: { units: 'm', longName: 'Deployment depth, below the surface', axis: 'Z', positive: 'down' },
  } as const
  const ranges = { latitude: [-90, 90], longitude: [-180, 180], depth: null } as const
  return {
    name: names[axis],
    type: float64,
    dimensions: null,
    standardName: axis,
    comment: null,
    fill: null,
    dataProductIdentifier: null,
    level: null,
    ancillary: [],
    flag: null,
    precision: null,
    validRange: ranges[axis],
    cellMethods: null,
    alternateNames: [],
    version: null,
    ...own[axis],
  }
}
