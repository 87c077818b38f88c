/** The products of TEOS-10 for any CTD. Density itself is `ctd_density`. */
import { places } from './teos10/place.ts'
import { salinities } from './teos10/salinity.ts'
import { waterProperties } from './teos10/water.ts'

export const teos10Algorithms = [...salinities, ...waterProperties, ...places]
