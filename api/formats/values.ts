/** Values of a column as JSON text. NaN and infinities have no JSON form: null. */
import { type Column, isValid, type Values } from '../../schemas/columns/column.ts'
import { timeFormatter } from '../times.ts'
import { numberText } from './numbers.ts'

/** The JSON text of a row's value; `null` where there is none. */
export type ValueText = (row: number) => string

export function valueText(column: Column): ValueText {
  const element = elementText(column)
  const { list } = column.type
  const text = list === undefined ? element : listText(column, element)
  return column.validity === null ? text : (row) => (isValid(column, row) ? text(row) : 'null')
}

function listText(column: Column, element: ValueText): ValueText {
  const { list } = column.type
  return (row) => {
    const from = list === 'varying' ? (column.offsets?.[row] ?? 0) : row * (list as number)
    const to = list === 'varying' ? (column.offsets?.[row + 1] ?? 0) : from + (list as number)
    let text = '['
    for (let index = from; index < to; index += 1) text += index === from ? element(index) : `,${element(index)}`
    return `${text}]`
  }
}

function elementText({ type, values }: { type: Column['type']; values: Values }): ValueText {
  switch (type.scalar) {
    case 'float32':
    case 'float64': {
      const numbers = values as Float64Array
      return (index) => {
        const value = numbers[index] as number
        return Number.isFinite(value) ? numberText(value) : 'null'
      }
    }
    case 'boolean':
      return (index) => (values[index] === 1 ? 'true' : 'false')
    case 'string':
      return (index) => JSON.stringify(values[index])
    case 'timestamp': {
      const format = timeFormatter()
      return (index) => `"${format(Number(values[index]))}"`
    }
    default:
      return (index) => String(values[index])
  }
}
