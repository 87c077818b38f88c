/** The topology as a value: which processor reads and writes what, and what is wrong with that. */
import type { Table } from '../schemas/table.ts'
import type { AnyTopic } from '../topics/topic.ts'
import type { AnyProcessor } from './processor.ts'

export interface Flow {
  readonly topic: string
  /** Names of processors; empty: something at the edge (a connector, the gateway, a peer). */
  readonly producers: readonly string[]
  readonly consumers: readonly string[]
}

export interface Topology {
  readonly topics: readonly AnyTopic[]
  readonly processors: readonly AnyProcessor[]
  readonly tables: readonly Table[]
  /** One per topic, in the order of the catalogue. */
  readonly flows: readonly Flow[]
}

export interface EdgeUse {
  /** Topics that connectors, the gateway or operators publish. */
  readonly entries: Readonly<Record<string, string>>
  /** Topics that the gateway or operators read. */
  readonly exits: Readonly<Record<string, string>>
}

/** What the edges publish and read, by topic; the words appear in the diagram. */
export const edges: EdgeUse = {
  entries: {
    'instruments.particles': 'gateway, peers',
    'instruments.particle-batches': 'files, gateway, peers',
    'instruments.particles-requested': 'gateway',
    'files.files-arrived': 'files',
    'products.data-requested': 'gateway',
    'products.estimates-requested': 'gateway',
    'products.exports-requested': 'gateway',
    'products.exports-advanced': 'gateway, executors',
    'products.definitions-changed': 'operator, peers',
    'products.deployments-changed': 'operator, peers',
    'products.calibrations-changed': 'operator, peers',
    'products.annotations-changed': 'gateway, operator, peers',
    'products.quality-tests-changed': 'operator, peers',
    'status.expected-streams-changed': 'gateway, operator, peers',
    'status.stream-overrides-changed': 'gateway, peers',
    'status.notification-targets-changed': 'operator',
    'status.notifications-wanted': 'operator',
    'streams.streams-changed': 'gateway, operator, executors',
    'streams.process-definitions-changed': 'gateway, operator',
    'streams.operations-changed': 'gateway, operator',
    'streams.operation-logs': 'executors',
    'streams.operations-advanced': 'executors',
    'streams.redrives-requested': 'gateway, operator',
    'streams.archives-changed': 'gateway, operator',
    'streams.replays-requested': 'gateway, operator',
    'streams.replays-advanced': 'executors, gateway, operator',
    'clock.minute-ticked': 'clock',
    rejected: 'runner, files',
    'rejections-resolved': 'operator',
  },
  exits: {
    'instruments.particles-answered': 'gateway',
    'files.files-arrived': 'operator',
    'streams.replays-requested': 'executors',
    'products.products-computed': 'peers',
    'products.products-renewed': 'peers',
    'products.export-parts-requested': 'executors',
    'products.jobs-changed': 'executors, peers',
    'products.streams-resolved': 'peers',
    'status.stream-status-changed': 'notifications, gateway, peers',
    'status.notification-targets-changed': 'notifications',
    'status.notifications-wanted': 'notifications',
    'streams.operations-changed': 'executors',
    'streams.redrives-requested': 'executors',
    'streams.operation-logs': 'operator',
    rejected: 'operator',
    'rejections-resolved': 'operator',
  },
}

export function topologyOf(
  processors: readonly AnyProcessor[],
  topics: readonly AnyTopic[],
  tables: readonly Table[],
): Topology {
  const using = (list: (processor: AnyProcessor) => readonly AnyTopic[], topic: AnyTopic) =>
    processors.filter((processor) => list(processor).some((used) => used.name === topic.name)).map(({ name }) => name)
  const flows = topics.map((topic) => ({
    topic: topic.name,
    producers: using((processor) => processor.produces, topic),
    consumers: using((processor) => processor.consumes, topic),
  }))
  return Object.freeze({ topics, processors, tables, flows })
}

/** What is wrong, in sentences; empty when nothing is. */
export function topologyProblems(topology: Topology, use: EdgeUse = edges): string[] {
  const { topics, processors, tables, flows } = topology
  const problems = [
    ...twice('topic', topics),
    ...twice('processor', processors),
    ...twice('table', tables),
    ...Object.keys({ ...use.entries, ...use.exits })
      .filter((name) => !topics.some((topic) => topic.name === name))
      .map((name) => `the edge uses topic ${name}, which is not declared: add it to topics/index.ts`),
  ]
  for (const processor of processors) {
    for (const topic of [...processor.consumes, ...processor.produces]) {
      if (topics.includes(topic)) continue
      problems.push(`${processor.name} uses topic ${topic.name}, which is not declared: add it to topics/index.ts`)
    }
    for (const table of [...Object.values(processor.reads as Record<string, Table>), ...processor.writes]) {
      if (tables.includes(table)) continue
      problems.push(`${processor.name} uses table ${table.name}, which is not declared: add it to schemas/tables.ts`)
    }
  }
  for (const { topic, producers, consumers } of flows) {
    if (producers.length === 0 && use.entries[topic] === undefined) {
      problems.push(`nothing produces ${topic}: give it a producer or list it as an entry in processors/topology.ts`)
    }
    if (consumers.length === 0 && use.exits[topic] === undefined) {
      problems.push(`nothing consumes ${topic}: give it a consumer or list it as an exit in processors/topology.ts`)
    }
  }
  return problems
}

function twice(kind: string, named: readonly { readonly name: string }[]): string[] {
  const seen = new Set<string>()
  return named
    .filter(({ name }) => seen.size === seen.add(name).size)
    .map(({ name }) => `two of kind ${kind} are called ${name}: rename one`)
}
