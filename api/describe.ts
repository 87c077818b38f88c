/** What the catalogue knows of a stream: its definitions, and where its instrument was deployed. */
import { deployments, resolvedStreams } from '../schemas/catalogue-tables.ts'
import { streamDefinition } from '../schemas/definitions/index.ts'
import type { ResolvedStream } from '../schemas/definitions/records.ts'
import { Unavailable } from '../schemas/failures.ts'
import type { KnownDataset, KnownParameter } from '../schemas/formats/describe.ts'
import type { DeploymentDescription, InstrumentDescription, SourceDescription } from '../schemas/formats/described.ts'
import type { Log } from '../schemas/log.ts'
import type { Row, TableStore } from '../schemas/table.ts'

export type StreamFacts = Pick<KnownDataset, 'parameters' | 'about' | 'deployments' | 'instrument'>
export type Describe = (source: SourceDescription) => Promise<StreamFacts>

/** Where the catalogue is away, or knows nothing, our own definition files say what they can: the particles are answered all the same. */
export function createDescribe(tables: TableStore, log: Log): Describe {
  const [streams, places] = [tables.view(resolvedStreams), tables.view(deployments)]
  return async ({ stream, refdes }) => {
    const own = ownFacts(stream)
    try {
      const [resolved, placed] = await Promise.all([streams.get({ stream }), places.slice({ partition: { refdes } })])
      return { ...own, ...(resolved === null ? {} : registryFacts(resolved.body)), ...deploymentFacts(placed) }
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      log.warn({ stream, error }, 'catalogue away: an answer is described by the built-in definitions')
      return own
    }
  }
}

function ownFacts(stream: string): StreamFacts {
  const definition = streamDefinition(stream)
  if (definition === null) return { parameters: new Map() }
  return { parameters: new Map(Object.entries(definition.parameters)), about: definition.about }
}

function registryFacts(body: string): StreamFacts {
  const { parameters, about } = JSON.parse(body) as ResolvedStream
  return { parameters: new Map(parameters.map((one): [string, KnownParameter] => [one.name, one])), about }
}

/** In order of deployment number, as the table keeps them. */
function deploymentFacts(rows: readonly Row<typeof deployments>[]): Partial<StreamFacts> {
  if (rows.length === 0) return {}
  const described = rows.map(
    ({ deployment, start, stop, latitude, longitude, depth, water_depth }): DeploymentDescription => ({
      number: deployment,
      start,
      stop,
      latitude,
      longitude,
      depth,
      waterDepth: water_depth,
    }),
  )
  return { deployments: described, instrument: instrumentOf(rows.at(-1)?.details ?? '{}') }
}

function instrumentOf(details: string): Partial<InstrumentDescription> {
  const said = JSON.parse(details) as Record<string, unknown>
  const text = (name: string) => (typeof said[name] === 'string' ? said[name] : null)
  return { manufacturer: text('manufacturer'), model: text('model'), serialNumber: text('serialNumber') }
}
