/** Programs from the Maven repository, fetched by `mvn` with a generated pom: versions and checksums are Maven's care. */
import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kept } from './cache.ts'
import { type Progress, StackFailure } from './failure.ts'
import { versions } from './versions.ts'

const plugin = `org.apache.maven.plugins:maven-dependency-plugin:${versions.mavenDependencyPlugin}`

const pom = (dependencies: readonly string[]): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>tideline</groupId><artifactId>local</artifactId><version>1</version>
<dependencies>${dependencies
  .map((it) => it.split(':'))
  .map(
    ([group, artifact, version]) => `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>
<version>${version}</version></dependency>`,
  )
  .join('')}</dependencies></project>
`

/** A folder with the jars of `dependencies` (`group:artifact:version`) and of all that they need. */
export function mavenLibrary(
  name: string,
  version: string,
  dependencies: readonly string[],
  progress: Progress,
): Promise<string> {
  return kept(`${name}-${version}`, progress, async (partial) => {
    await writeFile(join(partial, 'pom.xml'), pom(dependencies))
    const goal = [`${plugin}:copy-dependencies`, '-DincludeScope=runtime', `-DoutputDirectory=${partial}`]
    await twice(() => maven(partial, `${name} ${version}`, goal, progress))
    await rm(join(partial, 'pom.xml'))
  })
}

/** A folder with what an archive (`group:artifact:version:type:classifier`) holds. */
export function mavenArchive(name: string, version: string, artifact: string, progress: Progress): Promise<string> {
  return kept(`${name}-${version}`, progress, async (partial) => {
    await writeFile(join(partial, 'pom.xml'), pom([]))
    const goal = [`${plugin}:unpack`, `-Dartifact=${artifact}`, `-DoutputDirectory=${partial}`]
    await twice(() => maven(partial, `${name} ${version}`, goal, progress))
    await rm(join(partial, 'pom.xml'))
  })
}

/** Several Mavens at once share one local repository: one that trips over another's file finds it whole on the second try. */
const twice = (work: () => Promise<void>): Promise<void> => work().catch(work)

const inMb: Readonly<Record<string, number>> = { B: 1e-6, kB: 1e-3, MB: 1, GB: 1e3 }

/** Says every few seconds how many files and MB have come; `mvn` itself would print a line per file. */
function maven(folder: string, label: string, goal: readonly string[], progress: Progress): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['-B', '--strict-checksums', '-f', join(folder, 'pom.xml'), ...goal]
    const child = spawn('mvn', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let files = 0
    let mb = 0
    let said = ''
    const take = (chunk: Buffer): void => {
      for (const [, size, unit] of String(chunk).matchAll(/Downloaded from [^(]*\(([\d.]+) (B|kB|MB|GB)/g)) {
        files += 1
        mb += Number(size) * (inMb[unit ?? 'B'] ?? 0)
      }
      said = (said + String(chunk)).slice(-20_000)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    progress(`${label}: fetching with Maven`)
    const tick = setInterval(() => progress(`${label}: ${files} files, ${mb.toFixed(0)} MB so far`), 5_000)
    const settle = (failure: string | null): void => {
      clearInterval(tick)
      if (failure === null) progress(`${label}: fetched, ${files} files, ${mb.toFixed(0)} MB downloaded`)
      if (failure === null) resolve()
      else
        reject(
          new StackFailure(
            `Maven could not fetch ${label} (${failure}). Start again to go on where it stopped.\n${errorsOf(said)}`,
          ),
        )
    }
    child.once('error', (error) => settle(error.message))
    child.once('close', (code) => settle(code === 0 ? null : `exit code ${code}`))
  })
}

const errorsOf = (said: string): string => {
  const errors = said.split('\n').filter((line) => line.includes('[ERROR]'))
  return (errors.length > 0 ? errors : said.split('\n')).slice(-8).join('\n')
}
