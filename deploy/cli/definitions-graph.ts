import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { derivationGraph } from '../../processors/products/derivation-graph.ts'
import { resolvedStreams } from '../../schemas/catalogue-tables.ts'
import type { ResolvedStream } from '../../schemas/definitions/records.ts'
import type { TableStore } from '../../schemas/table.ts'
import { CommandError, examples, note, print, withCatalogue } from './context.ts'

interface Options {
  readonly format?: string
  readonly out?: string
}

export const graphCommand = (): Command =>
  new Command('graph')
    .description("Draws what of a stream is computed from what. A dashed or dotted arrow is an argument's alternative.")
    .argument('<stream>', 'a stream')
    .option('--format <format>', 'mermaid or svg; by default as the name of the file says, else mermaid')
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText(
      'after',
      examples(
        'tideline definitions graph ctdbp_no_sample',
        'tideline definitions graph metbk_hourly --out fluxes.svg',
      ),
    )
    .action(async (name: string, options: Options, command: Command) => {
      const text = await withCatalogue(command, (tables) => graphText(tables, name, options))
      if (options.out === undefined) return print(text)
      writeFileSync(options.out, `${text}\n`)
      note(`written to ${options.out}`)
    })

export async function graphText(tables: TableStore, name: string, options: Options): Promise<string> {
  const format = options.format ?? (options.out?.endsWith('.svg') === true ? 'svg' : 'mermaid')
  if (format !== 'mermaid' && format !== 'svg') throw new CommandError(`--format ${format}: give mermaid or svg`)
  const row = await tables.view(resolvedStreams).get({ stream: name })
  if (row === null) throw new CommandError(`no stream ${name} is defined: see 'tideline definitions list'`)
  const graph = derivationGraph(JSON.parse(row.body) as ResolvedStream)
  if (graph.nodes.length === 0) throw new CommandError(`nothing of ${name} is computed`)
  if (format === 'svg') return (await import('../definitions/graph-svg.ts')).svgOf(graph, name)
  return (await import('../definitions/graph-mermaid.ts')).mermaidOf(graph)
}
