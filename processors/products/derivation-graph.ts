/** What of a stream is computed from what: its derivations as a graph. */

import {
  type Binding,
  identifierOf,
  type ResolvedParameter,
  type ResolvedStream,
} from '../../schemas/definitions/records.ts'
import { bindingTexts } from './binding-text.ts'

export interface GraphNode {
  readonly id: string
  /** `elsewhere`: of another stream, a supporting one or a host. */
  readonly kind: 'stored' | 'derived' | 'elsewhere'
  /** The name first, then what computes it and with which coefficients. */
  readonly lines: readonly string[]
}
export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly argument: string
  /** Taken only where those before it cannot be had. */
  readonly isAlternative: boolean
}
export interface DerivationGraph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

/**
 * Stored parameters that nothing is computed from are left out. What is computed from the same by several functions,
 * and serves nothing further, is one node: the fluxes of an hour.
 */
export function derivationGraph(stream: ResolvedStream): DerivationGraph {
  const nodes = new Map<string, GraphNode>()
  const edges: GraphEdge[] = []
  for (const group of groupsOf(stream)) {
    const [first] = group as [ResolvedParameter]
    nodes.set(first.id, group.length === 1 ? ownNode(first) : groupNode(group))
    for (const [argument, bindings] of Object.entries(first.derivation?.bindings ?? {})) {
      const sources = distinct(bindings.flatMap((binding) => sourcesOf(stream, first, binding)))
      for (const [at, node] of sources.entries()) {
        if (!nodes.has(node.id)) nodes.set(node.id, node)
        edges.push({ from: node.id, to: first.id, argument, isAlternative: at > 0 })
      }
    }
  }
  return { nodes: [...nodes.values()], edges }
}

/** Derived parameters, those together that are ends of the graph and have the same arguments. */
function groupsOf(stream: ResolvedStream): ResolvedParameter[][] {
  const derived = stream.parameters.filter(({ derivation }) => derivation !== null)
  const used = new Set(
    derived.flatMap((parameter) =>
      Object.values(parameter.derivation?.bindings ?? {})
        .flat()
        .flatMap((binding) => sourcesOf(stream, parameter, binding).map(({ id }) => id)),
    ),
  )
  const groups = new Map<string, ResolvedParameter[]>()
  for (const parameter of derived) {
    const key = used.has(parameter.id) ? parameter.id : JSON.stringify(parameter.derivation?.bindings)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [parameter])
    else known.push(parameter)
  }
  return [...groups.values()]
}

const head = ({ name, units }: ResolvedParameter): string => `${name} [${units}]`

function ownNode(parameter: ResolvedParameter): GraphNode {
  const { id, derivation } = parameter
  if (derivation === null) return { id, kind: 'stored', lines: [head(parameter)] }
  return { id, kind: 'derived', lines: [head(parameter), derivation.text, ...coefficients(parameter)] }
}

function groupNode(group: readonly ResolvedParameter[]): GraphNode {
  const [first] = group as [ResolvedParameter]
  const lines = group.map((parameter) => `${head(parameter)} ${parameter.derivation?.text}`)
  return { id: first.id, kind: 'derived', lines: [...lines, ...coefficients(first)] }
}

/** What it takes besides parameters. */
function coefficients({ derivation }: ResolvedParameter): string[] {
  const fixed = Object.values(derivation?.bindings ?? {})
    .flat()
    .flatMap((one) => (one.from === 'calibration' ? [one.name] : one.from === 'constant' ? [String(one.value)] : []))
  const shown = fixed.length > 4 ? [...fixed.slice(0, 3), `${fixed.length - 3} more`] : fixed
  return shown.length > 0 ? [shown.join(', ')] : []
}

/** None for coefficients, numbers and nothing. */
function sourcesOf(stream: ResolvedStream, of: ResolvedParameter, binding: Binding): GraphNode[] {
  const elsewhere = (id: string, line = id): GraphNode => ({ id, kind: 'elsewhere', lines: [line] })
  switch (binding.from) {
    case 'parameter': {
      const own = stream.parameters.find(({ id }) => id === binding.id)
      return [own === undefined ? elsewhere(binding.id) : ownNode(own)]
    }
    case 'identifier': {
      const isIt = (one: ResolvedParameter) => identifierOf(one) === binding.identifier && one.id !== of.id
      const own = stream.parameters.filter(isIt)
      return own.length > 0 ? own.map(ownNode) : [elsewhere(binding.identifier)]
    }
    case 'stream': {
      // One node for a parameter that many streams lend.
      const bindings = Object.values(of.derivation?.bindings ?? {}).flat()
      const all = bindings.filter((one) => one.from === 'stream' && one.id === binding.id)
      return [elsewhere(`stream/${binding.id}`, bindingTexts(all)[0])]
    }
    default:
      return []
  }
}

const distinct = (nodes: readonly GraphNode[]): GraphNode[] => [
  ...new Map(nodes.map((node) => [node.id, node])).values(),
]
