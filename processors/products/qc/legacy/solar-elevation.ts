/**
 * Height of the sun and its radiation without an atmosphere: low-accuracy expressions (declination to 1 arc minute, 1800 to 2100) of the
 * Almanac for Computers, appendix E, U.S. Naval Observatory (1978). OOI DPS 1341-10011.
 */
const solarConstant = 1368 // W m-2, mean of 1979-1995: Coffey et al. (1995)
const radians = Math.PI / 180

export interface Sun {
  /** Degrees above the horizon. */
  readonly elevation: Float64Array
  /** W m-2 on a level surface; 0 at night. */
  readonly radiation: Float64Array
}

/** @param longitude degrees, east positive @param latitude degrees @param time UTC microseconds */
export function solarElevation(longitude: Float64Array, latitude: Float64Array, time: Float64Array): Sun {
  const elevation = new Float64Array(time.length)
  const radiation = new Float64Array(time.length)
  for (let i = 0; i < time.length; i++) {
    const days = (time[i] as number) / 86_400e6
    const { declination, distance, equationOfTime } = sunAt(days)
    const hour = (days - Math.floor(days)) * 24
    const hourAngle = (15 * (hour - 12 + equationOfTime / 60) + (longitude[i] as number)) * radians
    const north = (latitude[i] as number) * radians
    const sine = Math.sin(north) * Math.sin(declination) + Math.cos(north) * Math.cos(declination) * Math.cos(hourAngle)
    elevation[i] = Math.asin(sine) / radians
    radiation[i] = sine < 0 ? 0 : (solarConstant / distance ** 2) * sine
  }
  return { elevation, radiation }
}

/** Declination in radians, distance in astronomical units, equation of time in minutes. */
function sunAt(daysSince1970: number) {
  // Days since noon of 1899-12-31 (JD 2415020).
  const days = daysSince1970 + 25567.5
  const t = days / 36525
  const sun = (358.475833 + 35999.04975 * t - 0.00015 * t ** 2) * radians
  const longitude = (279.696678 + 36000.76892 * t + 0.000303 * t ** 2) * radians
  const jupiter = (225.444651 + (2880 + 154.906654) * t) * radians
  const moonNode = (259.183275 - (1800 + 134.142008) * t + 0.002078 * t ** 2) * radians
  const venus = (212.603219 + (58320 + 197.803875) * t + 0.001286 * t ** 2) * radians
  const { sin, cos } = Math
  const theta =
    0.39793 * sin(longitude) +
    0.009999 * sin(sun - longitude) +
    0.003334 * sin(sun + longitude) -
    0.000208 * t * sin(longitude) +
    0.000042 * sin(2 * sun + longitude) -
    0.00004 * cos(longitude) -
    0.000039 * sin(moonNode - longitude) -
    0.00003 * t * sin(sun - longitude) -
    0.000014 * sin(2 * sun - longitude) -
    0.00001 * cos(sun - longitude - jupiter) -
    0.00001 * t * sin(sun + longitude)
  const squaredDistance =
    1.000421 -
    0.033503 * cos(sun) -
    0.00014 * cos(2 * sun) +
    0.000084 * t * cos(sun) -
    0.000033 * sin(sun - jupiter) +
    0.000027 * sin(2 * sun - 2 * venus)
  const l = (276.697 + 0.98564734 * days) * radians
  const seconds =
    -97.8 * sin(l) -
    431.3 * cos(l) +
    596.6 * sin(2 * l) -
    1.9 * cos(2 * l) +
    4 * sin(3 * l) +
    19.3 * cos(3 * l) -
    12.7 * sin(4 * l)
  const distance = Math.sqrt(squaredDistance)
  return { declination: Math.asin(theta / distance), distance, equationOfTime: seconds / 60 }
}
