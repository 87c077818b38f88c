import type { DerivationGraph, GraphNode } from '../../processors/products/derivation-graph.ts'

const shapes: Readonly<Record<GraphNode['kind'], readonly [string, string]>> = {
  stored: ['[(', ')]'],
  derived: ['[', ']'],
  elsewhere: ['([', '])'],
}

/** The graph as a Mermaid flowchart. A dotted arrow is an alternative. */
export function mermaidOf({ nodes, edges }: DerivationGraph): string {
  const places = new Map(nodes.map(({ id }, at) => [id, `n${at}`]))
  const lines = [
    ...nodes.map(({ id, kind, lines }) => {
      const [open, close] = shapes[kind]
      return `${places.get(id)}${open}"${lines.map(escaped).join('<br/>')}"${close}`
    }),
    ...edges.map(({ from, to, argument, isAlternative }) => {
      const arrow = isAlternative ? '-.->' : '-->'
      return `${places.get(from)} ${arrow}|"${escaped(argument)}"| ${places.get(to)}`
    }),
  ]
  return ['flowchart LR', ...lines.map((line) => `  ${line}`)].join('\n')
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
