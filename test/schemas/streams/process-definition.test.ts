import { execFileSync } from 'node:child_process'
import { commandOf, definitionProblems } from '../../../schemas/streams/process-command.ts'
import { shellWords } from '../../../schemas/streams/shell-words.ts'

const lines = [
  'tr a-z A-Z',
  '  tr   \'a z\'\t"b c"  ',
  String.raw`printf a\ b "c\"d\\e\$f\g" 'h\i"j' k\'l`,
  `'' "" a""b 'c'"d"e`,
  '"a\\\nb" c\\\nd',
  "sh -c 'exit 3; # no comment' x=1 --y='z'",
  'ümlaut "日本 語" 😀\\ x',
]

test.each(lines)('%j is split as a shell splits it', (line) => {
  const script = `for word in ${line}; do printf '%s\\0' "$word"; done`
  const expected = execFileSync('/bin/sh', ['-c', script]).toString().split('\0').slice(0, -1)
  expect(shellWords(line)).toEqual(expected)
})

test('nothing but quotes and backslashes has a meaning', () => {
  expect(shellWords('a | b > c $HOME `id` $(id) * ~ ; & # x')).toEqual(
    ['a', '|', 'b', '>', 'c', '$HOME', '`id`', '$(id)', '*', '~', ';', '&', '#', 'x'], // as they stand
  )
})

test.each([
  ["a 'b", "'"],
  ['a "b', '"'],
  ['a \\', 'backslash'],
])('%j is no line', (line, reason) => {
  expect(() => shellWords(line)).toThrow(reason)
})

const problems = (definition: unknown, allowsShell = false) =>
  definitionProblems(definition, { allowsShell }).map(({ field }) => field)

// The registry's own examples, as its README and its folder of examples give them, in folders of /opt.
const originals = [
  { exec: '/path/to/executable' },
  {
    exec: '/opt/streams/sendphotostream2.py',
    application: 'photostream',
    process_type: 'single',
    cwd: '/opt/streams/',
  },
  {
    exec: '/opt/app/weatherapp-master/qc-generate-netcdf.py',
    application: 'weatherapp',
    process_type: 'service',
    cwd: '/opt/app/weatherapp-master/',
  },
  {
    exec: '/usr/bin/tr',
    argv: ['-d', 'x'],
    input_adapter: { input_type: 'file', input_parameters: { file_type: 'stream', stream_name: 'STDIN' } },
    output_adapter: { output_type: 'file', output_parameters: { file_type: 'stream', stream_name: 'STDOUT' } },
  },
  {
    exec: '/usr/local/bin/ffmpeg',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the marks of the registry
    argv: ['-i', '${input_file}', '-q:a', '2', '${output_file}'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the marks of the registry
    input_adapter: { input_type: 'file', input_parameters: { file_path: '${input_file}' } },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the marks of the registry
    output_adapter: { output_type: 'file', output_parameters: { file_path: '${output_file}' } },
  },
] as const

test.each(originals)('the original $exec is taken as it is', (definition) => {
  expect(problems(definition)).toEqual([])
  expect(commandOf(definition as never)).toMatchObject({
    command: [definition.exec, ...('argv' in definition ? definition.argv : [])],
    takesFile: definition.exec.endsWith('ffmpeg'),
    givesFile: definition.exec.endsWith('ffmpeg'),
  })
})

test('everything that is wrong is told at once, by its field', () => {
  const wrong = {
    exec: '',
    argv: ['a', 1],
    process_type: 'batch',
    environment: { '1A': 'x', B: 2 },
    timeout: 0,
    colour: 'red',
  }
  expect(problems(wrong).toSorted()).toEqual(
    ['argv.1', 'colour', 'environment.1A', 'environment.B', 'exec', 'process_type', 'timeout'].toSorted(),
  )
  expect(problems({})).toEqual(['exec'])
  expect(problems([])).toContain('definition')
  expect(problems('tr')).toEqual(['definition'])
})

test.each([
  ['a shell', { exec: 'a | b', shell: true }, ['shell']],
  ['an open quote', { exec: "a 'b" }, ['exec']],
  ['blanks alone', { exec: '  ' }, ['exec']],
  ['a zero byte', { exec: 'a', argv: ['b\0'], environment: { A: '\0' } }, ['argv.0', 'environment.A']],
  ['a service of text', { exec: 'a', process_type: 'service', framing: 'raw' }, ['framing']],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a mark
  ['a mark without adapter', { exec: 'a ${input_file}' }, ['argv']],
  [
    'an adapter without mark',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a mark
    { exec: 'a', output_adapter: { output_type: 'file', output_parameters: { file_path: '${output_file}' } } },
    ['output_adapter'],
  ],
])('%s is refused', (_, definition, fields) => {
  expect(problems(definition)).toEqual(fields)
})

test('a shell is taken where it is allowed, and gets argv as its parameters', () => {
  const definition = { exec: 'tr a-z A-Z | rev', argv: ['x'], shell: true }
  expect(problems(definition, true)).toEqual([])
  expect(commandOf(definition).command).toEqual(['/bin/sh', '-c', 'tr a-z A-Z | rev', 'sh', 'x'])
})
