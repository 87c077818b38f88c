import fc from 'fast-check'
import type { Numbers } from '../../../processors/products/algorithm.ts'
import { compileExpression, ExpressionError, variablesOf } from '../../../processors/products/expression.ts'
import { coefficient, operand } from './given.ts'

const numbers = (values: readonly number[] | readonly (readonly number[])[]): Numbers => operand(values) as Numbers
const one = (text: string, values: Readonly<Record<string, number>>): number => {
  const operands = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, numbers([value])]))
  return compileExpression(text).evaluate(operands, 1).values[0] as number
}

// Values of numexpr 2.14.2 at x = 2.5, y = -1.75, z = 7, u = 0.3.
test.each([
  ['(x / 10000) - 10', -9.99975],
  ['(x * z / (0.85 * 65536)) - (0.05 * z)', -0.34968584846047795],
  ['27.50133 - 17.2658 * x + 15.83424 / x', -9.329473999999998],
  ['x*z/60', 0.2916666666666667],
  ['-x ** 2', -6.25],
  ['(-x) ** 2', 6.25],
  ['2 ** -x', 0.1767766952966369],
  ['2 ** 3 ** 0.5', 3.3219970854839125],
  ['x ** -y ** 2', 0.06043781061352889],
  ['x - y - z', -2.75],
  ['x / y / z', -0.20408163265306123],
  ['x / y * z', -10],
  ['y % 2', 0.25],
  ['z % -4', -1],
  ['-z % 4', 1],
  ['- - x + + y', 0.75],
  ['1e3 * x + .5 - 2.', 2498.5],
  ['7 // 2 + y // 2', 2],
  ['x < z', 1],
  ['(x < z) * 3 + (y > 0)', 3],
  ['where(x > y, x, y) + where(x == 2.5, 1, 0) * 10', 12.5],
  ['where((x > 0) & ~(y >= 0) | (z != 7), sin(u), cos(u))', 0.29552020666133955],
  ['(x > 0) & (y > 0)', 0],
  ['(x > 0) == (y > 0)', 0],
  ['arcsin(u) + arccos(u) * 2 + arctan(y)', 1.7852497870260222],
  ['arctan2(y, x) - arctan2(x, y)', -2.792248255573314],
  ['tan(u) + sinh(u) + cosh(u) * tanh(y)', -0.37019956359324446],
  ['arcsinh(y) + arccosh(x) + arctanh(u)', 0.5504210742743855],
  ['log(x) + log10(z) + log1p(u) + exp(u) + expm1(u)', 3.7234706515079097],
  ['sqrt(z) + abs(y) + floor(y) * 10 + ceil(y) * 100', -115.60424868893541],
  ['fmod(y, 1) + fmod(z, 2.5)', 1.25],
  ['-y / -z // x // -u % z % z ** z', 3],
  ['y - x / x + -u * -z + z ** u', 1.1427899625209972],
  ['-u - z // -z % x - z % -u * x', -1.3000000000000018],
  ['-x - u * x ** x - u < u * -u', 1],
  ['x % u // -u < z + -z - x / x', 0],
  ['z * u + z - z ** z / u ** x', -16706401.202795448],
] as const)('%s', (text, expected) => {
  const value = one(text, { x: 2.5, y: -1.75, z: 7, u: 0.3 })
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(4e-15 * Math.abs(expected))
})

test.each([
  ['(T / 10000) - 10', ['T']],
  ['(P * p_range / (0.85 * 65536)) - (0.05 * p_range)', ['P', 'p_range']],
  ['Im * a1 * (x - a0)', ['Im', 'a1', 'x', 'a0']],
  ['run_time-inhibit_time', ['run_time', 'inhibit_time']],
  // A name that a spreadsheet broke is still a name; whoever binds the arguments sees that it has none.
  ['trhph_', ['trhph_']],
  ['x * x + where(x > 1, 2, 3)', ['x']],
  ['12.5', []],
])('%s reads %j', (text, expected) => {
  expect(variablesOf(text)).toEqual(expected)
})

test.each([
  ['', 0, 'a number, a name, a function or ('],
  ['x +', 3, 'a number, a name, a function or ('],
  ['x y', 2, 'an operator or the end'],
  ['(x + 1', 6, 'an operator or )'],
  ['1.2.3', 3, 'an operator after the number'],
  ['2x', 1, 'an operator after the number'],
  ['1j * x', 1, 'an operator after the number'],
  ['x = 1', 2, '== to compare'],
  ['x ^ 2', 2, '** for a power'],
  ['x and y', 2, '& between comparisons in parentheses'],
  ['not x', 0, '~ before a comparison in parentheses'],
  ['x if y else z', 2, 'where(comparison, then, else)'],
  ['x > 1 & y < 4', 6, 'comparisons in parentheses on both sides of &'],
  ['~x', 0, 'a comparison in parentheses after ~'],
  ['1 < x < 3', 6, 'one comparison; join two with & and parentheses'],
  ['where(x, 1, 2)', 0, 'a comparison as the first operand of where'],
  ['sqrt(x, y)', 6, ') after the operand of sqrt'],
  ['arctan2(x)', 9, '2 operands of arctan2'],
  ['x.real', 1, 'a number, a name or an operator'],
  ['__import__(os)', 0, 'one of the functions sin,'],
  ['f("x")', 2, 'a number, a name or an operator'],
  ['constructor(x)', 0, 'one of the functions sin,'],
  ['[[idx for idx, _ in enumerate(x[0])]]', 0, 'a number, a name or an operator'],
  ['x[0]', 1, 'a number, a name or an operator'],
])('%j is refused at %i', refused)

test.each([
  ['too deep', `${'('.repeat(101)}x${')'.repeat(101)}`, 101, 'at most 100 levels of nesting'],
  ['too many signs', '-'.repeat(500), 101, 'at most 100 levels of nesting'],
  ['too many operators', `x${'+x'.repeat(200)}`, 201, 'at most 100 operators in a row'],
  ['too long', 'x'.repeat(2001), 2000, 'at most 2000 characters'],
])('%s', (_, text, position, expected) => refused(text, position, expected))

function refused(text: string, position: number, expected: string): void {
  const thrown = (() => {
    try {
      return compileExpression(text)
    } catch (error) {
      return error
    }
  })()
  expect(thrown).toBeInstanceOf(ExpressionError)
  const { message, ...error } = thrown as ExpressionError
  expect(error.expected).toContain(expected)
  expect(error.position).toBe(position)
  expect(message).toContain(`at character ${position + 1} of the expression`)
  expect(message.length).toBeLessThan(400)
}

test.each(['x + 1', 'x ** 0', 'x < 1', 'x != 1', '~(x < 1)', 'where(x < 1, 2, 3)', '(x < 1) | (2 > 1)', 'abs(x)'])(
  'a missing value stays missing: %s',
  (text) => {
    expect(one(text, { x: Number.NaN })).toBeNaN()
  },
)

test('scalars, vectors and coefficients of several blocks of rows go together', () => {
  const rows = 10_000
  const given = {
    a: numbers(Array.from({ length: rows }, (_, row) => row)),
    v: numbers(Array.from({ length: rows }, (_, row) => [row, -row, 1])),
    k: coefficient([2], []),
    w: coefficient([1, 10, 100]),
  }
  const { values, width } = compileExpression('a * k + v + where(w > 5, w * k, -a)').evaluate(given, rows)
  expect(width).toBe(3)
  const wrong = Array.from({ length: rows }, (_, row) => [
    row * 2 + row - row,
    row * 2 - row + 20,
    row * 2 + 1 + 200,
  ]).flatMap((row, index) => row.filter((value, j) => values[index * 3 + j] !== value))
  expect(wrong).toEqual([])

  const fixed = compileExpression('k * w').evaluate(given, 2)
  expect([...fixed.values]).toEqual([2, 20, 200, 2, 20, 200])
  expect(compileExpression('a + 1').evaluate({ a: numbers([]) }, 0).values).toHaveLength(0)
})

test('what is not given, or does not fit, is said', () => {
  expect(() => compileExpression('a + toString').evaluate({ a: numbers([1]) }, 1)).toThrow('needs toString')
  const given = { a: coefficient([1, 2]), b: coefficient([1, 2, 3]) }
  expect(() => compileExpression('a + b').evaluate(given, 1)).toThrow('3 values a row do not go with 2')
})

interface Sample {
  readonly text: string
  readonly value: (x: number, y: number) => number
}

const { sample } = fc.letrec<{ sample: Sample; leaf: Sample }>((tie) => ({
  leaf: fc.oneof(
    fc.constant<Sample>({ text: 'x', value: (x) => x }),
    fc.constant<Sample>({ text: 'y', value: (_, y) => y }),
    fc.double({ min: 0, max: 1e6, noNaN: true }).map((number) => ({ text: String(number), value: () => number })),
  ),
  sample: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    tie('leaf'),
    tie('sample').map(({ text, value }): Sample => ({ text: `-(${text})`, value: (x, y) => -value(x, y) })),
    tie('sample').map(
      ({ text, value }): Sample => ({ text: `floor( ${text})`, value: (x, y) => Math.floor(value(x, y)) }),
    ),
    fc
      .tuple(tie('sample'), tie('sample'), fc.constantFrom('+', '-', '*', '/'))
      .map(([a, b, operator]) => ({ text: `(${a.text})${operator}(${b.text})`, value: arithmetic(a, b, operator) })),
    fc.tuple(tie('sample'), tie('sample')).map(
      ([a, b]): Sample => ({
        text: `where((${a.text}) <(${b.text}), ${a.text} ,${b.text})`,
        value: (x, y) => {
          const [first, second] = [a.value(x, y), b.value(x, y)]
          return first < second ? first : first >= second ? second : Number.NaN
        },
      }),
    ),
  ),
}))

function arithmetic(a: Sample, b: Sample, operator: string): Sample['value'] {
  if (operator === '+') return (x, y) => a.value(x, y) + b.value(x, y)
  if (operator === '-') return (x, y) => a.value(x, y) - b.value(x, y)
  if (operator === '*') return (x, y) => a.value(x, y) * b.value(x, y)
  return (x, y) => a.value(x, y) / b.value(x, y)
}

test('columns get what each row would get', () => {
  const finite = fc.double({ noDefaultInfinity: true })
  fc.assert(
    fc.property(sample, fc.array(fc.tuple(finite, finite), { maxLength: 20 }), ({ text, value }, points) => {
      fc.pre(text.length <= 2_000)
      const given = { x: numbers(points.map(([x]) => x)), y: numbers(points.map(([, y]) => y)) }
      const { values } = compileExpression(text).evaluate(given, points.length)
      expect([...values]).toEqual(points.map(([x, y]) => value(x, y)))
    }),
  )
})

test('no text does anything but parse or be refused', () => {
  const characters = fc.constantFrom(...'xy1.e+-*/%()<>=!&|~, ', 'sin(', 'where(', '**', 'and')
  const texts = fc.oneof(
    fc.string(),
    fc.array(characters, { maxLength: 40 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const operands = Object.fromEntries(variablesOf(text).map((name) => [name, numbers([1.5])]))
        expect(compileExpression(text).evaluate(operands, 1).values).toHaveLength(1)
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError)
      }
    }),
    { numRuns: 500 },
  )
})
