/** Who is told of changes of status: what a target may look like, and which changes concern it. */
import type { NotificationTargetChanged, StreamStatusChanged } from '../generated/events.ts'
import { isLike } from '../wildcards.ts'
import { isState, states } from './states.ts'

export const targetKinds = ['webhook', 'email', 'digest', 'log'] as const
export type TargetKind = (typeof targetKinds)[number]
export const webhookForms = ['tideline', 'original'] as const
export const plotChoices = ['troubled', 'all', 'none'] as const

/** Stands in the URL of a webhook for the unique id of the sensor. */
export const assetPlace = '{asset}'

const mostAddresses = 50
const minutesOfDay = 1_440

type Target = Omit<NotificationTargetChanged, 'since'>

/** What is wrong, beginning with the field; null: nothing. */
export function notificationTargetProblem(target: Target): string | null {
  const { name, kind, isRemoved } = target
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
    return `name must be lower-case letters, digits and hyphens, at most 40, first a letter; got ${said(name)}`
  }
  if (isRemoved) return null
  return (
    notOneOf('kind', kind, targetKinds) ??
    (kind === 'webhook' ? webhookProblem(target) : null) ??
    (kind === 'email' || kind === 'digest' ? mailProblem(target) : null) ??
    filterProblem(target)
  )
}

function webhookProblem({ url, form }: Target): string | null {
  if (url === null) return 'url of a webhook is missing'
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
    return `url must start with http:// or https://; got ${said(url)}`
  }
  if (parsed.username !== '' || parsed.password !== '') {
    return 'url must hold no user and password: events are no place for secrets, headers are configured'
  }
  return notOneOf('form', form, webhookForms)
}

function mailProblem({ addresses, minChanges, everyMinutes, plots }: Target): string | null {
  if (addresses.length === 0 || addresses.length > mostAddresses) {
    return `addresses must be 1 to ${mostAddresses}; got ${addresses.length}`
  }
  const bad = addresses.find((address) => !/^[^\s@<>,;:"()]+@[^\s@<>,;:"()]+$/.test(address) || address.length > 254)
  if (bad !== undefined) return `addresses must look like someone@example.org; got ${said(bad)}`
  if (!(minChanges >= 1)) return `minChanges must be at least 1; got ${minChanges}`
  if (!(everyMinutes >= 1) || minutesOfDay % everyMinutes !== 0) {
    return `everyMinutes must divide a day (1, 5, 15, 60, …); got ${everyMinutes}`
  }
  return notOneOf('plots', plots, plotChoices)
}

function filterProblem({ refdes, sites, states: wanted }: Target): string | null {
  if (!/^[A-Z0-9*?-]{1,40}$/.test(refdes)) {
    return `refdes must be a reference designator, with * and ? where any characters may stand; got ${said(refdes)}`
  }
  const site = sites.find((one) => !/^[A-Z0-9]{1,20}$/.test(one))
  if (site !== undefined) return `sites must look like CE02SHSM; got ${said(site)}`
  const state = wanted.find((one) => !isState(one))
  return state === undefined ? null : `states must be of ${states.join(', ')}; got ${said(state)}`
}

const notOneOf = (field: string, value: string, all: readonly string[]): string | null =>
  all.includes(value) ? null : `${field} must be one of ${all.join(', ')}; got ${said(value)}`
const said = (text: string): string => JSON.stringify(text.slice(0, 80))

/** The part of a reference designator before its first hyphen. */
export const siteOf = (refdes: string): string => refdes.split('-', 1)[0] ?? refdes

type Filter = Pick<NotificationTargetChanged, 'refdes' | 'sites' | 'states'>

export function concernsInstrument({ refdes: pattern, sites }: Filter, refdes: string): boolean {
  if (sites.length > 0 && !sites.includes(siteOf(refdes))) return false
  return isLike(refdes, pattern)
}

export function concerns(target: Filter, { refdes, before, after }: StreamStatusChanged): boolean {
  const { states: wanted } = target
  return (
    concernsInstrument(target, refdes) && (wanted.length === 0 || wanted.includes(before) || wanted.includes(after))
  )
}
