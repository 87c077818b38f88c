/** Rejects when the gateway does not answer, or refuses: the message is its own. */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const patience = AbortSignal.timeout(30_000)
  const answer = await fetch(path, { signal: signal === undefined ? patience : AbortSignal.any([signal, patience]) })
  const body = (await answer.json()) as T
  if (!answer.ok) throw new Error((body as { detail?: string }).detail ?? `status ${answer.status}`)
  return body
}
