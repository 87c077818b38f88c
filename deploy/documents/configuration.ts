/** docs/CONFIGURATION.md: every key. */
import { type Key, keys } from '../config.ts'
import { markdownTable, page } from './markdown.ts'

export function renderConfiguration(): string {
  const all = Object.values(keys) as Key[]
  return page(
    'Configuration',
    'Everything is configured by environment variables. `tideline --env FILE` (or `TIDELINE_ENV_FILE`) reads `KEY=VALUE` lines from a file; the real environment wins. A settings file, named by `TIDELINE_SETTINGS=/path/to/file` in one of the two, holds such lines too, in place of the defaults: the environment and the env file win over it, options of a command over all. It may hold only the names of this page, each once; an unknown name or a value of another form ends the command with the line that holds it. (`tideline up` looks for services that run already in the environment alone.) `tideline config` shows the effective values and where each came from. A key without default is needed by the commands that use it; for endpoints, `tideline up` writes an env file.',
    markdownTable(
      ['Variable', 'About', 'Form', 'Default', 'Example'],
      all.map((key) => [
        `\`${[key.env, ...(key.also ?? [])].join('`, also `')}\`${key.secret === true ? ' (secret)' : ''}`,
        key.about,
        key.form,
        key.default === undefined ? 'none' : key.default === '' ? 'empty' : `\`${key.default}\``,
        `\`${key.example}\``,
      ]),
    ),
  )
}
