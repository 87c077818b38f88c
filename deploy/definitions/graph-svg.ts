import * as dagre from '@dagrejs/dagre'
import type { DerivationGraph, GraphEdge, GraphNode } from '../../processors/products/derivation-graph.ts'

interface Point {
  readonly x: number
  readonly y: number
}
interface Placed extends Point {
  readonly width: number
  readonly height: number
}

const lineHeight = 16
const characterWidth = 7.2
const padding = 10
const longestLine = 60
const fills = { stored: '#e8eef7', derived: '#ffffff', elsewhere: '#f6efdf' } as const
const style = [
  'text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#1b2733}',
  '.what{fill:#5a6b7b}',
  'rect{stroke:#51667a}',
  'path{fill:none;stroke:#51667a}',
  '.other{stroke-dasharray:5 4}',
  '.argument{font-size:10px;fill:#5a6b7b;paint-order:stroke;stroke:#fff;stroke-width:4px}',
].join('')

/** The graph as a picture, from left to right: what is stored blue, what other streams lend yellow, alternatives dashed. */
export function svgOf(graph: DerivationGraph, title: string): string {
  const { places, paths, width, height } = layOut(graph)
  const edges = graph.edges.map((edge, at) => edgeSvg(edge, paths[at] ?? []))
  const nodes = graph.nodes.map((node) => nodeSvg(node, places.get(node.id) as Placed))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title><style>${style}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
    '<path d="M0 0L8 4L0 8z" style="fill:#51667a;stroke:none"/></marker></defs>',
    `<rect width="${width}" height="${height}" style="fill:#fff;stroke:none"/>`,
    ...edges,
    ...nodes,
    '</svg>',
  ].join('\n')
}

function layOut({ nodes, edges }: DerivationGraph) {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 90, marginx: 16, marginy: 16 })
  for (const { id, lines } of nodes) graph.setNode(id, sizeOf(lines))
  for (const [at, { from, to, argument }] of edges.entries()) {
    const label = { width: argument.length * 6, height: 12, labelpos: 'c' as const }
    graph.setEdge(from, to, label, String(at))
  }
  dagre.layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return {
    places: new Map(nodes.map(({ id }) => [id, graph.node(id) as Placed])),
    paths: ports(graph, edges),
    width: Math.ceil(width),
    height: Math.ceil(height),
  }
}

/** Edges leave and enter spread over the sides of their nodes, in the order of where they come from and go to. */
function ports(graph: InstanceType<typeof dagre.graphlib.Graph>, edges: readonly GraphEdge[]): Point[][] {
  const ways = edges.map(({ from, to }, at) => (graph.edge(from, to, String(at)) as { points: Point[] }).points)
  const end = (side: 'from' | 'to', at: number): Point => {
    const id = (edges[at] as GraphEdge)[side]
    const next = (other: number) => {
      const way = ways[other] as Point[]
      return (side === 'from' ? way[1] : way.at(-2))?.y ?? 0
    }
    const all = [...edges.keys()].filter((other) => edges[other]?.[side] === id).sort((a, b) => next(a) - next(b))
    const { x, y, width, height } = graph.node(id) as Placed
    const share = (all.indexOf(at) + 1) / (all.length + 1) - 0.5
    return { x: side === 'from' ? x + width / 2 : x - width / 2, y: y + share * height }
  }
  return ways.map((way, at) => [end('from', at), ...way.slice(1, -1), end('to', at)])
}

const shown = (line: string): string => (line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line)

const sizeOf = (lines: readonly string[]) => ({
  width: Math.max(...lines.map((line) => shown(line).length)) * characterWidth + 2 * padding,
  height: lines.length * lineHeight + padding,
})

function nodeSvg({ kind, lines }: GraphNode, { x, y, width, height }: Placed): string {
  const left = x - width / 2
  const top = y - height / 2
  const rows = lines.map((line, at) => {
    const baseline = top + padding / 2 + (at + 0.75) * lineHeight
    const look = at === 0 ? '' : ' class="what"'
    return `<text x="${round(left + padding)}" y="${round(baseline)}"${look}>${escaped(shown(line))}</text>`
  })
  const corner = kind === 'derived' ? 3 : 10
  const box = `<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="${corner}" fill="${fills[kind]}"/>`
  return [box, ...rows].join('')
}

/** From the right side of its source to the left side of its target, past what dagre found in the way. */
function edgeSvg({ argument, isAlternative }: GraphEdge, way: readonly Point[]): string {
  const middle = way[Math.floor(way.length / 2)] as Point
  const line = `<path d="${smooth(way)}"${isAlternative ? ' class="other"' : ''} marker-end="url(#tip)"/>`
  return `${line}<text class="argument" text-anchor="middle" x="${round(middle.x)}" y="${round(middle.y - 3)}">${escaped(argument)}</text>`
}

/** Level at every point. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points as [Point, ...Point[]]
  let from = first
  const curves = rest.map((to) => {
    const half = round((from.x + to.x) / 2)
    const curve = `C${half} ${round(from.y)} ${half} ${round(to.y)} ${round(to.x)} ${round(to.y)}`
    from = to
    return curve
  })
  return `M${round(first.x)} ${round(first.y)}${curves.join('')}`
}

const round = (value: number): number => Math.round(value * 10) / 10

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
