/** Words and tables of mail, as plain text and as HTML. */

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => escapes[one] as string)

export interface MailTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A line for each row, each cell with its name: columns do not survive proportional fonts. */
export function textTable({ head, rows }: MailTable): string {
  return rows
    .map((cells) => cells.map((cell, at) => (at === 0 ? cell : `  ${head[at]}: ${cell}`)).join('\n'))
    .join('\n\n')
}

const cellStyle = 'style="padding:2px 10px 2px 0;text-align:left;vertical-align:top"'
export function htmlTable({ head, rows }: MailTable): string {
  const row = (tag: 'th' | 'td', cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag} ${cellStyle}>${escaped(cell)}</${tag}>`).join('')}</tr>`
  return `<table>${row('th', head)}${rows.map((cells) => row('td', cells)).join('')}</table>`
}

export const htmlPage = (...parts: readonly string[]): string =>
  `<!DOCTYPE html><html><body style="font-family:sans-serif;font-size:14px">${parts.join('\n')}</body></html>`

/** `2024-03-01 00:05 UTC` */
export const minuteText = (micros: number): string =>
  `${new Date(micros / 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
