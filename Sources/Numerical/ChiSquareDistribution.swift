import Foundation

/// The chi-square distribution, central or not, for p-values and for the interval of RMSEA.
public struct ChiSquareDistribution: Sendable, Hashable {
  public let degreesOfFreedom: Double
  public let noncentrality: Double

  /// - Precondition: `degreesOfFreedom` > 0, `noncentrality` ≥ 0, both finite.
  public init(degreesOfFreedom: Double, noncentrality: Double = 0) {
    precondition(degreesOfFreedom > 0 && noncentrality >= 0)
    precondition(degreesOfFreedom.isFinite && noncentrality.isFinite)
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// P(X > x), which keeps its digits however small it is (central case).
  public func upperTail(at x: Double) -> Double {
    guard x > 0 else { return 1 }
    if noncentrality == 0 { return upperGammaRatio(0.5 * degreesOfFreedom, 0.5 * x) }
    return max(0, 1 - cumulativeProbability(at: x))
  }

  /// P(X ≤ x).
  public func cumulativeProbability(at x: Double) -> Double {
    guard x > 0 else { return 0 }
    if noncentrality == 0 { return 1 - upperGammaRatio(0.5 * degreesOfFreedom, 0.5 * x) }
    // A Poisson mixture of central ones (Johnson, Kotz & Balakrishnan 1995, eq. 29.3), summed outward
    // from the largest weight until nothing is added.
    let rate = 0.5 * noncentrality
    let centre = Int(rate)
    func term(_ index: Int) -> Double {
      let count = Double(index)
      let weight = exp(-rate + count * log(rate) - lgamma(count + 1))
      return weight * (1 - upperGammaRatio(0.5 * degreesOfFreedom + count, 0.5 * x))
    }
    var sum = term(centre)
    var index = centre + 1
    while true {
      let next = term(index)
      sum += next
      if next <= 1e-17 * sum || index > centre + 100_000 { break }
      index += 1
    }
    index = centre - 1
    while index >= 0 {
      let next = term(index)
      sum += next
      if next <= 1e-17 * sum { break }
      index -= 1
    }
    return min(1, sum)
  }
}

/// Q(a, x) = Γ(a, x) / Γ(a): a series below a + 1, Lentz's continued fraction above
/// (Press et al., *Numerical Recipes*, §6.2).
public func upperGammaRatio(_ a: Double, _ x: Double) -> Double {
  guard x > 0 else { return 1 }
  guard x.isFinite else { return 0 }
  let scale = a * log(x) - x - lgamma(a)
  if x < a + 1 {
    var term = 1 / a
    var sum = term
    var n = a
    repeat {
      n += 1
      term *= x / n
      sum += term
    } while term > 1e-17 * sum
    return max(0, 1 - sum * exp(scale))
  }
  let tiny = 1e-300
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / b
  var h = d
  for i in 1...100_000 {
    let n = -Double(i) * (Double(i) - a)
    b += 2
    d = n * d + b
    if abs(d) < tiny { d = tiny }
    c = b + n / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    let factor = d * c
    h *= factor
    if abs(factor - 1) < 1e-16 { break }
  }
  return exp(scale) * h
}
