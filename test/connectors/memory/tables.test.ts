import { createMemoryTables } from '../../../connectors/memory/tables.ts'
import { tablesContract } from '../../contracts/tables.ts'

tablesContract('memory', async () => createMemoryTables())
