/** The answer to `/available` as text. Written by hand: a report may have tens of thousands of spans. */
import type { ReportRow } from '../../schemas/status/availability/report.ts'

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
const secondsOfDay = 86_400

/** UTC microseconds as `2015-06-02 04:40:00`, the fraction cut. Days are kept: a report names them again and again. */
export function secondFormatter(): (micros: number) => string {
  const days = new Map<number, string>()
  return (micros) => {
    const seconds = Math.floor(micros / 1_000_000)
    const day = Math.floor(seconds / secondsOfDay)
    let date = days.get(day)
    if (date === undefined) {
      date = new Date(day * secondsOfDay * 1000).toISOString().slice(0, 10)
      days.set(day, date)
    }
    const rest = seconds - day * secondsOfDay
    return `${date} ${two[Math.floor(rest / 3600)]}:${two[Math.floor(rest / 60) % 60]}:${two[rest % 60]}`
  }
}

export function reportBody(rows: readonly ReportRow[]): string {
  const [format, quoted] = [secondFormatter(), quoter()]
  const written = rows.map(({ measure, data, categories }) => {
    const spans = data.map(({ start, label, stop }) => `["${format(start)}",${quoted(label)},"${format(stop)}"]`)
    const [name, colors] = [JSON.stringify(measure), JSON.stringify(categories)]
    return `{"measure":${name},"data":[${spans.join(',')}],"categories":${colors}}`
  })
  return `{"availability":[${written.join(',')}]}`
}

/** A few labels, over and over. */
function quoter(): (label: string) => string {
  const known = new Map<string, string>()
  return (label) => {
    const text = known.get(label) ?? JSON.stringify(label)
    known.set(label, text)
    return text
  }
}
