/** The name that a user gives: of a managed stream, else of any topic. */
import { streamTopic } from '../schemas/streams/managed-stream.ts'

/** `present`: the topics there are. Null: no topic is meant. */
export function topicNamed(name: string, present: readonly string[]): string | null {
  const managed = streamTopic(name)
  if (present.includes(managed)) return managed
  return present.includes(name) ? name : null
}

/** What may be meant by a name that no topic has. */
export function nearTopics(name: string, present: readonly string[]): string[] {
  const last = name.split('.').at(-1) ?? name
  const near = present.filter((one) => one.includes(last) || name.includes(one))
  return (near.length > 0 ? near : [...present]).slice(0, 10)
}
