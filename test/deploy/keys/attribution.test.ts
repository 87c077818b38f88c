import { attributionOf } from '../../../deploy/keys/attribution.ts'
import { loadConfig } from '../../../deploy/settings.ts'
import { globalAttributes } from '../../../schemas/formats/attributes.ts'
import { describeDataset, unstatedAttribution } from '../../../schemas/formats/describe.ts'

const attributes = (environment: Record<string, string>) =>
  Object.fromEntries(
    globalAttributes(
      describeDataset({
        source: { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'ctd' },
        ...{ created: 0, types: new Map(), parameters: new Map() },
        attribution: attributionOf(loadConfig(environment)),
      }),
    ),
  )

test('what is not set is said not to be stated', () => {
  expect(attributionOf(loadConfig({}))).toEqual(unstatedAttribution)
})

test('what is set stands in the headers of files under its name in ACDD-1.3', () => {
  const set = attributes({
    TIDELINE_INSTITUTION: 'Ocean Institute',
    TIDELINE_PROJECT: 'Shelf Array',
    TIDELINE_CREATOR_NAME: 'A. Person',
    TIDELINE_CREATOR_TYPE: 'person',
    TIDELINE_CREATOR_EMAIL: 'a@example.org',
    TIDELINE_CREATOR_URL: 'https://example.org/a',
    TIDELINE_LICENSE: 'https://creativecommons.org/licenses/by/4.0/',
    TIDELINE_ACKNOWLEDGEMENT: 'Thanks, all',
    TIDELINE_NAMING_AUTHORITY: 'org.example',
    TIDELINE_KEYWORDS: 'ocean, shelf',
  })
  expect(set).toMatchObject({
    institution: 'Ocean Institute',
    project: 'Shelf Array',
    creator_name: 'A. Person',
    creator_type: 'person',
    creator_email: 'a@example.org',
    creator_url: 'https://example.org/a',
    creator_institution: 'Ocean Institute',
    publisher_name: 'Ocean Institute',
    publisher_email: 'a@example.org',
    license: 'https://creativecommons.org/licenses/by/4.0/',
    acknowledgement: 'Thanks, all',
    naming_authority: 'org.example',
    keywords: 'ocean, shelf',
  })
  expect(Object.values(set)).not.toContain('Not stated')
})

test('a value that is none of its kind names the key', () => {
  expect(() => loadConfig({ TIDELINE_CREATOR_EMAIL: 'nobody' })).toThrow('TIDELINE_CREATOR_EMAIL: "nobody" is not an')
  expect(() => loadConfig({ TIDELINE_CREATOR_TYPE: 'robot' })).toThrow('person, group, institution or position')
})
