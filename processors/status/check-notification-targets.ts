import { notificationTargetProblem } from '../../schemas/status/notification-target.ts'
import { notificationTargetsChanged } from '../../topics/status.ts'
import { defineProcessor } from '../processor.ts'

/** Those who deliver read the topic whole, again and again: they pass over what is refused here, once. */
export const checkNotificationTargets = defineProcessor({
  name: 'check-notification-targets',
  about: 'Refuses declarations of targets of notifications that break a rule.',
  consumes: [notificationTargetsChanged],
  produces: [],
  batch: { maxWaitMs: 50 },
  async process(events) {
    return {
      reject: events.flatMap((input) => {
        const reason = notificationTargetProblem(input.value)
        return reason === null ? [] : [{ input, code: 'notification-target-invalid', reason }]
      }),
    }
  },
})
