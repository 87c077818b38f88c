import { availabilityProfileOf } from '../../deploy/availability-profile.ts'
import { loadConfig } from '../../deploy/settings.ts'
import { defaultProfile } from '../../schemas/status/availability/profile.ts'

const profileOf = (environment: Record<string, string>) => availabilityProfileOf(loadConfig(environment))

test('without settings the profile is the default one', () => {
  const { bounds, ...profile } = profileOf({})
  const { bounds: expected, ...others } = defaultProfile
  expect(profile).toEqual(others)
  expect(bounds.map(({ over, under }) => over / under)).toEqual(expected.map(({ over, under }) => over / under))
})

test('labels, colors and bounds are as they are set', () => {
  const profile = profileOf({
    TIDELINE_AVAILABILITY_LABELS: 'a, b,c,d,e,f g',
    TIDELINE_AVAILABILITY_COLORS: '#000001,#000002,#000003,#000004,#000005,#000006,#000007,#000008',
    TIDELINE_AVAILABILITY_BOUNDS: '1.05,1.5,20',
  })
  expect(Object.values(profile.labels)).toEqual(['a', 'b', 'c', 'd', 'e', 'f g'])
  expect(profile.labels.missing).toBe('f g')
  expect([profile.colors.notExpected, profile.colors.missing]).toEqual(['#000001', '#000006'])
  expect(profile.deploymentColors).toEqual(['#000007', '#000008'])
  expect(profile.bounds).toEqual([
    { over: 105, under: 100 },
    { over: 15, under: 10 },
    { over: 20, under: 1 },
  ])
})

test.each([
  ['TIDELINE_AVAILABILITY_LABELS', 'a,b,c,d,e'],
  ['TIDELINE_AVAILABILITY_LABELS', 'a,b,c,d,e,a'],
  ['TIDELINE_AVAILABILITY_COLORS', '#fff,#fff,#fff,#fff,#fff,#fff,#fff,#fff'],
  ['TIDELINE_AVAILABILITY_BOUNDS', '1,1.5'],
  ['TIDELINE_AVAILABILITY_BOUNDS', '1,2,1.5'],
  ['TIDELINE_AVAILABILITY_BOUNDS', '1,1.0,2'],
  ['TIDELINE_AVAILABILITY_BOUNDS', '0,1,2'],
])('%s=%s is refused', (name, value) => {
  expect(() => profileOf({ [name]: value })).toThrow(name)
})
