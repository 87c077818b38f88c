import { createProgram, everyCommand } from '../../deploy/cli/program.ts'
import { renderCli } from '../../deploy/documents/cli.ts'
import { renderConfiguration } from '../../deploy/documents/configuration.ts'
import { renderEvents } from '../../deploy/documents/events.ts'
import { markdownTable } from '../../deploy/documents/markdown.ts'
import { renderTopology } from '../../deploy/documents/topology.ts'
import { processors } from '../../processors/index.ts'
import { type AnyProcessor, defineProcessor } from '../../processors/processor.ts'
import { edges, topologyOf, topologyProblems } from '../../processors/topology.ts'
import { eventSchema } from '../../schemas/event-schema.ts'
import { chunkData, tables } from '../../schemas/tables.ts'
import { topics } from '../../topics/index.ts'
import { defineTopic } from '../../topics/topic.ts'

const schema = {
  type: 'record',
  name: 'Made',
  namespace: 'tideline.trial',
  doc: 'A thing.',
  fields: [
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-micros' }, doc: 'When | why' },
    { name: 'note', type: ['null', 'string'], default: null },
    {
      name: 'parts',
      type: { type: 'array', items: { type: 'record', name: 'Part', fields: [{ name: 'n', type: 'int' }] } },
    },
  ],
}
const made = defineTopic({
  name: 'trial.things-made',
  about: 'A thing was made.',
  owner: 'pipeline',
  schema: eventSchema<{ n: string }>('tideline.trial.Made', JSON.stringify(schema)),
  key: (value) => value.n,
  keyedBy: 'name',
  partitions: 2,
  retention: { days: 3 },
})
const make = (declaration: Partial<AnyProcessor>): AnyProcessor =>
  defineProcessor({
    name: 'make-things',
    about: 'Makes.',
    consumes: [made],
    produces: [],
    process: async () => ({}),
    ...declaration,
  })
const noEdges = { entries: {}, exits: {} }

describe('what is wrong with a topology', () => {
  test('a topic without producer, without consumer', () => {
    expect(topologyProblems(topologyOf([], [made], []), noEdges)).toEqual([
      'nothing produces trial.things-made: give it a producer or list it as an entry in processors/topology.ts',
      'nothing consumes trial.things-made: give it a consumer or list it as an exit in processors/topology.ts',
    ])
    const use = { entries: { [made.name]: 'peers' }, exits: {} }
    expect(topologyProblems(topologyOf([make({})], [made], []), use)).toEqual([])
  })

  test('undeclared topics and tables', () => {
    const problems = topologyProblems(topologyOf([make({ writes: [chunkData] })], [], []), noEdges)
    expect(problems).toEqual([
      'make-things uses topic trial.things-made, which is not declared: add it to topics/index.ts',
      'make-things uses table chunk_data, which is not declared: add it to schemas/tables.ts',
    ])
  })

  test('names used twice, and edges without topic', () => {
    const use = { entries: { [made.name]: 'peers', gone: 'peers' }, exits: {} }
    expect(topologyProblems(topologyOf([make({}), make({})], [made], []), use)).toEqual([
      'two of kind processor are called make-things: rename one',
      'the edge uses topic gone, which is not declared: add it to topics/index.ts',
    ])
  })

  test('ours has none', () => {
    expect(topologyProblems(topologyOf(processors, topics, tables), edges)).toEqual([])
  })
})

describe('pages', () => {
  test('the fields of an event, its nested records, and pipes that do not break the table', () => {
    const page = renderEvents([made])
    expect(page).toContain('| `at` | long (timestamp-micros) | none | When \\| why |')
    expect(page).toContain('| `note` | string, may be null | `null` |  |')
    expect(page).toContain('| `parts` | array of Part | none |  |')
    expect(page).toContain('### Part (in trial.things-made)')
    expect(page).toContain('- Retention: 3 days')
  })

  test('a processor appears with what it reads and writes', () => {
    const page = renderTopology(topologyOf([make({ writes: [chunkData] })], [made], [chunkData]))
    expect(page).toContain('  t_trial_things_made --> p_make_things\n  p_make_things --> s_chunk_data')
    expect(page).toContain('| `make-things` | Makes. | `trial.things-made` |  |  | `chunk_data` |')
  })

  test('every key and its default is documented', () => {
    const page = renderConfiguration()
    expect(page).toContain('| `TIDELINE_PORT` |')
    expect(page).toContain('`TIDELINE_POSTGRES_URL` (secret)')
  })

  test('tables', () => {
    expect(markdownTable(['A', 'B'], [['1', 'x\ny']])).toBe('| A | B |\n| --- | --- |\n| 1 | x y |')
  })

  test('two renderings are equal', () => {
    expect(renderCli()).toBe(renderCli())
    const topology = topologyOf(processors, topics, tables)
    expect(renderTopology(topology)).toBe(renderTopology(topology))
  })
})

test('every command has a description, and help with an example', () => {
  const commands = everyCommand(createProgram('0.0.0'))
  expect(commands.filter((command) => command.description() === '')).toEqual([])
  const sections = renderCli().split('\n## ').slice(1)
  expect(sections).toHaveLength(commands.length)
  expect(sections.filter((section) => !/Examples?:\n {2}\$ /.test(section))).toEqual([])
})
