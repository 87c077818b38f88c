import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { Pipeline } from '../support/pipeline.ts'

const ctd = { refdes: 'CE01TEST-RID16-03-CTDBPC000', method: 'streamed', stream: 'test_samples' }
const [minuteMs, dayMs] = [60_000, 86_400_000]
/** The minute after the particles. */
const began = (Math.floor(Date.now() / minuteMs) + 1) * minuteMs
const timeOf = (minutes: number) => new Date(began + minutes * minuteMs).toISOString()

let pipeline: Pipeline
let browser: Browser
let page: Page
/** What the browser itself complained of. */
const complaints: string[] = []
beforeAll(async () => {
  browser = await openBrowser()
  // No connectors: the ticks are the test's.
  pipeline = await Pipeline.start({
    roles: ['processors', 'gateway'],
    env: { TIDELINE_STATUS_HOLD_SECONDS: '0' },
  })
  mkdirSync(join(pipeline.folder, 'screenshots'))
  page = await browser.newPage({ viewport: { width: 1200, height: 800 } })
  page.setDefaultTimeout(240_000)
  page.on('crash', () => complaints.push('the page crashed'))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
}, 600_000)
afterAll(async () => {
  await browser?.close()
  await pipeline?.stop()
})

const tick = (minutes: number) =>
  pipeline.tideline(['produce', 'clock.minute-ticked'], JSON.stringify({ minute: timeOf(minutes) }))

/** Light and dark, wide and narrow, for eyes. Nothing reaches over the edge of a telephone. */
async function shoot(name: string): Promise<void> {
  for (const [scheme, width] of [
    ['light', 1200],
    ['dark', 1200],
    ['light', 400],
    ['dark', 400],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height: 800 })
    await page.waitForTimeout(200)
    await page.screenshot({
      path: join(pipeline.folder, 'screenshots', `${name}-${scheme}-${width}.png`),
      fullPage: true,
    })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1200, height: 800 })
}

const row = () => page.locator(`tbody[data-refdes="${ctd.refdes}"] tr[data-stream]`)
const rowSays = (text: string) => row().filter({ hasText: text }).waitFor()

/** 300 particles a day: ten days ago to seven days ago, then from four days ago until now. */
async function feed(): Promise<void> {
  const deployment = { refdes: ctd.refdes, deployment: 1, start: new Date(began - 10 * dayMs).toISOString() }
  await pipeline.tideline(['produce', 'products.deployments-changed'], JSON.stringify(deployment))
  const file = join(pipeline.folder, 'expected.csv')
  const rows = `${ctd.stream},${ctd.method},1,120,600`
  writeFileSync(file, `name,method,expected_rate,warn_interval,fail_interval\n${rows}\n`)
  await pipeline.tideline(['status', 'expected', '--file', file])
  const step = dayMs / 300
  const times = Array.from({ length: 3000 }, (_, index) => began - minuteMs / 2 - index * step)
  const particles = times
    .filter((time) => time > began - 4 * dayMs || time < began - 7 * dayMs)
    .map((time) => ({ time: new Date(time).toISOString(), temp: 9.5 + Math.sin(time / dayMs) }))
  const posted = await fetch(`${pipeline.url}/particles/${Object.values(ctd).join('/')}?deployment=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(particles),
  })
  expect(posted.status).toBe(202)
}

test('the page says what to do when there is nothing, and shows what registers itself without being loaded anew', async () => {
  expect((await page.goto(`${pipeline.url}/status`))?.status()).toBe(200)
  await page.getByText('No stream was judged yet').waitFor()
  await page.locator('#live[data-live="true"]').waitFor()
  await page.evaluate('globalThis.isSame = true')
  await feed()
  // Told again and again, the minute finds the particles sooner or later.
  await pipeline.until('the stream registered itself', 240_000, async () => {
    await tick(0)
    return (await page.locator('.site').count()) > 0
  })
  await rowSays('operational')
  expect(await page.locator('.site h2').allTextContents()).toEqual(['CE01TEST'])
  await rowSays('expected 1 /s')
  await row()
    .filter({ hasText: /\d+ (s|min \d\d s) ago/ })
    .waitFor()
}, 600_000)

test('changes come live, are counted and told; the history opens', async () => {
  await tick(3)
  await rowSays('degraded')
  await tick(12)
  await rowSays('failed')
  expect(await page.locator('#news').textContent()).toContain(`${ctd.stream} of ${ctd.refdes} is failed`)
  expect(await page.locator('[data-count="failed"] strong').textContent()).toBe('1')
  await page.getByRole('button', { name: `History of ${ctd.stream}` }).click()
  const history = page.locator('tr.history tbody tr')
  await history.nth(2).waitFor()
  const states = await history.locator('.word').allTextContents()
  expect(states).toEqual(['failed', 'degraded', 'operational'])
  expect(await page.evaluate('globalThis.isSame')).toBe(true)
  await shoot('status')
}, 600_000)

test('words and states filter, and stand in the address', async () => {
  await page.locator('#search').fill('ctdbp ce01 FAILED')
  await row().waitFor()
  await page.locator('[data-count="degraded"]').click()
  await page.getByText('No stream fits the filter').waitFor()
  expect(new URL(page.url()).search).toBe('?text=ctdbp+ce01+FAILED&state=degraded')
  await page.locator('[data-count="degraded"]').click()
  await page.locator('#search').fill('')
  await row().waitFor()
}, 600_000)

test('what changed while the gateway was away is there when it is back', async () => {
  await pipeline.terminate('gateway')
  await page.locator('#live[data-live="false"]').waitFor()
  await pipeline.tideline(['produce', 'status.stream-overrides-changed'], JSON.stringify({ ...ctd, ...zeros }))
  let minutes = 13
  await pipeline.until('the stream is disabled', 240_000, async () => {
    await tick(minutes++)
    const told = await pipeline.tideline(consumeAll)
    return told.includes('"after":"disabled"')
  })
  await pipeline.spawnRole('gateway')
  await rowSays('disabled')
  expect(await page.evaluate('globalThis.isSame')).toBe(true)
  // A break of the connection is the one thing that a browser may complain of here.
  expect(complaints.filter((text) => !/ERR_|Failed to load resource/.test(text))).toEqual([])
  complaints.length = 0
}, 600_000)
const consumeAll = ['consume', 'status.stream-status-changed', '--from', 'beginning', '--until-end', '--json']
const zeros = { expectedRate: 0, warnInterval: 0, failInterval: 0 }

test('whatever a reason says is text, and runs nothing', async () => {
  const hostile = '<img src=x onerror="globalThis.isHurt = true"><script>isHurt = true</script>'
  const { href } = new URL('/status/overview', pipeline.url)
  await page.route(href, async (route) => {
    const text = await (await route.fetch()).text()
    const overview = JSON.parse(text, (name, value) => (name === 'reason' ? hostile : value))
    await route.fulfill({ json: overview })
  })
  await page.reload()
  await rowSays(hostile)
  expect(await page.locator('#sites img, #sites script').count()).toBe(0)
  expect(await page.evaluate('globalThis.isHurt')).toBeUndefined()
  await page.unroute(href)
}, 600_000)

interface Available {
  readonly availability: readonly { readonly measure: string; readonly data: readonly [string, string, string][] }[]
}

test('the timeline draws what is available, tells it, zooms, and leads to the data of a span', async () => {
  await page.getByRole('link', { name: ctd.refdes }).click()
  const measure = `${ctd.method} ${ctd.stream}`
  const bars = page.locator(`.bars[aria-label="${measure}"]`)
  await bars.waitFor()
  const { availability } = await pipeline.json<Available>(`/available/${ctd.refdes}`)
  const spans = availability.find((one) => one.measure === measure)?.data ?? []
  const gap = spans.filter(([, label]) => label === 'Missing').sort((a, b) => length(b) - length(a))[0]!
  expect(Math.round(length(gap) / dayMs)).toBe(3)

  await bars.getByRole('img', { name: `Missing, ${gap[0]}` }).hover()
  const tip = (await page.getByRole('tooltip').textContent()) ?? ''
  expect(tip).toContain(`${gap[0]} to ${gap[2]} UTC`)
  expect(tip).toMatch(/^Missing/)
  await shoot('timeline')

  await page.getByRole('button', { name: 'Zoom in' }).click()
  const asked = page.waitForResponse((response) => response.url().includes('start_time='))
  const box = (await bars.boundingBox())!
  await page.mouse.move(box.x + box.width * 0.9, box.y + 5)
  await page.mouse.wheel(0, -400)
  expect((await asked).ok()).toBe(true)
  const start = new URL(page.url()).searchParams.get('start')
  expect(Date.parse(`${start}Z`)).toBeGreaterThan(began - 10 * dayMs)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 5, { steps: 5 })
  await page.mouse.up()
  expect(new URL(page.url()).pathname).toBe(`/timeline/${ctd.refdes}`)
  expect(new URL(page.url()).searchParams.get('start')).not.toBe(start)
  await page.getByRole('button', { name: 'All', exact: true }).click()
  expect(new URL(page.url()).search).toBe('')

  // By keyboard: Tab into the row, along it, and to the data.
  const present = bars.getByRole('link').last()
  await present.waitFor()
  await bars.locator('.piece').first().focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  expect(await page.getByRole('tooltip').isVisible()).toBe(true)
  await page.locator('#list summary').click()
  const json = await page.locator('#spans').getByRole('link', { name: 'json' }).last().getAttribute('href')
  const { data } = await pipeline.json<{ data: { time: string; temp: number }[] }>(String(json))
  expect(data.length).toBeGreaterThan(100)
  expect(Date.parse(data[0]!.time)).toBeGreaterThan(began - 5 * dayMs)
  await shoot('spans')
  const [plot] = await Promise.all([page.waitForNavigation(), present.click()])
  expect([plot?.status(), plot?.headers()['content-type']]).toEqual([200, 'image/png'])
  await page.screenshot({ path: join(pipeline.folder, 'screenshots', 'plot.png') })
  expect(complaints).toEqual([])
}, 600_000)

const length = ([start, , stop]: readonly [string, string, string]): number =>
  Date.parse(`${stop}Z`) - Date.parse(`${start}Z`)
