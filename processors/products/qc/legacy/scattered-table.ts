/**
 * Linear interpolation between scattered points of any dimension, on the simplices of their Delaunay triangulation.
 * Nothing is triangulated beforehand: with each point lifted to the square of its distance, the simplex around a place is
 * the optimum of a small linear program, min Σ hᵢλᵢ with Σ λᵢ(pᵢ, 1) = (q, 1), λ ≥ 0 (Fukuda, "Frequently asked questions in
 * polyhedral computation"). From one place to the next the dual simplex method walks a few steps from the last simplex.
 */
export class ScatteredTable {
  /** Rows of (point, 1). */
  readonly #points: readonly Float64Array[]
  readonly #heights: Float64Array
  readonly #basis: number[]
  /** Inverse of the matrix whose columns are the points of the basis. */
  readonly #inverse: Float64Array[]
  /** Weights of the points of the basis at the last place. */
  readonly #weights: Float64Array
  #pivots = 0

  private constructor(points: readonly Float64Array[], basis: number[], inverse: Float64Array[]) {
    this.#points = points
    this.#basis = basis
    this.#inverse = inverse
    this.#weights = new Float64Array(basis.length)
    this.#heights = lifted(points)
    this.#descend()
  }

  /** Null if the points lie in one plane (line, point), which no simplex does. */
  static of(points: readonly (readonly number[])[]): ScatteredTable | null {
    const rows = points.map((point) => Float64Array.from([...point, 1]))
    const found = independent(rows)
    return found === null ? null : new ScatteredTable(rows, found.basis, found.inverse)
  }

  /** Points and weights that interpolate at `place`; null outside of the hull of the points. Valid until the next call. */
  at(place: ArrayLike<number>): { readonly points: readonly number[]; readonly weights: Float64Array } | null {
    const weights = this.#weights
    for (let steps = 0; steps < 50 * this.#points.length + 50; steps++) {
      let leaving = -1
      for (let r = 0; r < weights.length; r++) {
        const row = this.#inverse[r] as Float64Array
        let weight = row[row.length - 1] as number
        for (let k = 0; k < row.length - 1; k++) weight += (row[k] as number) * (place[k] as number)
        if (Number.isNaN(weight)) return null
        weights[r] = weight
        if (weight < -rounding && (leaving < 0 || weight < (weights[leaving] as number))) leaving = r
      }
      if (leaving < 0) return { points: this.#basis, weights }
      const entering = this.#entering(leaving)
      if (entering < 0) return null
      this.#pivot(leaving, entering)
    }
    return null
  }

  /** The point that comes in where `leaving` goes out, so that the simplex stays a Delaunay one; -1 at the hull. */
  #entering(leaving: number): number {
    const row = this.#inverse[leaving] as Float64Array
    const plane = this.#plane()
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (const [j, point] of this.#points.entries()) {
      const slope = dot(row, point)
      if (slope > -rounding || this.#basis.includes(j)) continue
      const ratio = Math.max(0, (this.#heights[j] as number) - dot(plane, point)) / -slope
      if (ratio < least) {
        least = ratio
        best = j
      }
    }
    return best
  }

  /** From any simplex to a Delaunay one: the primal simplex method, at the middle of the first. */
  #descend(): void {
    const width = this.#basis.length
    const middle = new Float64Array(width)
    for (const j of this.#basis) {
      for (let k = 0; k < width; k++)
        middle[k] = (middle[k] as number) + ((this.#points[j] as Float64Array)[k] as number) / width
    }
    for (let steps = 0; steps < 50 * this.#points.length; steps++) {
      const plane = this.#plane()
      let entering = -1
      let deepest = 0
      for (const [j, point] of this.#points.entries()) {
        const above = (this.#heights[j] as number) - dot(plane, point)
        if (above < deepest && !this.#basis.includes(j)) {
          deepest = above
          entering = j
        }
      }
      if (entering < 0) return
      let leaving = -1
      let least = Number.POSITIVE_INFINITY
      for (const [r, row] of this.#inverse.entries()) {
        const share = dot(row, this.#points[entering] as Float64Array)
        const ratio = dot(row, middle) / share
        if (share > rounding && ratio < least) {
          least = ratio
          leaving = r
        }
      }
      if (leaving < 0) return
      this.#pivot(leaving, entering)
    }
  }

  /** The plane through the lifted points of the basis, as coefficients of (point, 1). */
  #plane(): Float64Array {
    const plane = new Float64Array(this.#basis.length)
    for (const [r, row] of this.#inverse.entries()) {
      const height = this.#heights[this.#basis[r] as number] as number
      for (let k = 0; k < plane.length; k++) plane[k] = (plane[k] as number) + height * (row[k] as number)
    }
    return plane
  }

  #pivot(leaving: number, entering: number): void {
    exchange(this.#inverse, leaving, this.#points[entering] as Float64Array)
    this.#basis[leaving] = entering
    this.#pivots++
    if (this.#pivots % pivotsOfInverse === 0) this.#invertAnew()
  }

  /** Exchanging one point after the other gathers rounding. */
  #invertAnew(): void {
    const old = [...this.#basis]
    const fresh = independent(old.map((j) => this.#points[j] as Float64Array))
    if (fresh === null) return
    for (const [r, k] of fresh.basis.entries()) {
      this.#basis[r] = old[k] as number
      this.#inverse[r] = fresh.inverse[r] as Float64Array
    }
  }
}

const rounding = 1e-9
const pivotsOfInverse = 100

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number)
  return sum
}

/** Squares of the distances from the first point; a hair is added so that points on one sphere, as of a grid, have an order. */
function lifted(points: readonly Float64Array[]): Float64Array {
  const first = points[0] as Float64Array
  const heights = Float64Array.from(points, (point) =>
    point.reduce((sum, x, k) => sum + (x - (first[k] as number)) ** 2, 0),
  )
  const hair = 1e-7 * heights.reduce((most, height) => Math.max(most, height), 0)
  const goldenRatio = (1 + Math.sqrt(5)) / 2
  return heights.map((height, i) => height + hair * ((i * goldenRatio) % 1))
}

/** Puts a point into the place `leaving` of the basis. */
function exchange(inverse: Float64Array[], leaving: number, point: Float64Array): void {
  const shares = inverse.map((row) => dot(row, point))
  const left = inverse[leaving] as Float64Array
  const share = shares[leaving] as number
  for (let k = 0; k < left.length; k++) left[k] = (left[k] as number) / share
  for (const [r, row] of inverse.entries()) {
    if (r === leaving) continue
    for (let k = 0; k < row.length; k++) row[k] = (row[k] as number) - (shares[r] as number) * (left[k] as number)
  }
}

/** Points that span a simplex, the widest at each step, with the inverse of their matrix. */
function independent(points: readonly Float64Array[]): { basis: number[]; inverse: Float64Array[] } | null {
  const width = points[0]?.length ?? 0
  if (width === 0) return null
  const inverse = Array.from({ length: width }, (_, r) =>
    Float64Array.from({ length: width }, (_, k) => (r === k ? 1 : 0)),
  )
  const basis = new Array<number>(width).fill(-1)
  for (let step = 0; step < width; step++) {
    let best = { share: 1e-9, place: -1, point: -1 }
    for (const [j, point] of points.entries()) {
      if (basis.includes(j)) continue
      for (const [r, row] of inverse.entries()) {
        const share = basis[r] === -1 ? Math.abs(dot(row, point)) : 0
        if (share > best.share) best = { share, place: r, point: j }
      }
    }
    if (best.point < 0) return null
    exchange(inverse, best.place, points[best.point] as Float64Array)
    basis[best.place] = best.point
  }
  return { basis, inverse }
}
