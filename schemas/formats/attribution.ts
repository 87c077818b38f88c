import type { Attribution } from './described.ts'

/** Of an installation that says nothing of itself. */
export const defaultAttribution: Attribution = {
  institution: 'unknown',
  project: 'Tideline',
  creator: { name: 'Tideline', type: 'institution', url: null, email: null },
  publisher: { name: 'Tideline', type: 'institution', url: null, email: null },
  license: 'unknown',
  acknowledgement: 'unknown',
  namingAuthority: 'tideline',
  keywords: ['oceanography'],
}
