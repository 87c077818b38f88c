import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFiles, nameMatcher } from '../../../connectors/files/glob.ts'

const folder = mkdtempSync(join(tmpdir(), 'tideline-glob-'))
for (const name of ['a', 'a/b', 'a/b/c', '.hidden']) mkdirSync(join(folder, name))
const names = ['one.log', 'two.txt', '.one.log.part', 'a/three.log', 'a/b/c/four.log', '.hidden/five.log']
for (const name of names) writeFileSync(join(folder, name), '')
symlinkSync(folder, join(folder, 'a/loop'))
afterAll(() => rm(folder, { recursive: true }))

test.each([
  ['*.log', ['one.log']],
  ['', ['one.log', 'two.txt']],
  ['.', ['one.log', 'two.txt']],
  ['a', ['a/three.log']],
  ['**/*.log', ['a/b/c/four.log', 'a/three.log', 'one.log']],
  ['{one,two}.{log,txt}', ['one.log', 'two.txt']],
  ['a/?/*/f*', ['a/b/c/four.log']],
  ['.*.part', ['.one.log.part']],
  ['one.log', ['one.log']],
])('%j finds its files', async (glob, expected) => {
  const { paths, unreadable } = await findFiles(glob, folder)
  expect(paths.map((path) => path.slice(folder.length + 1))).toEqual(expected)
  expect(unreadable).toEqual([])
})

test('a folder that is not there is said', async () => {
  expect(await findFiles('nowhere/*.log', folder)).toEqual({ paths: [], unreadable: [join(folder, 'nowhere')] })
})

test.each([
  ['a.log', 'axlog', false],
  ['[x]*', '[x]y', true],
  ['*', '.hidden', false],
  ['{a', 'a', true],
])('%j of %j: %p', (pattern, name, expected) => {
  expect(nameMatcher(pattern)(name)).toBe(expected)
})
