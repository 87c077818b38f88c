import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { objectsContract } from '../../contracts/objects.ts'

objectsContract('memory', async () => createMemoryObjects())
