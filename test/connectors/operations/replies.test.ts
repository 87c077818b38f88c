/** Services that answer with many messages, or as they like: what becomes of messages when the program dies. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { each, operationBed } from './bed.ts'

let bed: ReturnType<typeof operationBed>
beforeEach(() => {
  bed = operationBed()
})
afterEach(() => bed.close())

const newFolder = () => mkdtempSync(join(tmpdir(), 'tideline-replies-'))
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `m${at}`)
/** In its first life it keeps what it reads to itself, and is killed. */
const diesAtFirst = `const fs = require('fs');
  const isFirst = !fs.existsSync('lived');
  if (isFirst) { fs.writeFileSync('lived', ''); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 700) }`

test.each([
  ['many_per_message', "console.log(l + ' one'); if (!isFirst) console.log(l + ' two\\n')"],
  ['stream', "if (!isFirst) console.log(l + ' one\\n' + l + ' two')"],
] as const)(
  'with reply %s a program that dies over its messages gets them again',
  async (reply, body) => {
    const { argv, ...rest } = each(body)
    const cwd = newFolder()
    await bed.wish('frail', { ...rest, argv: [`${diesAtFirst}; ${argv[0]}`], cwd, reply, settle: 0.2 })
    await bed.publish('frail.in', numbered(50))
    await bed.start()
    await bed.until('all are handled', async () => (await bed.lag('frail')) === 0)
    expect(await bed.values('frail.out')).toEqual(numbered(50).flatMap((one) => [`${one} one`, `${one} two`]))
    expect(await bed.values('frail.dead-letters')).toEqual([])
  },
  60_000,
)

test('with reply stream the message that a program dies at is found among many', async () => {
  const body = "if (l === 'm13') process.exit(3); console.log(l)"
  await bed.wish('picky', { ...each(body), reply: 'stream', settle: 0.1, retry: 1 })
  await bed.publish('picky.in', numbered(40))
  await bed.start()
  await bed.until('all are handled', async () => (await bed.lag('picky')) === 0)
  expect(await bed.values('picky.dead-letters')).toEqual(['m13'])
  expect(new Set(await bed.values('picky.out'))).toEqual(new Set(numbered(40).filter((one) => one !== 'm13')))
}, 60_000)

test('with reply stream, other bytes after the same message are another output', async () => {
  // What comes of a comes after b in its first life, and what comes of b in the next.
  const { argv, ...rest } = each("if (!isFirst) console.log('of ' + l); else if (l === 'b') console.log('of a')")
  await bed.wish('late', { ...rest, argv: [`${diesAtFirst}; ${argv[0]}`], cwd: newFolder(), reply: 'stream' })
  await bed.publish('late.in', ['a', 'b'])
  await bed.start()
  await bed.until('both are handled', async () => (await bed.lag('late')) === 0)
  const outputs = await bed.seen('late.out')
  expect(outputs.map(({ value }) => value)).toEqual(['of a', 'of a', 'of b'])
  expect(new Set(outputs.map(({ headers }) => headers['tideline-message-id'])).size).toBe(3)
}, 60_000)
