import { mermaidOf } from '../../../deploy/definitions/graph-mermaid.ts'
import { svgOf } from '../../../deploy/definitions/graph-svg.ts'
import { derivationGraph } from '../../../processors/products/derivation-graph.ts'
import { providersOf, resolveStream } from '../../../processors/products/resolve-stream.ts'
import type { Binding } from '../../../schemas/definitions/records.ts'
import { formula, parameter, stream } from './definition-events.ts'

const computed = (id: string, bindings: Record<string, Binding[]>, rest = {}) =>
  parameter(id, { derivation: { functionId: 'F', bindings }, ...rest })
const own = (id: string): Binding => ({ from: 'parameter', id })

function graphOf(...parameters: readonly ReturnType<typeof parameter>[]) {
  const mine = parameters.filter(({ id }) => !id.startsWith('LENT'))
  const lenders = ['one', 'two', 'three'].map((name) => stream(name, ['LENT']))
  const definitions = {
    parameter: new Map(parameters.map((one) => [one.id, one])),
    function: new Map([['F', formula('F', 'x < 2 & "y"')]]),
    stream: new Map(
      [
        stream(
          's',
          mine.map(({ id }) => id),
        ),
        ...lenders,
      ].map((one) => [one.name, one]),
    ),
  }
  const resolved = resolveStream(
    definitions.stream.get('s') as ReturnType<typeof stream>,
    definitions,
    providersOf(definitions),
  )
  return derivationGraph(resolved)
}

test('own parameters, products of other streams and alternatives; coefficients stand in the node', () => {
  const bindings = {
    x: [own('A')],
    t: [
      { from: 'identifier', identifier: 'TEMP_L1' },
      { from: 'identifier', identifier: 'PRES_L1' },
      { from: 'nothing' },
    ],
    c: [{ from: 'calibration', name: 'CC_a' }],
    k: [{ from: 'constant', value: 3 }],
  } satisfies Record<string, Binding[]>
  const temp = parameter('T', { dataProductIdentifier: 'TEMP', level: 'L1' })
  const { nodes, edges } = graphOf(parameter('A'), temp, parameter('UNUSED'), computed('D', bindings))
  expect(nodes).toEqual([
    { id: 'D', kind: 'derived', lines: ['d [1]', 'x < 2 & "y"', 'CC_a, 3'] },
    { id: 'A', kind: 'stored', lines: ['a [1]'] },
    { id: 'T', kind: 'stored', lines: ['t [1]'] },
    { id: 'PRES_L1', kind: 'elsewhere', lines: ['PRES_L1'] },
  ])
  expect(edges).toEqual([
    { from: 'A', to: 'D', argument: 'x', isAlternative: false },
    { from: 'T', to: 'D', argument: 't', isAlternative: false },
    { from: 'PRES_L1', to: 'D', argument: 't', isAlternative: true },
  ])
})

test('what has the same arguments and serves nothing further is one node; a parameter of many streams stands once', () => {
  const bindings = { x: [own('LENT')] }
  const { nodes, edges } = graphOf(
    parameter('LENT'),
    computed('D', bindings),
    computed('E', bindings),
    computed('G', bindings),
    computed('H', { x: [own('G')] }),
  )
  expect(nodes.map(({ id, lines }) => `${id}: ${lines[0]}`)).toEqual([
    'D: d [1] x < 2 & "y"',
    'stream/LENT: LENT of 3 streams',
    'G: g [1]',
    'H: h [1]',
  ])
  expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['stream/LENT D', 'stream/LENT G', 'G H'])
})

test('Mermaid and SVG show every node and edge, and escape what a formula may hold', () => {
  const graph = graphOf(parameter('A'), parameter('B'), computed('D', { x: [own('A'), own('B')] }))
  expect(mermaidOf(graph)).toBe(
    [
      'flowchart LR',
      '  n0["d [1]<br/>x &lt; 2 &amp; &quot;y&quot;"]',
      '  n1[("a [1]")]',
      '  n2[("b [1]")]',
      '  n1 -->|"x"| n0',
      '  n2 -.->|"x"| n0',
    ].join('\n'),
  )
  const svg = svgOf(graph, 's & t')
  expect(svg).toContain('<title>s &amp; t</title>')
  expect(svg.match(/<rect /g)).toHaveLength(1 + graph.nodes.length)
  expect(svg.match(/marker-end/g)).toHaveLength(graph.edges.length)
  expect(svg.match(/class="other"/g)).toHaveLength(1)
  expect(svg).toContain('x &lt; 2 &amp; &quot;y&quot;')
  expect(svg).not.toMatch(/NaN|undefined/)
})
