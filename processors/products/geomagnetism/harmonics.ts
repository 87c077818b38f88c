/**
 * Spherical harmonics of a geomagnetic potential: what each Gauss coefficient adds to the field at a place. The field is
 * linear in the coefficients, so a place's basis serves every date.
 *
 * Formulas: the WMM2025 technical report (NOAA NCEI and BGS), section 1.2.
 */

/** Radius that the coefficients refer to, km. */
const referenceRadius = 6371.2
/** WGS84: semi-major axis, km, and first eccentricity squared. */
const semiMajorAxis = 6378.137
const eccentricitySquared = 0.00669437999014
const radians = Math.PI / 180

/** A value for each coefficient, in the order n = 1…degree; m = 0, 1, -1, … n, -n. */
export interface FieldBasis {
  readonly north: Float64Array
  readonly east: Float64Array
  readonly down: Float64Array
}

/** Where order 0 of degree `n` stands in a triangular table. */
const triangle = (n: number): number => (n * (n + 1)) / 2

interface Legendre {
  /** Schmidt semi-normalised P of cos θ. */
  readonly p: Float64Array
  /** dP/dθ. */
  readonly slope: Float64Array
  /** P/sin θ of orders above 0: finite at the poles. */
  readonly overSine: Float64Array
}

/** Fills the Legendre functions of one colatitude, each degree from the two before. */
function createLegendreFiller(degree: number): (cosine: number, sine: number) => Legendre {
  const size = triangle(degree + 1)
  const [p, slope, overSine] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)]
  const ofDegreeBefore = new Float64Array(size)
  const ofDegreeBeforeThat = new Float64Array(size)
  for (let n = 1; n <= degree; n++) {
    for (let m = 0; m < n; m++) {
      const norm = Math.sqrt(n * n - m * m)
      ofDegreeBefore[triangle(n) + m] = (2 * n - 1) / norm
      ofDegreeBeforeThat[triangle(n) + m] = Math.sqrt((n - 1) * (n - 1) - m * m) / norm
    }
    ofDegreeBefore[triangle(n) + n] = n === 1 ? 1 : Math.sqrt((2 * n - 1) / (2 * n))
  }
  p[0] = 1

  function fillSectoral(n: number, cosine: number, sine: number): void {
    const here = triangle(n) + n
    const before = triangle(n - 1) + n - 1
    const factor = ofDegreeBefore[here] as number
    p[here] = factor * sine * (p[before] as number)
    slope[here] = factor * (sine * (slope[before] as number) + cosine * (p[before] as number))
    overSine[here] = n === 1 ? 1 : factor * sine * (overSine[before] as number)
  }

  return (cosine, sine) => {
    for (let n = 1; n <= degree; n++) {
      for (let m = 0; m < n; m++) {
        const here = triangle(n) + m
        const before = triangle(n - 1) + m
        // Of order n - 1 the factor is 0, whatever stands there.
        const earlier = m > n - 2 ? 0 : triangle(n - 2) + m
        const first = ofDegreeBefore[here] as number
        const second = ofDegreeBeforeThat[here] as number
        p[here] = first * cosine * (p[before] as number) - second * (p[earlier] as number)
        slope[here] =
          first * (cosine * (slope[before] as number) - sine * (p[before] as number)) -
          second * (slope[earlier] as number)
        overSine[here] = first * cosine * (overSine[before] as number) - second * (overSine[earlier] as number)
      }
      fillSectoral(n, cosine, sine)
    }
    return { p, slope, overSine }
  }
}

/** Finds the basis of geodetic places (degrees, metres above the ellipsoid); the arrays are the same at each call. */
export function createBasisFinder(degree: number) {
  const fillLegendre = createLegendreFiller(degree)
  const count = degree * (degree + 2)
  const [north, east, down] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  const basis: FieldBasis = { north, east, down }
  const cosOrder = new Float64Array(degree + 1)
  const sinOrder = new Float64Array(degree + 1)

  return function basisAt(latitude: number, longitude: number, heightMeters: number): FieldBasis {
    const sinLatitude = Math.sin(latitude * radians)
    const cosLatitude = Math.abs(latitude) === 90 ? 0 : Math.cos(latitude * radians)
    const height = heightMeters / 1000
    const curvature = semiMajorAxis / Math.sqrt(1 - eccentricitySquared * sinLatitude * sinLatitude)
    const fromAxis = (curvature + height) * cosLatitude
    const fromEquator = (curvature * (1 - eccentricitySquared) + height) * sinLatitude
    const radius = Math.sqrt(fromAxis * fromAxis + fromEquator * fromEquator)
    const cosine = fromEquator / radius
    const sine = fromAxis / radius
    // The angle between the spherical and the geodetic vertical.
    const tiltSine = cosine * cosLatitude - sine * sinLatitude
    const tiltCosine = sine * cosLatitude + cosine * sinLatitude
    const { p, slope, overSine } = fillLegendre(cosine, sine)
    for (let m = 0; m <= degree; m++) {
      cosOrder[m] = Math.cos(m * longitude * radians)
      sinOrder[m] = Math.sin(m * longitude * radians)
    }

    let attenuation = (referenceRadius / radius) ** 2
    let at = 0
    for (let n = 1; n <= degree; n++) {
      attenuation *= referenceRadius / radius
      for (let m = 0; m <= n; m++) {
        const entry = triangle(n) + m
        const spherical = attenuation * (slope[entry] as number)
        const radial = -attenuation * (n + 1) * (p[entry] as number)
        const northward = spherical * tiltCosine - radial * tiltSine
        const downward = spherical * tiltSine + radial * tiltCosine
        const eastward = attenuation * m * (overSine[entry] as number)
        const cos = cosOrder[m] as number
        const sin = sinOrder[m] as number
        north[at] = northward * cos
        east[at] = eastward * sin
        down[at++] = downward * cos
        if (m === 0) continue
        north[at] = northward * sin
        east[at] = -eastward * cos
        down[at++] = downward * sin
      }
    }
    return basis
  }
}
