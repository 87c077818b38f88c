/** Positions in a stream as text: `partition:offset` with commas between, each the offset to go on from. */
import { GatewayProblem } from '../problems.ts'

export type Position = ReadonlyMap<number, bigint>

export const positionPattern = '^([0-9]{1,6}:[0-9]{1,18}(,[0-9]{1,6}:[0-9]{1,18})*)?$'
const form = new RegExp(positionPattern)

export function formatPosition(position: Position): string {
  const sorted = [...position].sort(([a], [b]) => a - b)
  return sorted.map(([partition, offset]) => `${partition}:${offset}`).join(',')
}

/** Throws a `GatewayProblem` that names the field. */
export function parsePosition(text: string, field: string): Position {
  if (!form.test(text)) {
    const detail = `${field} must be a position like 0:12,1:5; got ${JSON.stringify(text)}`
    throw new GatewayProblem('invalid-value', detail, { field })
  }
  const parts = text === '' ? [] : text.split(',')
  return new Map(parts.map((part) => part.split(':')).map(([a, b]) => [Number(a), BigInt(b as string)]))
}
