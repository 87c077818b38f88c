/** Point velocity meters (VELPT): Nortek Aquadopp. */
import { type AnyAlgorithm, at, defineAlgorithm, eachRow } from '../algorithm.ts'
import { towards } from './magnetic/point-velocity.ts'

const source = 'OOI DPS 1341-00790 (VELPTMN)'
const units = 'mm s-1'

const velptUpVel = defineAlgorithm({
  name: 'velpt_up_vel',
  formulaVersion: 1,
  about: 'Upward velocity',
  source,
  arguments: { w: { about: 'Upward velocity', units } },
  result: { about: 'Upward velocity', units: 'm s-1' },
  compute: ({ w }, { rows }) => eachRow(rows, (row) => at(w, row) / 1000),
})

export const velptAlgorithms: readonly AnyAlgorithm[] = [
  towards('east', { name: 'velpt_mag_corr_east', source, units }),
  towards('north', { name: 'velpt_mag_corr_north', source, units }),
  velptUpVel,
]
