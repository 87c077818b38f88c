import { parsers } from '../../../connectors/instruments/index.ts'
import { binLength, streamDefinition, streamDefinitions } from '../../../schemas/definitions/index.ts'
import { parameterPattern, streamPattern } from '../../../schemas/streams.ts'

test('names of streams and parameters keep to their patterns and are unique', () => {
  expect(new Set(streamDefinitions.map((stream) => stream.name)).size).toBe(streamDefinitions.length)
  for (const stream of streamDefinitions) {
    expect(stream.name).toMatch(new RegExp(streamPattern))
    for (const [name, parameter] of Object.entries(stream.parameters)) {
      expect(name).toMatch(new RegExp(parameterPattern))
      expect(parameter.units).not.toBe('')
      expect(parameter.longName).not.toBe('')
    }
  }
})

test('every parser writes catalogued streams that have their preferred time', () => {
  for (const parser of parsers) {
    for (const method of ['telemetered', 'recovered_host', 'recovered_inst']) {
      const stream = parser.stream(method)
      expect(streamDefinition(stream.name)).toBe(stream)
      expect(Object.keys(stream.parameters)).toContain(stream.preferredTimestamp)
    }
  }
})

test('the length of a bin comes from the definition, else from the default of one day', () => {
  expect(binLength('metbk_a_dcl_instrument')).toBe(10_080 * 60e6)
  expect(binLength('nobody_knows')).toBe(1440 * 60e6)
})
