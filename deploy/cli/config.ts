import { Command } from 'commander'
import { type KeyName, keys } from '../config.ts'
import type { Settings } from '../settings.ts'
import { examples, type Print, print, settingsOf, table } from './context.ts'

export const configCommand = (): Command =>
  new Command('config')
    .description('Shows the effective configuration and where each value came from; secrets are masked.')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('tideline config', 'tideline --env .tideline/demo/env config --json'))
    .action((options: { json?: true }, command: Command) =>
      showConfig(settingsOf(command), process.env, options.json === true, print),
    )

/** Variables that look like ours but are none: a typing error, most likely. */
const elsewhere = ['TIDELINE_ENV_FILE', 'TIDELINE_SETTINGS', 'TIDELINE_CACHE']
function unknownOf(environment: NodeJS.ProcessEnv): string[] {
  const known = [...elsewhere, ...Object.values(keys).map((key) => key.env as string)]
  return Object.keys(environment)
    .filter((name) => name.startsWith('TIDELINE_') && !known.includes(name))
    .sort()
}

export function showConfig(
  { config, origins }: Settings,
  environment: NodeJS.ProcessEnv,
  asJson: boolean,
  out: Print,
): void {
  const names = Object.keys(keys) as KeyName[]
  const settings = names.map((name) => ({
    key: keys[name].env as string,
    value: masked(name, config[name]),
    origin: origins[name],
  }))
  const unknown = unknownOf(environment)
  if (asJson) {
    out(JSON.stringify({ settings, unknown }))
    return
  }
  const rows = settings.map(({ key, value, origin }) => [key, origin, value === null ? '' : String(value)])
  for (const line of table(['KEY', 'FROM', 'VALUE'], rows)) out(line)
  for (const name of unknown) out(`${name} is set but means nothing here`)
}

const mask = '********'
const secretField = /pass|pwd|secret|token|key/i

function masked(name: KeyName, value: unknown): unknown {
  if (!('secret' in keys[name]) || value === null) return value
  const isUrl = keys[name].form.includes('://')
  return (isUrl ? maskedUrl(String(value)) : null) ?? mask
}

/** Null for what is no URL, and for one whose password may lie elsewhere: `user:a/b@host` has a `/` that it must not. */
function maskedUrl(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (`${url.pathname}${url.search}${url.hash}`.includes('@')) return null
  if (url.password !== '') url.password = mask
  for (const field of [...url.searchParams.keys()]) if (secretField.test(field)) url.searchParams.set(field, mask)
  return url.href
}
