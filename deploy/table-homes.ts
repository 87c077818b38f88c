/** One table store over several: each table in its home. */

import { Unavailable } from '../schemas/failures.ts'
import type { Table, TableStore, TableView, Write } from '../schemas/table.ts'
import { checkWrite, homeOf } from '../schemas/table-checks.ts'

type Home = NonNullable<Table['home']>

export function routeTables(stores: Readonly<Record<Home, TableStore>>): TableStore {
  const homes = Object.keys(stores) as Home[]
  const everywhere = async (work: (home: Home) => Promise<void>): Promise<void> => {
    const outcomes = await Promise.allSettled(homes.map(work))
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown)
    // A fault of the code must not hide behind an absent store.
    if (failed.length > 0) throw failed.find((reason) => !(reason instanceof Unavailable)) ?? failed[0]
  }
  return {
    async apply(writes) {
      for (const write of writes) checkWrite(write)
      const homeOfWrite = (write: Write) => homeOf(write.rows[0]!.table)
      await everywhere(async (home) => {
        const own = writes.filter((write) => homeOfWrite(write) === home)
        if (own.length > 0) await stores[home].apply(own)
      })
    },
    view<T extends Table>(table: T): TableView<T> {
      return stores[homeOf(table)].view(table)
    },
    ping: () => everywhere((home) => stores[home].ping()),
    close: () => everywhere((home) => stores[home].close()),
  }
}
