/** docs/TOPOLOGY.md: which processor reads and writes what. */
import type { Topology } from '../../processors/topology.ts'
import { edges } from '../../processors/topology.ts'
import type { Table } from '../../schemas/table.ts'
import type { AnyTopic } from '../../topics/topic.ts'
import { markdownTable, page } from './markdown.ts'

export function renderTopology(topology: Topology): string {
  const { processors, tables } = topology
  const names = (topics: readonly AnyTopic[]) => topics.map(({ name }) => `\`${name}\``).join(', ')
  const reads = (list: Readonly<Record<string, Table>>) =>
    Object.values(list)
      .map(({ name }) => `\`${name}\``)
      .join(', ')
  return page(
    'Topology',
    'Rectangles are processors, rounded boxes topics, cylinders tables, hexagons the edges. A dotted arrow is a view that is only read. Every processor sends what it cannot use to `rejected`; those arrows are left out.',
    ['```mermaid', ...diagram(topology), '```'].join('\n'),
    '## Processors',
    markdownTable(
      ['Processor', 'What it does', 'Consumes', 'Produces', 'Reads', 'Writes'],
      processors.map((processor) => [
        `\`${processor.name}\``,
        processor.about,
        names(processor.consumes),
        names(processor.produces),
        reads(processor.reads),
        processor.writes.map(({ name }) => `\`${name}\``).join(', '),
      ]),
    ),
    '## Topics',
    markdownTable(
      ['Topic', 'Produced by', 'Consumed by'],
      topology.flows.map(({ topic, producers, consumers }) => [
        `\`${topic}\``,
        [...producers, ...edge(edges.entries[topic])].join(', '),
        [...consumers, ...edge(edges.exits[topic])].join(', '),
      ]),
    ),
    '## Tables',
    markdownTable(
      ['Table', 'What it holds', 'Partition key', 'Clustering key', 'Written by', 'Read by'],
      tables.map((table) => [
        `\`${table.name}\``,
        table.about,
        table.partitionKey.join(', '),
        table.clusteringKey.join(', '),
        processors
          .filter(({ writes }) => writes.includes(table))
          .map(({ name }) => name)
          .join(', '),
        processors
          .filter((one) => Object.values(one.reads).includes(table))
          .map(({ name }) => name)
          .join(', '),
      ]),
    ),
  )
}

const edge = (words: string | undefined): string[] => (words === undefined ? [] : words.split(', '))
/** A mermaid identifier. */
const id = (kind: string, name: string) => `${kind}_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`

function diagram({ flows, processors, tables }: Topology): string[] {
  const nodes = [
    ...flows.map(({ topic }) => `${id('t', topic)}(["${topic}"])`),
    ...processors.map(({ name }) => `${id('p', name)}["${name}"]`),
    ...tables.map(({ name }) => `${id('s', name)}[("${name}")]`),
    ...edgeNames().map((name) => `${id('e', name)}{{"${name}"}}`),
  ]
  const arrows = [
    ...flows.flatMap(({ topic }) => edge(edges.entries[topic]).map((name) => `${id('e', name)} --> ${id('t', topic)}`)),
    ...processors.flatMap(({ name, consumes, produces, writes, reads }) => [
      ...consumes.map((topic: AnyTopic) => `${id('t', topic.name)} --> ${id('p', name)}`),
      ...produces.map((topic: AnyTopic) => `${id('p', name)} --> ${id('t', topic.name)}`),
      ...writes.map((table) => `${id('p', name)} --> ${id('s', table.name)}`),
      ...(Object.values(reads) as Table[]).map((table) => `${id('s', table.name)} -.-> ${id('p', name)}`),
    ]),
    ...flows.flatMap(({ topic }) => edge(edges.exits[topic]).map((name) => `${id('t', topic)} --> ${id('e', name)}`)),
  ]
  return ['flowchart LR', ...[...nodes, ...new Set(arrows)].map((line) => `  ${line}`)]
}

function edgeNames(): string[] {
  return [...new Set([...Object.values(edges.entries), ...Object.values(edges.exits)].flatMap(edge))]
}
