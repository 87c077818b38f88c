import { ConfigError, keys, namesOf, required } from '../../deploy/config.ts'
import { parseEnvFile, parseSettingsFile, readSettingsFile } from '../../deploy/env-file.ts'
import { loadConfig, loadSettings } from '../../deploy/settings.ts'

const failure = (work: () => unknown): Error => {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

test('an empty environment gives the defaults, and null where there is none', () => {
  const config = loadConfig({})
  expect(config.port).toBe(8800)
  expect(config.host).toBe('127.0.0.1')
  expect(config.namespace).toBe('')
  expect(config.kafkaBrokers).toBeNull()
})

test('values are parsed to their types', () => {
  const config = loadConfig({ TIDELINE_KAFKA_BROKERS: 'a:1, b:22', TIDELINE_PORT: '0', TIDELINE_LOG_LEVEL: 'debug' })
  expect(config.kafkaBrokers).toEqual(['a:1', 'b:22'])
  expect(config.port).toBe(0)
  expect(config.logLevel).toBe('debug')
})

test('one error names every bad key, its value and the accepted form', () => {
  const { message } = failure(() =>
    loadConfig({
      TIDELINE_PORT: '88x',
      TIDELINE_KAFKA_BROKERS: 'nowhere',
      TIDELINE_NAMESPACE: 'Trial',
      TIDELINE_DRAIN_SECONDS: '0',
    }),
  )
  expect(message).toContain('TIDELINE_PORT: "88x" is not a whole number from 0 to 65535')
  expect(message).toContain('TIDELINE_KAFKA_BROKERS: "nowhere" is not host:port')
  expect(message).toContain('TIDELINE_NAMESPACE: "Trial"')
  expect(message).toContain('TIDELINE_DRAIN_SECONDS: "0"')
})

test('a bad secret is not repeated', () => {
  const { message } = failure(() => loadConfig({ TIDELINE_POSTGRES_URL: 'mysql://me:hush@host' }))
  expect(message).toContain('TIDELINE_POSTGRES_URL')
  expect(message).not.toContain('hush')
})

test('the real environment wins over the env file, and origins say so', () => {
  const { config, origins } = loadSettings({ TIDELINE_PORT: '1' }, { TIDELINE_PORT: '2', TIDELINE_HOST: '0.0.0.0' })
  expect(config.port).toBe(1)
  expect(config.host).toBe('0.0.0.0')
  expect(origins).toMatchObject({ port: 'environment', host: 'env file', logLevel: 'default', sources: 'not set' })
})

test('an empty variable counts as not set', () => {
  expect(loadConfig({ TIDELINE_PORT: '' }, { TIDELINE_PORT: '9' }).port).toBe(9)
})

test('a missing endpoint says how to get one', () => {
  const error = failure(() => required(loadConfig({}), 'kafkaBrokers'))
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).toBe(
    "TIDELINE_KAFKA_BROKERS is not set: start the local services with 'tideline up' and use its env file, or set TIDELINE_KAFKA_BROKERS=127.0.0.1:9092 (host:port, several separated by commas)",
  )
})

test('configuration cannot be changed', () => {
  const config = loadConfig({ TIDELINE_KAFKA_BROKERS: 'a:1' })
  expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError)
  expect(() => (config.kafkaBrokers as string[]).push('b:2')).toThrow(TypeError)
})

test('namespaces keep names apart', () => {
  expect(namesOf(loadConfig({}))).toEqual({ topicPrefix: '', keyspace: 'tideline', bucketPrefix: 'tideline' })
  expect(namesOf(loadConfig({ TIDELINE_NAMESPACE: 'trial' }))).toEqual({
    topicPrefix: 'trial.',
    keyspace: 'tideline_trial',
    bucketPrefix: 'tideline-trial',
  })
})

test('every example is of the accepted form', () => {
  for (const key of Object.values(keys)) {
    expect(() => loadConfig({ [key.env]: key.example })).not.toThrow()
  }
})

test('env files: comments, export, quotes, = in values', () => {
  const text = '# endpoints\n\nexport A=1\nB = "two words"\r\nC=\'x=y\'\nD=p=q\n'
  expect(parseEnvFile(text, 'env')).toEqual({ A: '1', B: 'two words', C: 'x=y', D: 'p=q' })
})

test('a bad line of an env file is named by number', () => {
  expect(failure(() => parseEnvFile('A=1\nnonsense\n', 'my.env')).message).toBe('my.env:2: "nonsense" is not KEY=VALUE')
})

test('defaults give way to the settings file, this to the env file, this to the environment', () => {
  const file = (text: string) => parseSettingsFile(text, 'site.conf')
  const all = file('# ours\nTIDELINE_PORT=1\nTIDELINE_HOST=a\nTIDELINE_LOG_LEVEL=warn\nTIDELINE_STALL_SECONDS=\n')
  const { config, origins } = loadSettings({ TIDELINE_PORT: '3' }, { TIDELINE_PORT: '2', TIDELINE_HOST: 'b' }, all)
  expect([config.port, config.host, config.logLevel, config.stallSeconds]).toEqual([3, 'b', 'warn', 120])
  expect(origins).toMatchObject({
    port: 'environment',
    host: 'env file',
    logLevel: 'settings file',
    stallSeconds: 'default',
  })
})

test.each([
  ['TIDELINE_HOST=a\n\nTIDELINE_PROT=1', 'site.conf:3: TIDELINE_PROT is no key'],
  ['\nTIDELINE_PORT=many', 'site.conf:2: TIDELINE_PORT: "many" is not a whole number from 0 to 65535'],
  ['TIDELINE_PORT=1\nTIDELINE_PORT=2', 'site.conf:2: TIDELINE_PORT stands at site.conf:1 already'],
  ['port: 1', 'site.conf:1: "port: 1" is not KEY=VALUE'],
])('a settings file is refused with the line that is wrong: %j', (text, said) => {
  expect(failure(() => loadConfig({}, {}, parseSettingsFile(text, 'site.conf'))).message).toContain(said)
})

test('a settings file that is not there is named, with the variable that names it', () => {
  const { message } = failure(() => readSettingsFile({}, { TIDELINE_SETTINGS: '/nowhere/site.conf' }))
  expect(message).toBe(
    'cannot read the settings file (TIDELINE_SETTINGS) /nowhere/site.conf (ENOENT): name one that exists',
  )
})

test('the databases have a second name, which the first one hides', () => {
  const [first, second] = ['postgres://a@h/first', 'postgres://a@h/second']
  expect(loadConfig({ MONITOR_URL: second, METADATA_URL: first })).toMatchObject({
    monitorUrl: second,
    metadataUrl: first,
  })
  expect(loadConfig({ MONITOR_URL: second, TIDELINE_MONITOR_URL: first }).monitorUrl).toBe(first)
  expect(failure(() => loadConfig({ MONITOR_URL: 'mysql://h' })).message).toContain('MONITOR_URL: its value (secret)')
})
