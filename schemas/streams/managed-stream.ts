/** Managed streams: names, and what else is named after them. */

/** Letters, digits, dots, underscores and hyphens, a letter or digit at each end. */
export const managedStreamPattern = '^[A-Za-z0-9]([A-Za-z0-9._-]{0,148}[A-Za-z0-9])?$'
const names = new RegExp(managedStreamPattern)
const deadLetterEnd = '.dead-letters'

export const streamTopic = (stream: string): string => `stream.${stream}`
/** The managed stream of a topic; null for other topics. */
export const streamOfTopic = (topic: string): string | null =>
  topic.startsWith('stream.') ? topic.slice('stream.'.length) : null

/** The managed stream that takes what an operation could not handle. */
export const deadLetterStream = (operation: string): string => `${operation}${deadLetterEnd}`
export const isDeadLetterStream = (stream: string): boolean => stream.endsWith(deadLetterEnd)
/** The consumer group with which an operation reads its input. */
export const operationGroup = (operation: string): string => `operation.${operation}`

/** The consumer group with which dead letters of an operation are tried again: what it committed was tried. */
export const redriveGroup = (operation: string): string => `operation.${operation}.redrive`

/** Of a stream's name. Its topic has the prefix of the namespace, too, at most 25: together far from the 249 that Kafka takes. */
const longestName = 150

/** The rule that a name breaks, as the rest of a sentence; null for a good name. */
export function streamNameProblem(name: string): string | null {
  if (name === '') return 'must not be empty'
  if (name.length > longestName) return `must have at most ${longestName} characters; it has ${name.length}`
  const strange = /[^A-Za-z0-9._-]/u.exec(name)?.[0]
  if (strange !== undefined) {
    return `may have letters, digits, dots, underscores and hyphens; ${JSON.stringify(strange)} is none of them`
  }
  return names.test(name) ? null : 'must begin and end with a letter or digit'
}

/** The same of an operation, after which the stream of its dead letters is named. */
export function operationNameProblem(name: string): string | null {
  const longest = longestName - deadLetterEnd.length
  const reason = `must have at most ${longest} characters, so that NAME${deadLetterEnd} is a stream`
  return name.length > longest ? `${reason}; it has ${name.length}` : streamNameProblem(name)
}

/** Kafka takes `.` and `_` for the same in its metrics and refuses topics that differ in nothing else. */
export const collisionKey = (name: string): string => name.replaceAll('_', '.')
