/** How availability is called, coloured and graded. */
import type { Ratio } from './exact.ts'

/** What can be said of a time interval, as in the original's list. */
export const grades = ['notExpected', 'present', 'sparse1', 'sparse2', 'sparse3', 'missing'] as const
export type Grade = (typeof grades)[number]

export interface AvailabilityProfile {
  readonly rules: 'default' | 'legacy'
  readonly labels: Readonly<Record<Grade, string>>
  readonly colors: Readonly<Record<Grade, string>>
  /** Of deployments, in turn. */
  readonly deploymentColors: readonly [string, string]
  /** From which multiple of the average separation on a bin has sparsity level 1, 2, 3. Ascending. */
  readonly bounds: readonly [Ratio, Ratio, Ratio]
}

export const defaultProfile: AvailabilityProfile = {
  rules: 'default',
  labels: {
    notExpected: 'Not Expected',
    present: 'Present',
    sparse1: 'Sparsity Level 1',
    sparse2: 'Sparsity Level 2',
    sparse3: 'Sparsity Level 3',
    missing: 'Missing',
  },
  colors: {
    notExpected: '#ffffff',
    present: '#5cb85c',
    sparse1: '#7bcb7b',
    sparse2: '#90d890',
    sparse3: '#ace9ac',
    missing: '#d9534d',
  },
  deploymentColors: ['#0073cf', '#cf5c00'],
  bounds: [
    { over: 1, under: 1 },
    { over: 3, under: 2 },
    { over: 2, under: 1 },
  ],
}

/** What the code of ooi_status says, which is not what its documentation says. */
export const legacyProfile: AvailabilityProfile = {
  ...defaultProfile,
  rules: 'legacy',
  labels: { ...defaultProfile.labels, sparse1: 'Sparse 1', sparse2: 'Sparse 2', sparse3: 'Sparse 3' },
  colors: { ...defaultProfile.colors, present: '#5cb87b' },
}
