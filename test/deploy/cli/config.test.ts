import { showConfig } from '../../../deploy/cli/config.ts'
import { loadSettings } from '../../../deploy/settings.ts'

function shown(environment: Readonly<Record<string, string>>, name: string): unknown {
  const lines: string[] = []
  showConfig(loadSettings(environment), environment, true, (line) => lines.push(line))
  const { settings } = JSON.parse(lines[0] as string) as { settings: { key: string; value: unknown }[] }
  return settings.find(({ key }) => key === name)?.value
}

test.each([
  ['postgres://tideline:hush@db:5432/tideline', 'postgres://tideline:********@db:5432/tideline'],
  ['postgres://tideline:p@ssw0rd@db/tideline', 'postgres://tideline:********@db/tideline'],
  ['postgres://tideline:a:b/c@db/tideline', '********'],
  ['postgres://db/tideline?user=me&password=hunter2', 'postgres://db/tideline?user=me&password=********'],
  [
    'postgres://db/t?sslpassword=a&Api_Secret=b&token=c&x=d',
    'postgres://db/t?sslpassword=********&Api_Secret=********&token=********&x=d',
  ],
  ['postgres://db/tideline', 'postgres://db/tideline'],
  ['postgres://me:hush@[db', '********'],
])('%s is shown as %s', (url, masked) => {
  expect(shown({ TIDELINE_POSTGRES_URL: url }, 'TIDELINE_POSTGRES_URL')).toBe(masked)
})

test('a secret that is no URL is masked whole', () => {
  expect(shown({ TIDELINE_S3_SECRET_KEY: 'hush' }, 'TIDELINE_S3_SECRET_KEY')).toBe('********')
})
