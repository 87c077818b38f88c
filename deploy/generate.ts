/** Writes every generated file, or with `--check` says which are stale. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { processors } from '../processors/index.ts'
import { families } from '../processors/products/algorithms/index.ts'
import { qualityTests } from '../processors/products/qc/index.ts'
import { topologyOf, topologyProblems } from '../processors/topology.ts'
import { generateEvents } from '../schemas/generate.ts'
import { tables } from '../schemas/tables.ts'
import { topics } from '../topics/index.ts'
import { renderAlgorithms } from './documents/algorithms.ts'
import { renderCli } from './documents/cli.ts'
import { renderConfiguration } from './documents/configuration.ts'
import { renderEvents } from './documents/events.ts'
import { renderQualityTests } from './documents/quality-tests.ts'
import { renderTopology } from './documents/topology.ts'

const root = process.cwd()
const topology = topologyOf(processors, topics, tables)
const outputs: Record<string, () => string> = {
  'schemas/generated/events.ts': () => generateEvents(resolve(root, 'schemas')),
  'docs/TOPOLOGY.md': () => renderTopology(topology),
  'docs/CONFIGURATION.md': renderConfiguration,
  'docs/EVENTS-REFERENCE.md': () => renderEvents(topics),
  'docs/CLI.md': renderCli,
  'docs/ALGORITHMS.md': () => renderAlgorithms(families),
  'docs/QUALITY-TESTS.md': () => renderQualityTests(qualityTests),
}

const stale: string[] = []
for (const [path, make] of Object.entries(outputs)) {
  const text = make()
  const file = resolve(root, path)
  const now = (() => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return null
    }
  })()
  if (now === text) continue
  if (process.argv.includes('--check')) stale.push(path)
  else {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
if (stale.length > 0) {
  process.stderr.write(`stale generated files: ${stale.join(', ')}. This can be fixed with 'npm run generate'.\n`)
  process.exitCode = 1
}
for (const problem of topologyProblems(topology)) {
  process.stderr.write(`topology: ${problem}\n`)
  process.exitCode = 1
}
