import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from '../../../api/server.ts'
import { fakeGateway } from '../pipeline.ts'

const app = createServer(fakeGateway().gateway, { maxEventLoopDelayMs: 0 })
afterAll(() => app.close())
const folder = join(import.meta.dirname, '../../../api/pages')

test.each(['/status', '/timeline/CE02SHSM-RID27-03-CTDBPC000'])('%s runs scripts of the gateway alone', async (url) => {
  const { statusCode, headers, body } = await app.inject(url)
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  const policy = String(headers['content-security-policy']).split(';')
  expect(policy).toEqual(expect.arrayContaining(["default-src 'self'", "script-src 'self'", "script-src-attr 'none'"]))
  expect(body).not.toMatch(/<script(?![^>]*\bsrc="\/)|\son[a-z]+=|https?:/)
  const again = await app.inject({ url, headers: { 'if-none-match': String(headers.etag) } })
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

test.each([
  ['/pages/pages.css', 200],
  ['/pages/nothing.js', 404],
  ['/pages/../package.json', 404],
  ['/pages/..%2f..%2fpackage.json', 404],
  ['/pages/tsconfig.json', 404],
  ['/timeline/nothing', 400],
])('%s answers %d', async (url, status) => {
  expect((await app.inject(url)).statusCode).toBe(status)
})

test('no script makes markup of what it is told', () => {
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  const isMarkup = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function/
  expect(scripts.length).toBeGreaterThan(5)
  expect(scripts.filter((name) => isMarkup.test(readFileSync(join(folder, name), 'utf8')))).toEqual([])
})
