/** Where an argument comes from, in words. */
import type { Binding } from '../../schemas/definitions/records.ts'

/** The alternatives in order. A parameter that many streams lend stands once. */
export function bindingTexts(bindings: readonly Binding[]): string[] {
  const lenders = new Map<string, number>()
  for (const one of bindings) if (one.from === 'stream') lenders.set(one.id, (lenders.get(one.id) ?? 0) + 1)
  const texts = bindings.map((one) => {
    const count = one.from === 'stream' ? (lenders.get(one.id) ?? 1) : 1
    return count > 1 && one.from === 'stream' ? `${one.id} of ${count} streams` : bindingText(one)
  })
  return [...new Set(texts)]
}

function bindingText(binding: Binding): string {
  switch (binding.from) {
    case 'parameter':
      return binding.id
    case 'identifier':
      return binding.identifier
    case 'stream':
      // Our own ids say the stream themselves.
      return binding.id.includes('.') ? binding.id : `${binding.stream}.${binding.id}`
    case 'calibration':
      return binding.name
    case 'constant':
      return String(binding.value)
    case 'nothing':
      return 'nothing'
  }
}
