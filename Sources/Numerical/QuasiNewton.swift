import Foundation

/// The minimum of a smooth function by the BFGS method with a line search for the strong Wolfe conditions
/// (Nocedal & Wright 2006, *Numerical Optimization*, algorithms 6.1, 3.5 and 3.6). For functions of up to
/// some hundred variables: the inverse Hessian is held whole.
public struct QuasiNewton: Sendable, Hashable {
  public var maximumIterations = 500
  /// On the largest component of the gradient, relative to max(1, |f|).
  public var tolerance = 1e-7

  public init() {}

  public struct Minimum: Sendable, Hashable {
    public let point: [Double]
    public let value: Double
    public let gradient: [Double]
    public let iterations: Int
    public let evaluations: Int
    /// Whether the gradient became as small as was asked. Where the function is flat to rounding before
    /// that, as it may be for a loose bound at infinity, this is `false` and the point the best found.
    public let hasConverged: Bool

    init(
      point: [Double], value: Double, gradient: [Double], iterations: Int, evaluations: Int,
      hasConverged: Bool
    ) {
      self.point = point
      self.value = value
      self.gradient = gradient
      self.iterations = iterations
      self.evaluations = evaluations
      self.hasConverged = hasConverged
    }

    /// What stands for a minimum where there was no finite value to begin from.
    public init(unfinishedAt point: [Double]) {
      self.init(
        point: point, value: .infinity, gradient: point.map { _ in .nan }, iterations: 0,
        evaluations: 0, hasConverged: false)
    }
  }

  /// - Parameter function: returns the value and sets the gradient. Where it returns ∞ or NaN, the search
  ///   turns back.
  /// - Parameter inverseHessian: row-major, symmetric and positive definite, where it is known from a
  ///   neighbouring problem: it saves most of the iterations.
  /// - Returns: `nil` where the function is not finite at `start`.
  public func minimum(
    from start: [Double], inverseHessian: [Double]? = nil,
    of function: (_ point: [Double], _ gradient: inout [Double]) -> Double
  ) -> Minimum? {
    withoutActuallyEscaping(function) { function in
      var search = QuasiNewtonSearch(
        from: start, inverseHessian: inverseHessian, function: function)
      guard search.isFinite else { return nil }
      var iterations = 0
      // Steps that lower neither value nor gradient: three of them, and rounding has the word.
      var idle = 0
      while search.gradientNorm > tolerance * max(1, abs(search.value)),
        iterations < maximumIterations, idle < 3
      {
        let (value, norm) = (search.value, search.gradientNorm)
        guard search.step() else { break }
        let hasMoved = search.value < value - search.slack || search.gradientNorm < 0.5 * norm
        idle = hasMoved ? 0 : idle + 1
        iterations += 1
      }
      return Minimum(
        point: search.point, value: search.value, gradient: search.gradient,
        iterations: iterations, evaluations: search.evaluations,
        hasConverged: search.gradientNorm <= tolerance * max(1, abs(search.value)))
    }
  }
}

/// The state of one minimisation.
private struct QuasiNewtonSearch {
  let function: ([Double], inout [Double]) -> Double
  private(set) var point: [Double]
  private(set) var value: Double
  private(set) var gradient: [Double]
  private(set) var evaluations = 1
  /// H, row-major.
  private var inverseHessian: [Double]
  /// Whether H holds curvature yet, rather than the identity.
  private var isFresh = true

  init(
    from start: [Double], inverseHessian known: [Double]?,
    function: @escaping ([Double], inout [Double]) -> Double
  ) {
    self.function = function
    point = start
    gradient = Array(repeating: 0, count: start.count)
    value = function(start, &gradient)
    inverseHessian = known ?? []
    isFresh = known == nil
    if isFresh { reset() }
  }

  var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }

  var gradientNorm: Double { gradient.reduce(0) { max($0, abs($1)) } }

  private mutating func reset() {
    let n = point.count
    inverseHessian = Array(repeating: 0, count: n * n)
    for index in 0..<n { inverseHessian[index * n + index] = 1 }
    isFresh = true
  }

  /// One step along the quasi-Newton direction, or along the gradient where that fails.
  ///
  /// - Returns: `false` where neither goes down any more.
  mutating func step() -> Bool {
    if advance() { return true }
    if isFresh { return false }
    reset()
    return advance()
  }

  private mutating func advance() -> Bool {
    let n = point.count
    var direction = (0..<n).map { row in
      -(0..<n).reduce(0) { $0 + inverseHessian[row * n + $1] * gradient[$1] }
    }
    var slope = dot(direction, gradient)
    guard slope < 0 else { return false }
    if isFresh {
      // With no curvature known, a first step of length 1 at most.
      let length = dot(direction, direction).squareRoot()
      let scale = min(1, 1 / length)
      direction = direction.map { $0 * scale }
      slope *= scale
    }
    guard let next = search(along: direction, slope: slope) else { return false }
    updateHessian(from: next)
    point = next.point
    value = next.value
    gradient = next.gradient
    return true
  }

  /// Eq. 6.17 and, before the first update, the scale of eq. 6.20.
  private mutating func updateHessian(from next: Trial) {
    let n = point.count
    let moved = zip(next.point, point).map(-)
    let turned = zip(next.gradient, gradient).map(-)
    let curvature = dot(moved, turned)
    guard curvature > 1e-12 * dot(turned, turned).squareRoot() * dot(moved, moved).squareRoot()
    else { return }
    if isFresh {
      let scale = curvature / dot(turned, turned)
      for index in 0..<n { inverseHessian[index * n + index] = scale }
      isFresh = false
    }
    let image = (0..<n).map { row in
      (0..<n).reduce(0) { $0 + inverseHessian[row * n + $1] * turned[$1] }
    }
    let factor = (1 + dot(turned, image) / curvature) / curvature
    for row in 0..<n {
      for column in 0..<n {
        inverseHessian[row * n + column] +=
          factor * moved[row] * moved[column]
          - (image[row] * moved[column] + moved[row] * image[column]) / curvature
      }
    }
  }
}

// MARK: The line search

extension QuasiNewtonSearch {
  fileprivate struct Trial {
    var length: Double
    var point: [Double]
    var gradient: [Double]
    var value: Double
    var slope: Double
  }

  private mutating func trial(_ length: Double, along direction: [Double]) -> Trial {
    let moved = zip(point, direction).map { $0 + length * $1 }
    var gradient = Array(repeating: 0.0, count: point.count)
    let value = function(moved, &gradient)
    evaluations += 1
    let slope = dot(gradient, direction)
    let isFinite = value.isFinite && slope.isFinite
    return Trial(
      length: length, point: moved, gradient: gradient, value: isFinite ? value : .infinity,
      slope: slope)
  }

  /// What rounding may do to the value: near a minimum differences drown in it, and the slopes decide.
  fileprivate var slack: Double { 1e-13 * max(1, abs(value)) }

  /// A point that satisfies the strong Wolfe conditions with c₁ = 10⁻⁴ and c₂ = 0.9 (algorithm 3.5), or
  /// where rounding forbids that the lowest found; `nil` where none is lower.
  fileprivate mutating func search(along direction: [Double], slope: Double) -> Trial? {
    let origin = Trial(
      length: 0, point: point, gradient: gradient, value: value, slope: slope)
    var previous = origin
    var length = 1.0
    for _ in 0..<40 {
      let next = trial(length, along: direction)
      let isHigh = next.value > value + 1e-4 * length * slope + slack
      if isHigh || (next.value > previous.value + slack && previous.length > 0) {
        return zoom(low: previous, high: next, along: direction, slope: slope)
      }
      if abs(next.slope) <= -0.9 * slope { return next }
      if next.slope >= 0 { return zoom(low: next, high: previous, along: direction, slope: slope) }
      previous = next
      length *= 2.5
    }
    return previous.value < value ? previous : nil
  }

  /// Algorithm 3.6: `low` is the best so far, and its slope points towards `high`.
  private mutating func zoom(
    low: Trial, high: Trial, along direction: [Double], slope: Double
  ) -> Trial? {
    var (low, high) = (low, high)
    for _ in 0..<40 {
      let next = trial(Self.interpolate(low, high), along: direction)
      if next.value > value + 1e-4 * next.length * slope + slack || next.value > low.value + slack {
        high = next
      } else {
        if abs(next.slope) <= -0.9 * slope { return next }
        if next.slope * (high.length - low.length) >= 0 { high = low }
        low = next
      }
      if abs(high.length - low.length) <= 1e-14 * max(1, low.length) { break }
    }
    return low.length > 0 && low.value <= value && low.point != point ? low : nil
  }

  /// The minimum of the parabola through value and slope at `low` and the value at `high`, kept within
  /// the middle four fifths; the middle where there is no such parabola.
  private static func interpolate(_ low: Trial, _ high: Trial) -> Double {
    let width = high.length - low.length
    let bend = high.value - low.value - low.slope * width
    let share = -low.slope * width / (2 * bend)
    guard share.isFinite, bend > 0 else { return low.length + 0.5 * width }
    return low.length + min(max(share, 0.1), 0.9) * width
  }
}

private func dot(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for index in left.indices { sum += left[index] * right[index] }
  return sum
}
