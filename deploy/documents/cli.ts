/** docs/CLI.md: the help of every command. */
import type { Command } from 'commander'
import { createProgram, everyCommand } from '../cli/program.ts'
import { page } from './markdown.ts'

export function renderCli(): string {
  const program = createProgram('0.0.0')
  return page(
    'Command line',
    'Every command ends with 0, or prints one line that says what is wrong and ends with another number. In a checkout, `npm run tideline --` stands for `tideline`.',
    ...everyCommand(program).flatMap((command) => [
      `## ${fullName(command)}`,
      `\`\`\`text\n${helpOf(command)}\n\`\`\``,
    ]),
  )
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`
}

/** What `--help` prints, the examples included, as wide on every machine. */
function helpOf(command: Command): string {
  let text = ''
  const take = (part: string) => {
    text += part
  }
  command.configureOutput({ writeOut: take, getOutHelpWidth: () => 100, getOutHasColors: () => false })
  command.outputHelp()
  return text.trimEnd()
}
