/**
 * Which stream supports another with a parameter that it lacks, by the rules of the OOI Stream Engine: of the same
 * subsite; another stream of the same sensor first, then an instrument at the same nominal depth (fixed platforms only),
 * then one on the same node, then one within 6 m (17 m for surface meteorology). The same method is preferred, else one
 * of the same group; it must have particles in the range asked for.
 */

export interface StreamSummary {
  readonly refdes: string
  readonly method: string
  readonly stream: string
  /** Of a virtual stream: the stored one that it comes down to. */
  readonly root?: string
  readonly count: number
  /** UTC microseconds. */
  readonly first: number
  readonly last: number
  /** Nominal depth of its deployments, m. */
  readonly depth: number | null
}

export interface Wanting {
  readonly refdes: string
  readonly method: string
  readonly depth: number | null
  /** UTC microseconds. */
  readonly from: number
  readonly to: number
}

const depthVarianceM = 6
const metbkDepthVarianceM = 17
const mobileNodes = /^(GL|PG|SF|WFP|SP|DP|PC)/

/** Gliders, profilers: what moves has no nominal depth. */
export function isMobile(refdes: string): boolean {
  return mobileNodes.test(partsOf(refdes).node)
}

export function partsOf(refdes: string): { readonly subsite: string; readonly node: string; readonly sensor: string } {
  const [subsite = '', node = '', ...rest] = refdes.split('-')
  return { subsite, node, sensor: rest.join('-') }
}

const groupOf = (method: string): string => (method.startsWith('recovered') ? 'recovered' : method)

/** Candidates, best first. Equal ones by refdes and stream, so that the choice never depends on order. */
export function supportingStreams(wanting: Wanting, streams: readonly StreamSummary[]): StreamSummary[] {
  const rank = (one: StreamSummary): number => placeRank(wanting, one) * 2 + (one.method === wanting.method ? 0 : 1)
  return streams
    .filter(
      (one) =>
        placeRank(wanting, one) < none &&
        groupOf(one.method) === groupOf(wanting.method) &&
        one.first < wanting.to &&
        one.last >= wanting.from,
    )
    .sort((a, b) => rank(a) - rank(b) || compare(a.refdes, b.refdes) || compare(a.stream, b.stream))
}

const none = 4
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function placeRank(wanting: Wanting, { refdes, depth }: StreamSummary): number {
  if (refdes === wanting.refdes) return 0
  const [ours, theirs] = [partsOf(wanting.refdes), partsOf(refdes)]
  if (ours.subsite !== theirs.subsite) return none
  const apart = depth === null || wanting.depth === null ? null : Math.abs(depth - wanting.depth)
  const isFixed = !isMobile(wanting.refdes) && !isMobile(refdes)
  if (isFixed && apart === 0) return 1
  if (ours.node === theirs.node) return 2
  const variance = /METBK/.test(wanting.refdes) || /METBK/.test(refdes) ? metbkDepthVarianceM : depthVarianceM
  return isFixed && apart !== null && apart <= variance ? 3 : none
}
