/** docs/CONFIGURATION.md: every key. */
import { type Key, keys } from '../config.ts'
import { markdownTable, page } from './markdown.ts'

export function renderConfiguration(): string {
  const all = Object.values(keys) as Key[]
  return page(
    'Configuration',
    'Everything is configured by environment variables. `tideline --env FILE` (or `TIDELINE_ENV_FILE`) reads `KEY=VALUE` lines from a file; the real environment wins. `tideline config` shows the effective values and where each came from. A key without default is needed by the commands that use it; for endpoints, `tideline up` writes an env file.',
    markdownTable(
      ['Variable', 'About', 'Form', 'Default', 'Example'],
      all.map((key) => [
        `\`${key.env}\`${key.secret === true ? ' (secret)' : ''}`,
        key.about,
        key.form,
        key.default === undefined ? 'none' : key.default === '' ? 'empty' : `\`${key.default}\``,
        `\`${key.example}\``,
      ]),
    ),
  )
}
