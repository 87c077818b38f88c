/** A quality test as it is kept or sent: its name, its thresholds, and where its other series come from. */
import { settingsObject } from '../../../schemas/assets/quality-test.ts'
import type { QualityTestChanged } from '../../../schemas/generated/events.ts'
import { qualityTestNamed, qualityTests } from './index.ts'
import { BadQualitySetting } from './parameters.ts'
import { inputsOf, settingsOf } from './quality-test.ts'

/** What the test itself refuses, beginning with the field; null: nothing. */
export function settingsProblem({
  test: name,
  settings,
  inputs,
  isRemoved,
}: Pick<QualityTestChanged, 'test' | 'settings' | 'inputs' | 'isRemoved'>): string | null {
  if (isRemoved) return null
  const test = qualityTestNamed(name)
  if (test === null) return `test ${name} is unknown; there are ${qualityTests.map((one) => one.name).join(', ')}`
  try {
    const { needed, useful } = inputsOf(test, settingsOf(test, settingsObject(settings)))
    const known = [...needed, ...useful]
    // What it judges by may be said as inputs, by any name.
    const odd =
      test.judgesOutcomesOf === undefined ? Object.keys(inputs).find((input) => !known.includes(input)) : undefined
    if (odd === undefined) return null
    return `inputs.${odd} is unknown; ${name} ${known.length === 0 ? 'looks at no other series' : `has ${known.join(', ')}`}`
  } catch (error) {
    if (error instanceof BadQualitySetting) return `settings: ${error.message}`
    throw error
  }
}

/** The event without inputs that its test does not look at; a text: what the test refuses. */
export function fittedTest(event: QualityTestChanged): QualityTestChanged | string {
  const test = qualityTestNamed(event.test)
  const bare = settingsProblem({ ...event, inputs: {} })
  if (test === null || bare !== null) return bare ?? ''
  if (test.judgesOutcomesOf !== undefined) return event
  const { needed, useful } = inputsOf(test, settingsOf(test, settingsObject(event.settings)))
  const known = [...needed, ...useful]
  const inputs = Object.fromEntries(Object.entries(event.inputs).filter(([name]) => known.includes(name)))
  return { ...event, inputs }
}
