/** The documentation keeps up with the code: codes, links and commands are what they say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Command } from 'commander'
import { problemTable } from '../api/problems.ts'
import { createProgram } from '../deploy/cli/program.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = ['README.md', ...readdirSync(join(root, 'docs')).filter(isPage).map(inDocs)]

function isPage(name: string): boolean {
  return name.endsWith('.md')
}
function inDocs(name: string): string {
  return `docs/${name}`
}

/** The cells of the table below a heading, without the table's head. */
function tableBelow(page: string, heading: string): string[][] {
  const [, below = ''] = read(page).split(`\n## ${heading}\n`)
  const [section = ''] = below.split('\n## ')
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

test('every problem code stands in docs/OPERATING.md with its status', () => {
  const documented = tableBelow('docs/OPERATING.md', 'HTTP problems').map(([code, status]) => `${code} ${status}`)
  const declared = Object.entries(problemTable).map(([code, { status }]) => `\`${code}\` ${status}`)
  expect(documented.toSorted()).toEqual(declared.toSorted())
})

/** Problems of requests: they become HTTP problems, not rejections. */
const notRejections = [
  'processors/instruments/answer-plan.ts',
  'processors/products/answer/plan-data.ts',
  'processors/products/answer/choose-parameters.ts',
  'processors/products/exports/job-state.ts',
  'connectors/exports/executor.ts',
  'processors/products/explain/explain.ts',
  'connectors/exports/make-part.ts',
  'connectors/exports/watch.ts',
  'connectors/archives/replayer.ts',
]
const codePatterns = [
  /new Reject\(\s*'([a-z-]+)'/g,
  /\bcode(?::| =) ((?:'[a-z-]+'[ |]*)+)/g,
  /\breject\(\w+, \w+, '([a-z-]+)'/g,
]

function rejectionCodes(): string[] {
  const codes = new Set<string>()
  for (const folder of ['schemas', 'topics', 'processors', 'connectors']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = relative(root, join(entry.parentPath, entry.name))
      if (!path.endsWith('.ts') || notRejections.includes(path)) continue
      for (const pattern of codePatterns) {
        for (const [, found = ''] of read(path).matchAll(pattern)) {
          for (const code of found.match(/[a-z-]+/g) ?? []) codes.add(code)
        }
      }
    }
  }
  return [...codes].sort()
}

test('every rejection code stands in docs/EVENTS.md, and no other', () => {
  const documented = tableBelow('docs/EVENTS.md', 'Rejected events').map(([code = '']) => code.replaceAll('`', ''))
  const codes = rejectionCodes()
  // One for each way in which the code is written: the search itself must not go blind.
  expect(codes).toEqual(expect.arrayContaining(['avro-invalid', 'bad-time', 'line-unparsed', 'processor-failed']))
  expect(documented.toSorted()).toEqual(codes)
})

const withoutCode = (text: string): string => text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, 'code')

/** As on GitHub. */
const anchorsOf = (text: string): string[] =>
  [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-'),
  )

function brokenLinks(page: string): string[] {
  const targets = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    if (!existsSync(join(root, file))) return true
    return anchor !== undefined && !anchorsOf(read(file)).includes(anchor)
  })
}

test.each(pages)('the links of %s lead somewhere', (page) => {
  expect(brokenLinks(page)).toEqual([])
})

/** What follows the word `tideline` in code, up to the end of the command. */
function commandLines(page: string): string[] {
  const code = [...read(page).matchAll(/```[\s\S]*?```|`[^`]+`/g)].map(([text]) => text).join('\n')
  return [...code.matchAll(/(?<![\w./@:-])tideline(?: --)?((?: +[^\s`|;&#()'"]+)+)/g)].map(([, words = '']) =>
    words.trim(),
  )
}

/** Null when the command exists; else the words that do not. */
function unknownWords(program: Command, line: string): string | null {
  let at = program
  const words = line.split(/ +/)
  while (words.length > 0) {
    const word = words.shift() ?? ''
    if (word === '--env') words.shift()
    else if (word === '--') continue
    else if (word.startsWith('-')) {
      if (at === program && !program.options.some(({ long }) => long === word)) return word
    } else if (at.commands.length > 0) {
      const next = at.commands.find((command) => command.name() === word)
      if (next === undefined) return /^[a-z][a-z-]*$/.test(word) && word !== 'help' ? word : null
      at = next
    }
    if (at !== program && word.startsWith('--') && !at.options.some(({ long }) => long === word)) return word
  }
  return null
}

test.each(pages)('the commands of %s exist', (page) => {
  const program = createProgram('0.0.0')
  const unknown = commandLines(page).filter((line) => unknownWords(program, line) !== null)
  expect(unknown).toEqual([])
})

test('commands are found in the pages', () => {
  expect(pages.flatMap(commandLines).length).toBeGreaterThan(40)
})
