/** A definition as an executor needs it: nothing left open, the command split; and all that is wrong with one. */
import { Value, ValueErrorType } from '@sinclair/typebox/value'
import type { FieldProblem } from './operation.ts'
import { definitionDefaults, inputFile, outputFile, ProcessDefinition } from './process-definition.ts'
import { shellWords } from './shell-words.ts'

type Settled = Required<Omit<ProcessDefinition, 'cwd' | 'input_adapter' | 'output_adapter'>>

export interface ProcessCommand extends Settled {
  /** The program, then its arguments; `${input_file}` and `${output_file}` are still to be put in. */
  readonly command: readonly string[]
  /** Null: a private folder. */
  readonly cwd: string | null
  /** The message is given as a file, not on the standard input. */
  readonly takesFile: boolean
  /** The output is taken from a file, not from the standard output. */
  readonly givesFile: boolean
}

/** Of a definition without problems. */
export function commandOf(definition: ProcessDefinition): ProcessCommand {
  const { cwd = null, input_adapter, output_adapter, ...said } = definition
  const settled = { ...definitionDefaults, framing: defaultFraming(definition), ...said } as Settled
  const { exec, argv, shell } = settled
  // The shell's script gets argv as $1, $2, …
  const command = shell ? ['/bin/sh', '-c', exec, 'sh', ...argv] : [...shellWords(exec), ...argv]
  return {
    ...settled,
    command,
    cwd,
    takesFile: input_adapter?.input_parameters?.file_path !== undefined,
    givesFile: output_adapter?.output_parameters?.file_path !== undefined,
  }
}

const defaultFraming = ({ process_type }: ProcessDefinition) => (process_type === 'service' ? 'lines' : 'text')

/** Everything that is wrong, each by its field; empty when the value is a definition. */
export function definitionProblems(value: unknown, { allowsShell }: { readonly allowsShell: boolean }): FieldProblem[] {
  const problems = formProblems(value)
  if (problems.length > 0) return problems
  return meaningProblems(value as ProcessDefinition, allowsShell)
}

function formProblems(value: unknown): FieldProblem[] {
  const known = Object.keys(ProcessDefinition.properties).join(', ')
  const byField = new Map<string, FieldProblem>()
  for (const { path, type, schema, value: got } of Value.Errors(ProcessDefinition, value)) {
    const field = path.slice(1).replaceAll('/', '.')
    if (byField.has(field)) continue
    const wanted = (schema.description as string | undefined) ?? 'of the documented form'
    const isUnknown = type === ValueErrorType.ObjectAdditionalProperties
    const isAbsent = type === ValueErrorType.ObjectRequiredProperty
    const reason = isUnknown
      ? field.includes('.')
        ? 'is not known here'
        : `is no key of a definition; known are ${known}`
      : isAbsent
        ? `is required: ${wanted}`
        : `must be ${wanted}; got ${JSON.stringify(got)?.slice(0, 100)}`
    byField.set(field, { field: field === '' ? 'definition' : field, reason })
  }
  return [...byField.values()]
}

function meaningProblems(definition: ProcessDefinition, allowsShell: boolean): FieldProblem[] {
  const { exec, argv = [], shell = false, process_type, framing, input_adapter, output_adapter } = definition
  const problems: FieldProblem[] = []
  const add = (field: string, reason: string) => problems.push({ field, reason })
  if (shell && !allowsShell) {
    add('shell', 'must not be true: set TIDELINE_ALLOW_SHELL where scripts of a shell may be run')
  }
  let words: readonly string[] = []
  try {
    words = shellWords(exec)
    if (!shell && (words[0] ?? '') === '') add('exec', 'names no program')
  } catch (error) {
    if (!shell) add('exec', (error as Error).message)
  }
  for (const [at, word] of [exec, ...argv].entries()) {
    if (word.includes('\0')) add(at === 0 ? 'exec' : `argv.${at - 1}`, 'has a zero byte, which no argument can have')
  }
  for (const [name, said] of Object.entries(definition.environment ?? {})) {
    if (said.includes('\0')) add(`environment.${name}`, 'has a zero byte, which no variable can have')
  }
  if (process_type === 'service') {
    const isFramed = framing === undefined || framing === 'lines' || framing === 'length_prefixed'
    if (!isFramed)
      add('framing', 'must be lines or length_prefixed for a service: else nothing tells its messages apart')
    if (input_adapter?.input_parameters?.file_path !== undefined) {
      add('input_adapter', 'must not be a file for a service, which gets its messages on the standard input')
    }
    if (output_adapter?.output_parameters?.file_path !== undefined) {
      add('output_adapter', 'must not be a file for a service, which answers on the standard output')
    }
  }
  const adapters = [
    ['input_adapter', inputFile, input_adapter?.input_parameters?.file_path],
    ['output_adapter', outputFile, output_adapter?.output_parameters?.file_path],
  ] as const
  for (const [field, mark, path] of adapters) {
    const isNamed = [exec, ...argv].some((word) => word.includes(mark))
    if (path !== undefined && !isNamed) add(field, `needs ${mark} in argv or exec, for the program to find the file`)
    if (path === undefined && isNamed) add('argv', `has ${mark}, which needs ${field} with file_path ${mark}`)
  }
  return problems
}
