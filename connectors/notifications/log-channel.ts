import type { Log } from '../../schemas/log.ts'
import type { Channel } from './channel.ts'

/** Changes in the program's own log. */
export function logChannel(log: Log): Channel {
  return {
    hears: 'changes',
    async tell(occasion) {
      if (occasion.kind !== 'change') return
      const { refdes, method, stream, before, after, reason } = occasion.change
      const { instrumentAfter: instrument } = occasion.change
      const level = after === 'failed' || after === 'degraded' ? 'warn' : 'info'
      log[level]({ refdes, method, stream, before, after, reason, instrument, event: occasion.id }, 'status changed')
    },
  }
}
