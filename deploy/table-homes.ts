/** One table store over several: each table in its home. */

import { Unavailable } from '../schemas/failures.ts'
import type { Table, TableStore, TableView, Write } from '../schemas/table.ts'
import { checkWrite, homeOf } from '../schemas/table-checks.ts'

type Home = NonNullable<Table['home']>

/** Several homes may be one store. */
export function routeTables(stores: Readonly<Partial<Record<Home, TableStore>>>): TableStore {
  const distinct = [...new Set(Object.values(stores))]
  const everywhere = async (work: (store: TableStore) => Promise<void>): Promise<void> => {
    const outcomes = await Promise.allSettled(distinct.map(work))
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown)
    // A fault of the code must not hide behind an absent store.
    if (failed.length > 0) throw failed.find((reason) => !(reason instanceof Unavailable)) ?? failed[0]
  }
  const storeOf = (table: Table): TableStore => {
    const store = stores[homeOf(table)]
    if (store === undefined) throw new TypeError(`the table ${table.name} lives in ${homeOf(table)}, not opened here`)
    return store
  }
  const storeOfWrite = (write: Write) => storeOf(write.rows[0]!.table)
  return {
    async apply(writes) {
      for (const write of writes) {
        checkWrite(write)
        storeOfWrite(write)
      }
      await everywhere(async (store) => {
        const own = writes.filter((write) => storeOfWrite(write) === store)
        if (own.length > 0) await store.apply(own)
      })
    },
    view<T extends Table>(table: T): TableView<T> {
      return storeOf(table).view(table)
    },
    ping: () => everywhere((store) => store.ping()),
    close: () => everywhere((store) => store.close()),
  }
}
