/** A program's standard error: lines as they come, and the last of it. Reading never waits for anyone. */

import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { stderrTailBytes } from '../../schemas/streams/program-run.ts'

const longestLine = 4_096

export interface StderrTail {
  tail(): string
}

/** Lines longer than 4096 characters come in pieces; empty ones are left out. */
export function followStderr(stream: Readable, onLine: (line: string) => void): StderrTail {
  const decoder = new StringDecoder('utf8')
  let last = Buffer.alloc(0)
  let rest = ''
  const give = (line: string) => {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    for (let at = 0; at < text.length; at += longestLine) onLine(text.slice(at, at + longestLine))
  }
  const take = (text: string) => {
    rest += text
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) give(line)
    while (rest.length > longestLine) {
      give(rest.slice(0, longestLine))
      rest = rest.slice(longestLine)
    }
  }
  stream.on('data', (piece: Buffer) => {
    last = Buffer.concat([last, piece]).subarray(-stderrTailBytes)
    take(decoder.write(piece))
  })
  stream.on('end', () => {
    take(decoder.end())
    give(rest)
    rest = ''
  })
  stream.on('error', () => {})
  return { tail: () => last.toString('utf8') }
}
