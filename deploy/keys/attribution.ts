/** Keys that say whose data these are: told in the headers of files by their names in ACDD-1.3. */
import { Type } from '@sinclair/typebox'
import { unstatedAttribution } from '../../schemas/formats/describe.ts'
import type { Attribution } from '../../schemas/formats/described.ts'
import { define, text, url } from './key.ts'

const words = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1 })
const kinds = ['person', 'group', 'institution', 'position'] as const
const kind = Type.Union(kinds.map((name) => Type.Literal(name)))
const email = Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$' })
const emailForm = 'an address like someone@example.org'
const urlForm = 'a URL that starts with http:// or https://'
const kindForm = 'person, group, institution or position'
const unstated = 'Unset: files say that it is not stated.'

export const attributionKeys = {
  institution: define(text, {
    env: 'TIDELINE_INSTITUTION',
    about: `Where the data were made, for the headers of files. ${unstated}`,
    example: 'Ocean Observatories Initiative',
    form: 'text',
  }),
  project: define(text, {
    env: 'TIDELINE_PROJECT',
    about: `The scientific project. ${unstated}`,
    example: 'Coastal Endurance Array',
    form: 'text',
  }),
  creatorName: define(text, {
    env: 'TIDELINE_CREATOR_NAME',
    about: 'Who made the data. Unset: the institution.',
    example: 'Endurance Array Team',
    form: 'text',
  }),
  creatorType: define(kind, {
    env: 'TIDELINE_CREATOR_TYPE',
    about: 'What the creator is.',
    default: 'institution',
    example: 'group',
    form: kindForm,
  }),
  creatorEmail: define(email, {
    env: 'TIDELINE_CREATOR_EMAIL',
    about: 'Where questions about the data go.',
    example: 'data@example.org',
    form: emailForm,
  }),
  creatorUrl: define(url, {
    env: 'TIDELINE_CREATOR_URL',
    about: 'Page of the creator.',
    example: 'https://example.org/endurance',
    form: urlForm,
  }),
  publisherName: define(text, {
    env: 'TIDELINE_PUBLISHER_NAME',
    about: 'Who gives the data out. Unset: the institution.',
    example: 'Example Data Centre',
    form: 'text',
  }),
  publisherType: define(kind, {
    env: 'TIDELINE_PUBLISHER_TYPE',
    about: 'What the publisher is.',
    default: 'institution',
    example: 'group',
    form: kindForm,
  }),
  publisherEmail: define(email, {
    env: 'TIDELINE_PUBLISHER_EMAIL',
    about: 'Where questions about access go. Unset: that of the creator.',
    example: 'access@example.org',
    form: emailForm,
  }),
  publisherUrl: define(url, {
    env: 'TIDELINE_PUBLISHER_URL',
    about: 'Page of the publisher. Unset: that of the creator.',
    example: 'https://data.example.org',
    form: urlForm,
  }),
  license: define(text, {
    env: 'TIDELINE_LICENSE',
    about: `What may be done with the data: a URL, or in words. ${unstated}`,
    example: 'https://creativecommons.org/licenses/by/4.0/',
    form: 'text',
  }),
  acknowledgement: define(text, {
    env: 'TIDELINE_ACKNOWLEDGEMENT',
    about: `Whom users of the data are asked to thank. ${unstated}`,
    example: 'These data were made with the support of the Example Foundation.',
    form: 'text',
  }),
  namingAuthority: define(Type.String({ pattern: '^[A-Za-z0-9.-]+$' }), {
    env: 'TIDELINE_NAMING_AUTHORITY',
    about: 'Reverse domain name under which the ids of data sets are unique.',
    default: unstatedAttribution.namingAuthority,
    example: 'org.oceanobservatories',
    form: 'letters, digits, dots and hyphens',
  }),
  keywords: define(words, {
    env: 'TIDELINE_KEYWORDS',
    about: 'Keywords of every data set.',
    default: unstatedAttribution.keywords,
    example: 'ocean,in situ observation,Oregon shelf',
    form: 'words with commas between',
  }),
} as const

/** Texts that are null are not stated. */
interface Stated {
  readonly institution: string | null
  readonly project: string | null
  readonly creatorName: string | null
  readonly creatorType: string
  readonly creatorEmail: string | null
  readonly creatorUrl: string | null
  readonly publisherName: string | null
  readonly publisherType: string
  readonly publisherEmail: string | null
  readonly publisherUrl: string | null
  readonly license: string | null
  readonly acknowledgement: string | null
  readonly namingAuthority: string
  readonly keywords: readonly string[]
}

export function attributionOf(stated: Stated): Attribution {
  const kindOf = (name: string) => kinds.find((one) => one === name) ?? 'institution'
  const institution = stated.institution ?? unstatedAttribution.institution
  return {
    institution,
    project: stated.project ?? unstatedAttribution.project,
    creator: {
      name: stated.creatorName ?? institution,
      type: kindOf(stated.creatorType),
      url: stated.creatorUrl,
      email: stated.creatorEmail,
    },
    publisher: {
      name: stated.publisherName ?? institution,
      type: kindOf(stated.publisherType),
      url: stated.publisherUrl ?? stated.creatorUrl,
      email: stated.publisherEmail ?? stated.creatorEmail,
    },
    license: stated.license ?? unstatedAttribution.license,
    acknowledgement: stated.acknowledgement ?? unstatedAttribution.acknowledgement,
    namingAuthority: stated.namingAuthority,
    keywords: stated.keywords,
  }
}
