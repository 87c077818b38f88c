/**
 * Numbers for what has names. An id is a hash of the name, 48 bits: it needs no counter, is the same after a replay and
 * on another machine, and is exact in JSON. That two of 100,000 names share one has a chance of 1 in 56,000.
 */
import { textVersion } from '../content-version.ts'

export interface ExpectedStreamName {
  readonly name: string
  readonly method: string
}
/** A stream of one instrument, over all its deployments. */
export interface DeployedStreamName {
  readonly refdes: string
  readonly method: string
  readonly stream: string
}

export const expectedStreamKey = ({ name, method }: ExpectedStreamName): string => `${method}/${name}`
export const deployedStreamKey = ({ refdes, method, stream }: DeployedStreamName): string =>
  `${refdes}/${method}/${stream}`

export const expectedStreamId = (name: ExpectedStreamName): number => idOf(expectedStreamKey(name))
export const deployedStreamId = (name: DeployedStreamName): number => idOf(deployedStreamKey(name))
export const instrumentId = (refdes: string): number => idOf(refdes)

/** Never 0. */
const idOf = (text: string): number => Number.parseInt(textVersion(text).slice(0, 12), 16) || 1
