/** Bottom pressure and tilt (BOTPT): tilt of the seafloor, and what its uplift tells. */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'
import { binAlgorithms } from './botpt/bins.ts'
import { compassTable, directions } from './botpt/compass.ts'
import { dayAlgorithms } from './botpt/days.ts'
import { eventAlgorithms } from './botpt/events.ts'
import { predictedTide } from './botpt/tide.ts'

const bottilt = 'OOI DPS 1341-00060 (BOTTILT)'
const x_tilt = { about: 'Tilt about x since the last levelling, positive downward', units: 'urad' } as const
const y_tilt = { about: 'Tilt about y since the last levelling, positive downward', units: 'urad' } as const

const compassDirection = defineAlgorithm({
  name: 'prs_bottilt_ccmp',
  formulaVersion: 1,
  about: 'Direction of the tiltmeter, its compass corrected by the calibration of its serial number',
  source: `${bottilt}, with its table of corrections`,
  arguments: {
    scmp: { about: 'Direction as the compass reads it, 0 to 360', units: 'degrees' },
    sn: { about: 'Serial number of the tiltmeter', shape: 'text' },
    table: {
      about: `Corrected direction at each degree from 0 to 360 (${directions}), for a tiltmeter that the DPS does not list`,
      units: 'degrees',
      shape: 'vector',
      optional: true,
    },
  },
  result: { about: 'Corrected direction', units: 'degrees', isAngle: true },
  compute({ scmp, sn, table }, { rows, flag }) {
    const given = table?.width === directions ? table.values : undefined
    return eachRow(rows, (row) => {
      const reading = at(scmp, row)
      if (Number.isNaN(reading)) return Number.NaN
      const serial = sn.texts[row * sn.stride] ?? ''
      const corrected = (given ?? compassTable(serial))?.[Math.round(reading)]
      if (corrected === undefined) {
        const isReading = reading > -0.5 && reading < directions - 0.5
        flag(row, isReading ? `no compass calibration of tiltmeter ${serial}` : 'the compass reads no direction')
      }
      return corrected ?? Number.NaN
    })
  },
})

const magnitude = defineAlgorithm({
  name: 'prs_bottilt_tmag',
  formulaVersion: 1,
  about: 'Magnitude of the tilt',
  source: bottilt,
  arguments: { x_tilt, y_tilt },
  result: { about: 'Magnitude of the tilt', units: 'urad' },
  compute: ({ x_tilt, y_tilt }, { rows }) => eachRow(rows, (row) => Math.hypot(at(x_tilt, row), at(y_tilt, row))),
})

const direction = defineAlgorithm({
  name: 'prs_bottilt_tdir',
  formulaVersion: 1,
  about: 'Direction in which the seafloor tilts downward, to the degree',
  source: bottilt,
  arguments: { x_tilt, y_tilt, ccmp: { about: 'Corrected compass direction', units: 'degrees' } },
  result: { about: 'Direction of the tilt', units: 'degrees', isAngle: true },
  compute: ({ x_tilt, y_tilt, ccmp }, { rows }) =>
    eachRow(rows, (row) => {
      const angle = (Math.atan2(at(y_tilt, row), at(x_tilt, row)) * 180) / Math.PI
      return Math.round((((450 - angle + at(ccmp, row)) % 360) + 360) % 360) % 360
    }),
})

export const botptAlgorithms = [
  compassDirection,
  magnitude,
  direction,
  predictedTide,
  ...binAlgorithms,
  ...dayAlgorithms,
  ...eventAlgorithms,
] as const
