/** Hot vents (THSPH): temperatures, pH, hydrogen and sulfide of their fluid. */
import { gasAlgorithms } from './thsph/gases.ts'
import { phAlgorithms } from './thsph/ph.ts'
import { temperatureAlgorithms } from './thsph/temperatures.ts'

export const thsphAlgorithms = [...temperatureAlgorithms, ...gasAlgorithms, ...phAlgorithms] as const
