/** The name that a user gives: of a managed stream, else of any topic. */
import { streamTopic } from '../schemas/streams/managed-stream.ts'

/** `present`: the topics there are. Null: no topic is meant. */
export function topicNamed(name: string, present: readonly string[]): string | null {
  const managed = streamTopic(name)
  if (present.includes(managed)) return managed
  return present.includes(name) ? name : null
}

const mostNear = 10

/** What to do about a name that no topic has: those that may be meant, or how to see all. */
export function adviceOn(name: string, present: readonly string[]): string {
  const last = name.split('.').at(-1) || name
  const near = present.filter((one) => one.includes(last) || name.includes(one)).slice(0, mostNear)
  if (near.length > 0) return `choose one of ${near.join(', ')}`
  return `'tideline topics' lists those of the pipeline, 'tideline stream list' the streams`
}
