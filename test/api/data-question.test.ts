import { questionOfBody } from '../../api/data-question.ts'

const streams = [{ refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'ctdbp_cdef_dcl_instrument' }]

test.each([[[[1], [2, 3]]], [[]], ['1'], [[1, null]], [{}]])(
  '%j is no coefficient: it is refused, not left out',
  (value) => {
    expect(() => questionOfBody({ streams, coefficients: { CC_x: [{ value }] } }, 0)).toThrow(
      'coefficients/CC_x must be a number or arrays of numbers of one shape',
    )
  },
)

test('coefficients of one shape are taken as they are', () => {
  const { coefficients } = questionOfBody(
    {
      streams,
      coefficients: {
        CC_x: [
          {
            value: [
              [1, 2],
              [3, 4],
            ],
          },
        ],
      },
    },
    0,
  )
  expect(JSON.parse(coefficients ?? '')).toEqual({
    CC_x: [
      {
        start: null,
        stop: null,
        value: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
  })
})
