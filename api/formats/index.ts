/** The formats of an answer. An explicit list, not discovery. */
import { netcdf } from '../../schemas/formats/netcdf/netcdf.ts'
import { parquet } from '../../schemas/formats/parquet.ts'
import { png } from '../../schemas/formats/plot/png.ts'
import { csv, tsv } from '../../schemas/formats/text/delimited.ts'
import { json, ndjson } from '../../schemas/formats/text/json.ts'
import { GatewayProblem } from '../problems.ts'
import { arrow } from './arrow.ts'
import { type Format, served } from './format.ts'

const shownJson = served(json, { alsoAccepted: ['text/json'], isShown: true })

export const formats: readonly Format[] = [
  shownJson,
  served(ndjson, { alsoAccepted: ['application/ndjson', 'application/jsonl'], isShown: true }),
  served(csv),
  served(tsv),
  arrow,
  served(parquet, { alsoAccepted: ['application/x-parquet'] }),
  served(netcdf, { alsoAccepted: ['application/netcdf', 'application/x-hdf5'] }),
  served(png, { isShown: true }),
]
export const formatNames = formats.map((format) => format.name)

/** The word `format=` wins over `Accept`; of the media types accepted, the one wanted most; JSON where nothing is said. */
export function chooseFormat(word: string | undefined, accept: string | undefined): Format {
  if (word !== undefined) {
    const named = formats.find((format) => format.name === word)
    if (named !== undefined) return named
    const detail = `format must be one of ${formatNames.join(', ')}; got ${JSON.stringify(word)}`
    throw new GatewayProblem('invalid-value', detail, { field: 'format' })
  }
  if (accept === undefined || accept.trim() === '') return shownJson
  // A browser accepts pictures beside pages: by that it does not ask for a plot.
  const isBrowser = accept.includes('text/html')
  for (const wanted of preferences(accept)) {
    if (isBrowser && wanted.startsWith('image/')) continue
    const format = formats.find(({ mediaTypes }) => mediaTypes.some((type) => matches(wanted, type)))
    if (format !== undefined) return format
  }
  const possible = formats.map((format) => format.mediaTypes[0]).join(', ')
  throw new GatewayProblem('not-acceptable', `Accept: ${accept} fits none of ${possible}`, { field: 'accept' })
}

/** Media ranges, most wanted first, without their parameters and the refused ones (RFC 9110 §12.5.1). */
function preferences(accept: string): string[] {
  return accept
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((piece) => piece.trim().toLowerCase())
      const quality = parameters.find((parameter) => parameter.startsWith('q='))
      return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) }
    })
    .filter(({ type, quality }) => type !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ type }) => type)
}

const matches = (range: string, type: string): boolean =>
  range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))
