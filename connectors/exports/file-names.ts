/** Names of files as the OOI Stream Engine gives them: deployment, series, first and last time. */
import type { DatasetDescription } from '../../schemas/formats/described.ts'
import { formatTime } from '../../schemas/formats/text/time-text.ts'

export interface FileRange {
  /** Least and greatest deployment number of the rows. */
  readonly deployments: readonly [number, number]
  /** Times of the first and last row, UTC microseconds. */
  readonly first: number
  readonly last: number
}

/** e.g. `deployment0003_CE02SHSM-RID27-03-CTDBPC000-telemetered-ctdbp_cdef_dcl_instrument_20160506T000000.000000-20160507T235959.123456.nc` */
export function fileName(
  { source: { refdes, method, stream } }: Pick<DatasetDescription, 'source'>,
  { deployments: [least, most], first, last }: FileRange,
  extension: string,
  what = '',
): string {
  const number = (deployment: number) => String(deployment).padStart(4, '0')
  const deployment = least === most ? number(least) : `${number(least)}-${number(most)}`
  const series = `${refdes}-${method}-${stream}`
  return `deployment${deployment}_${series}${what}_${compact(first)}-${compact(last)}.${extension}`
}

const compact = (micros: number): string => formatTime(micros).replaceAll(/[-:Z]/g, '')
