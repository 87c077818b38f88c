import type { VariableDescription } from '../described.ts'

export const timeDescription: VariableDescription = {
  name: 'time',
  type: { scalar: 'timestamp' },
  dimensions: null,
  units: null,
  longName: 'Time of the sample, UTC',
  standardName: 'time',
  comment: null,
  fill: null,
  dataProductIdentifier: null,
  level: null,
  ancillary: [],
  flag: null,
  precision: null,
  axis: 'T',
  positive: null,
  validRange: null,
  cellMethods: null,
  alternateNames: [],
  version: null,
}
