/** Fields of the UTC calendar, of a day counted since 1970-01-01. */

const microsecondsOfDay = 86_400e6

export function dayOf(micros: number): number {
  return Math.floor(micros / microsecondsOfDay)
}

interface CalendarDay {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 366. */
  readonly dayofyear: number
  /** Monday is 0. */
  readonly dayofweek: number
  /** ISO 8601: the week that has the year's first Thursday is the first. */
  readonly week: number
  /** 1 to 4. */
  readonly quarter: number
}
export type CalendarField = keyof CalendarDay

export function calendarDay(day: number): CalendarDay {
  const date = new Date(day * 86_400_000)
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth() + 1
  const dayofweek = (((day + 3) % 7) + 7) % 7
  // A week belongs to the year of its Thursday.
  const thursday = day - dayofweek + 3
  const firstOfItsYear = firstDay(new Date(thursday * 86_400_000).getUTCFullYear())
  return {
    year,
    month,
    dayofyear: day - firstDay(year) + 1,
    dayofweek,
    week: Math.floor((thursday - firstOfItsYear) / 7) + 1,
    quarter: Math.ceil(month / 3),
  }
}

function firstDay(year: number): number {
  return Date.UTC(year, 0, 1) / 86_400_000
}
