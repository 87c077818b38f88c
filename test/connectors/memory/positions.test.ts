import { createMemoryPositions } from '../../../connectors/memory/positions.ts'
import { positionsContract } from '../../contracts/positions.ts'

positionsContract('memory', async () => createMemoryPositions())
