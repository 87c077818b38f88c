/** What a deployment must be like, its version, and its row. */
import type { deployments } from '../catalogue-tables.ts'
import { canonicalJson, contentVersion } from '../content-version.ts'
import type { DeploymentChanged } from '../generated/events.ts'
import { refdesPattern } from '../streams.ts'
import type { Row } from '../table.ts'

const refdesForm = new RegExp(refdesPattern)
/** The deepest sea, and as far above the water as a tower reaches. */
const [highest, deepest] = [-1_000, 12_000]

/** What is wrong, beginning with the field; null: nothing. */
export function deploymentProblem(event: DeploymentChanged): string | null {
  const { refdes, deployment, start, stop, asset, latitude, longitude, depth, waterDepth, version } = event
  if (!refdesForm.test(refdes)) return `refdes ${quoted(refdes)} must look like CE02SHSM-RID27-03-CTDBPC000`
  if (!Number.isInteger(deployment) || deployment < 0 || deployment > 99_999) {
    return `deployment ${deployment} must be a whole number from 0 to 99999`
  }
  if (event.isRemoved) return null
  if (stop !== null && stop <= start) return `stop ${timeText(stop)} must be after start ${timeText(start)}`
  if (asset.length > 200) return `asset must have at most 200 characters`
  const wrong =
    outside('latitude', latitude, -90, 90) ??
    outside('longitude', longitude, -180, 360) ??
    outside('depth', depth, highest, deepest) ??
    outside('waterDepth', waterDepth, 0, deepest)
  if (wrong !== null) return wrong
  const own = deploymentVersion(event)
  return version === '' || version === own ? null : `version ${version} is not that of the fields, which is ${own}`
}

function outside(field: string, value: number | null, least: number, most: number): string | null {
  return value === null || (value >= least && value <= most)
    ? null
    : `${field} ${value} must be from ${least} to ${most}`
}

/** Of all that is said of the deployment, whoever says it. */
export function deploymentVersion(event: DeploymentChanged): string {
  const { source: _, version: _is, isRemoved: _said, ...fields } = event
  return contentVersion(fields)
}

export function deploymentRow(event: DeploymentChanged): Row<typeof deployments> {
  const { refdes, deployment, start, stop, asset, latitude, longitude, depth, waterDepth, details } = event
  return {
    ...{ refdes, deployment, start, stop, asset, latitude, longitude, depth },
    water_depth: waterDepth,
    details: canonicalJson(details),
    version: deploymentVersion(event),
  }
}

export const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)

export const timeText = (micros: number): string =>
  Math.abs(micros) < 8.64e18 ? new Date(micros / 1000).toISOString().replace('.000Z', 'Z') : String(micros)
