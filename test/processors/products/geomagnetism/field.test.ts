import {
  createFieldFinder,
  createYearFinder,
  fieldProblem,
  magneticField,
} from '../../../../processors/products/geomagnetism/field.ts'

// Year, height km, colatitude, longitude east, X, Y, Z, F in nT, as IAGA's Fortran program igrf14syn prints them
// (SatelliteToolboxGeomagneticField.jl, test/IGRF14_test_geodetic.txt). Its ellipsoid is rounded: 0.1 nT.
test.each([
  [1900.0, 232.32, 68.0, 165.11, 27505.75351, 3089.91355, 16985.87684, 32475.12977],
  [1971.9, 372.19, 4.23, 244.39, -1032.48029, 117.36753, 48759.11091, 48770.18236],
  [2022.1, 829.1, 46.47, 114.85, 17590.40262, -1731.07191, 33147.28408, 37565.42714],
  [2027.9, 139.86, 45.06, 138.29, 23759.41728, -4335.97718, 42511.80742, 48893.3981],
  [2002.2, 126.22, 24.78, 277.41, 5201.47018, -2410.68661, 55318.66754, 55614.94116],
  [1977.7, 369.81, 87.11, 309.8, 22915.90089, -6405.35692, 9081.90804, 25468.57209],
  [1935.1, 764.31, 0.0, 236.9, -2138.1099, 163.93029, 41099.85692, 41155.76054],
  [2015.4, 102.02, 0.18, 144.1, -1181.36633, 1162.36891, 54316.84382, 54342.12224],
] as const)('%d, %d km: as the program of IAGA', (year, height, colatitude, longitude, north, east, down, total) => {
  const field = magneticField({ latitude: 90 - colatitude, longitude, heightMeters: height * 1000 }, year)
  const differences = [field.north - north, field.east - east, field.down - down, field.total - total]
  expect(Math.max(...differences.map(Math.abs))).toBeLessThan(0.1)
})

// North, east, down as ppigrf 2.1.0 gives them.
test.each([
  [-33.49400154213359, -27.602478369872756, 81.90877235114638, 2025, 11151.64497, -4650.76082, -19617.46167],
  [-16.16255372628929, 17.85372756230143, -2.1062931094778214, 2015, 16133.71734, -1834.88862, -25823.27975],
  [74.27899145278067, -165.74656440088697, 50.501872642302274, 2015, 7268.40755, 1501.72827, 55871.08448],
  [-62.206580185030404, -6.403540248238841, 88.94516553059822, 2005, 15319.48859, -4396.701, -27016.15526],
  [-45.707647353473774, -87.52771179824302, 2.684957601051428, 2030, 19727.14379, 6989.39607, -22780.9049],
] as const)('%d° N, %d° E, %d km, %d: as ppigrf', (latitude, longitude, height, year, north, east, down) => {
  const field = magneticField({ latitude, longitude, heightMeters: height * 1000 }, year)
  const differences = [field.north - north, field.east - east, field.down - down]
  expect(Math.max(...differences.map(Math.abs))).toBeLessThan(0.001)
})

// NOAA's test values of the WMM2010 at 2010.0, a forecast of the field that IGRF-14 holds for 2010 by then measured.
test.each([
  [80, 0, 0, -6.13, 82.98, 54756.2],
  [0, 120, 0, 0.97, -16.5, 41128.9],
  [-80, 240, 0, 70.21, -72.62, 55961.8],
  [80, 0, 100, -6.57, 83.04, 52582.6],
  [-80, 240, 100, 69.62, -72.79, 53218.3],
])('%d° N, %d° E, %d km: near the WMM2010', (latitude, longitude, height, declination, inclination, total) => {
  const field = magneticField({ latitude, longitude, heightMeters: height * 1000 }, 2010)
  expect(Math.abs(field.declination - declination)).toBeLessThan(0.04)
  expect(Math.abs(field.inclination - inclination)).toBeLessThan(0.02)
  expect(Math.abs(field.total - total)).toBeLessThan(30)
})

test.each([
  [45, -125, 1899.99, 'IGRF-14 is valid from 1900 to 2030'],
  [45, -125, 2030.01, 'IGRF-14 is valid from 1900 to 2030'],
  [90.1, -125, 2020, 'latitude'],
  [45, -180.1, 2020, 'longitude'],
  [45, 360.1, 2020, 'longitude'],
])('%d° N, %d° E in %d is refused', (latitude, longitude, year, reason) => {
  expect(() => magneticField({ latitude, longitude }, year)).toThrow(RangeError)
  expect(fieldProblem(latitude, longitude, year)).toContain(reason)
})

test('the first and the last moment are valid', () => {
  expect(magneticField({ latitude: 45, longitude: -125 }, 1900).total).toBeGreaterThan(50_000)
  expect(magneticField({ latitude: 45, longitude: -125 }, 2030).total).toBeGreaterThan(50_000)
})

test('a finder that knows a place gives what a fresh one gives', () => {
  const find = createFieldFinder()
  for (const [latitude, longitude, heightMeters, year] of [
    [45, -125, 0, 2014],
    [45, -125, 0, 2014.5],
    [45, -125, 0, 2015.5],
    [45, -125, -500, 2015.5],
    [45, -126, -500, 2015.5],
    [46, -126, -500, 2015.5],
    [46, -126, -500, Number.NaN],
    [46, -126, -500, 1999],
  ] as const) {
    const fresh = createFieldFinder()(latitude, longitude, heightMeters, year)
    expect([...find(latitude, longitude, heightMeters, year)]).toEqual([...fresh])
  }
})

test('decimal years follow the length of the year', () => {
  const year = createYearFinder()
  expect(year(Date.UTC(2012, 6, 2) * 1000)).toBe(2012.5)
  expect(year(Date.UTC(2011, 0, 1) * 1000)).toBe(2011)
  expect(year(Date.UTC(2011, 11, 31, 12) * 1000)).toBeCloseTo(2012 - 0.5 / 365, 12)
  expect(year(Date.UTC(1969, 0, 1) * 1000)).toBe(1969)
  expect(year(Number.NaN)).toBeNaN()
})
