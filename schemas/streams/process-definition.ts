/** What a process definition may say. Validation, OpenAPI and docs/STREAMS.md come from here. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'

/** A description is also what a refusal says is accepted: write it to follow "must be". */
const text = (description: string, maxLength = 4_096) => Type.String({ maxLength, description })
const oneOf = <const T extends readonly string[]>(words: T, description: string) =>
  Type.Union(
    words.map((word) => Type.Literal(word as T[number])),
    { description: `one of ${words.join(', ')}: ${description}` },
  )
const whole = (minimum: number, maximum: number, description: string) =>
  Type.Integer({ minimum, maximum, description: `a whole number from ${minimum} to ${maximum}: ${description}` })

const parameters = (fileStream: 'STDIN' | 'STDOUT', file: string) =>
  Type.Object(
    {
      file_path: Type.Optional(Type.Literal(file, { description: `the text ${file}, which stands in argv, too` })),
      file_type: Type.Optional(Type.Literal('stream', { description: 'the text stream' })),
      stream_name: Type.Optional(Type.Literal(fileStream, { description: `the text ${fileStream}` })),
    },
    { additionalProperties: false, description: `an object with file_path, or with file_type and stream_name` },
  )

const fileType = Type.Literal('file', { description: 'the text file: other ways are not known' })

// biome-ignore lint/suspicious/noTemplateCurlyInString: the mark itself, put in by the executor
export const inputFile = '${input_file}'
// biome-ignore lint/suspicious/noTemplateCurlyInString: the mark itself, put in by the executor
export const outputFile = '${output_file}'

const fields = {
  exec: Type.String({
    minLength: 1,
    maxLength: 4_096,
    description: 'the program with its arguments, split into words like a line of a shell',
  }),
  argv: Type.Array(text('a text, taken as it is'), { maxItems: 1_000, description: 'a list of further arguments' }),
  name: text('a text of at most 200 characters', 200),
  application: text('a text: the image or set of programs that the program belongs to; kept, not used'),
  process_type: oneOf(['single', 'service'], 'a process for each message, or one for all'),
  environment: Type.Record(
    Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }),
    Type.String({ maxLength: 32_768, description: 'a text' }),
    {
      additionalProperties: false,
      description: 'an object of texts by name: all that the program finds in its environment',
    },
  ),
  cwd: Type.String({ minLength: 1, maxLength: 4_096, description: 'a folder; else a private one' }),
  timeout: Type.Number({
    exclusiveMinimum: 0,
    maximum: 604_800,
    description: 'seconds, above 0 and at most 604800, after which a message has failed',
  }),
  retry: whole(0, 1_000, 'tries after the first before a message goes to the dead letters'),
  restart: oneOf(['always', 'on_failure', 'never'], 'when a service is started again after it ended'),
  ok_exit_codes: Type.Array(whole(0, 255, 'an exit code'), {
    maxItems: 256,
    description: 'a list of exit codes that are no failure',
  }),
  framing: oneOf(
    ['text', 'raw', 'lines', 'length_prefixed'],
    'a line feed after the message, byte for byte, a message a line, or four bytes of length (big-endian) before each',
  ),
  reply: oneOf(
    ['one_per_message', 'many_per_message', 'stream'],
    'a message is answered once, or by any number closed by an empty one, or the output goes its own way',
  ),
  settle: Type.Number({
    exclusiveMinimum: 0,
    maximum: 3_600,
    description: 'seconds, above 0 and at most 3600, of silence after which, with reply stream, messages are handled',
  }),
  output_trim: Type.Boolean({
    description: 'true or false: whether one line feed at the end of the output is left out',
  }),
  empty_output: oneOf(['drop', 'publish'], 'what becomes of an output without bytes'),
  input_adapter: Type.Object(
    { input_type: fileType, input_parameters: Type.Optional(parameters('STDIN', inputFile)) },
    { additionalProperties: false, description: 'an object with input_type and input_parameters' },
  ),
  output_adapter: Type.Object(
    { output_type: fileType, output_parameters: Type.Optional(parameters('STDOUT', outputFile)) },
    { additionalProperties: false, description: 'an object with output_type and output_parameters' },
  ),
  max_memory: whole(1_048_576, 1_099_511_627_776, 'bytes of memory of the program'),
  max_output: whole(0, 1_099_511_627_776, 'bytes of output for a message, or of a frame'),
  max_cpu_seconds: whole(1, 604_800, 'seconds of computing of a process'),
  max_processes: whole(1, 100_000, 'processes and threads of the program'),
  shell: Type.Boolean({
    description: 'true or false: exec is a script for /bin/sh, where the configuration allows it',
  }),
} as const satisfies Record<string, TSchema>

const { exec, ...others } = fields

export const ProcessDefinition = Type.Composite([Type.Object({ exec }), Type.Partial(Type.Object(others))], {
  additionalProperties: false,
  description: 'an object with exec and, if need be, more',
})
/** As a user writes it. */
export type ProcessDefinition = Static<typeof ProcessDefinition>

/** What holds where a definition says nothing. */
export const definitionDefaults = {
  argv: [],
  name: '',
  application: '',
  process_type: 'single',
  environment: {},
  timeout: 60,
  retry: 3,
  restart: 'always',
  ok_exit_codes: [0],
  reply: 'one_per_message',
  settle: 1,
  output_trim: true,
  empty_output: 'drop',
  max_memory: 1_073_741_824,
  max_output: 67_108_864,
  max_cpu_seconds: 3_600,
  max_processes: 256,
  shell: false,
} as const satisfies Partial<ProcessDefinition>
