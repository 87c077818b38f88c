/** The log of a process: JSON lines on standard output. pino's home. */
import { pino } from 'pino'
import type { Log } from '../schemas/log.ts'

export function createLog(level: string, fields: Readonly<Record<string, unknown>> = {}): Log {
  return pino({
    level,
    base: fields,
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
  })
}
