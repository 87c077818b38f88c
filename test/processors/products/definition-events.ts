/** Small definitions and their events, for tests. */

import { idOf } from '../../../schemas/definitions/record-checks.ts'
import type {
  DefinitionKind,
  DefinitionRecords,
  FunctionRecord,
  ParameterRecord,
  StreamRecord,
} from '../../../schemas/definitions/records.ts'
import type { DefinitionChanged } from '../../../schemas/generated/events.ts'

export function parameter(id: string, rest: Partial<ParameterRecord> = {}): ParameterRecord {
  return {
    id,
    name: id.toLowerCase(),
    fileName: null,
    type: { scalar: 'float64' },
    dimensions: [],
    units: '1',
    longName: id,
    description: null,
    standardName: null,
    fill: null,
    precision: null,
    dataProductIdentifier: null,
    level: null,
    isVisible: true,
    codes: null,
    derivation: null,
    ...rest,
  }
}

export function formula(id: string, text: string, kind: FunctionRecord['kind'] = 'expression'): FunctionRecord {
  return { id, kind, text, description: null }
}

export function stream(name: string, parameters: readonly string[], rest: Partial<StreamRecord> = {}): StreamRecord {
  return { name, id: null, about: name, parameters, timeParameter: null, computedFrom: [], binMinutes: 1440, ...rest }
}

export function changed<K extends DefinitionKind>(
  kind: K,
  record: DefinitionRecords[K],
  rest: Partial<DefinitionChanged> = {},
): DefinitionChanged {
  const body = JSON.stringify(record)
  return { kind, id: idOf(kind, record), version: '', body, isRemoved: false, changedBy: 'test', changedAt: 1, ...rest }
}
