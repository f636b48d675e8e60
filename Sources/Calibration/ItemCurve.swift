import Foundation
import ItemResponse
import Numerical

/// An item as the estimation sees it: P(θ) = c + (u − c) / (1 + e^−(aθ + d)), with the asymptotes on
/// the logit scale, so that three of the four parameters are free to be any number.
///
/// A discrimination and a difficulty multiply each other; a slope and an intercept do not, which
/// makes the log-likelihood of a 2PL item concave in them.
struct ItemCurve: Sendable, Hashable {
  /// a
  var slope: Double
  /// d = −ab
  var intercept: Double
  /// γ = logit c; −∞ for c = 0.
  var lowerLogit = -Double.infinity
  /// δ = logit u; ∞ for u = 1.
  var upperLogit = Double.infinity

  init(slope: Double, intercept: Double) {
    self.slope = slope
    self.intercept = intercept
  }

  init(_ model: LogisticModel) {
    slope = model.discrimination
    intercept = -model.discrimination * model.difficulty
    lowerLogit = log(model.lowerAsymptote / (1 - model.lowerAsymptote))
    upperLogit = -log((1 - model.upperAsymptote) / model.upperAsymptote)
  }

  var lower: Double { logistic(lowerLogit) }
  var upper: Double { logistic(upperLogit) }
  /// 1 − u, without cancellation.
  var upperGap: Double { logistic(-upperLogit) }
  var hasAsymptotes: Bool { lowerLogit > -.infinity || upperLogit < .infinity }

  subscript(parameter: Int) -> Double {
    get {
      switch parameter {
      case 0: slope
      case 1: intercept
      case 2: lowerLogit
      default: upperLogit
      }
    }
    set {
      switch parameter {
      case 0: slope = newValue
      case 1: intercept = newValue
      case 2: lowerLogit = newValue
      default: upperLogit = newValue
      }
    }
  }

  func probability(at theta: Double) -> Double {
    lower + (upper - lower) * logistic(slope * theta + intercept)
  }

  /// log P and log(1 − P) at each node.
  func logProbabilities(
    at nodes: UnsafePointer<Double>, count: Int, wrong: UnsafeMutablePointer<Double>,
    right: UnsafeMutablePointer<Double>
  ) {
    if !hasAsymptotes {
      for k in 0..<count {
        let z = slope * nodes[k] + intercept
        let t = log1p(exp(-abs(z)))
        right[k] = min(z, 0) - t
        wrong[k] = min(-z, 0) - t
      }
      return
    }
    let c = lower
    let gap = upperGap
    let span = 1 - gap - c
    for k in 0..<count {
      let z = slope * nodes[k] + intercept
      let e = exp(-abs(z))
      let big = 1 / (1 + e)
      let small = e * big
      let l = z >= 0 ? big : small
      let m = z >= 0 ? small : big
      // 1 − P = (1 − u) + (u − c)(1 − L): nothing is formed as 1 − P, so both tails keep their digits.
      right[k] = log(c + span * l)
      wrong[k] = log(gap + span * m)
    }
  }
}

/// The log-likelihood of one item's expected counts, with gradient and negative Hessian in
/// (a, d, γ, δ); the Hessian is symmetric, row-major 4 × 4.
struct ItemObjective: Sendable {
  var value = 0.0
  var gradient = SIMD4<Double>(repeating: 0)
  var information = [Double](repeating: 0, count: 16)

  init() {}

  enum Curvature {
    /// The second derivatives themselves.
    case observed
    /// Their expectation given the node (Fisher scoring), positive definite whatever the counts.
    case expected
  }

  /// Σₖ rₖ log P(θₖ) + (nₖ − rₖ) log(1 − P(θₖ)) (Bock & Aitkin 1981, doi:10.1007/BF02293801, eq. 8).
  ///
  /// With L the logistic and s = u − c, P has the derivatives
  ///   P_z = s L(1 − L), P_zz = s L(1 − L)(1 − 2L), P_γ = c(1 − c)(1 − L), P_δ = u(1 − u)L,
  /// and those in a and d follow from z = aθ + d.
  init(
    _ curve: ItemCurve, seen: UnsafePointer<Double>, right: UnsafePointer<Double>,
    nodes: UnsafePointer<Double>, count: Int, curvature: Curvature
  ) {
    if !curve.hasAsymptotes {
      var (g0, g1, h00, h01, h11) = (0.0, 0.0, 0.0, 0.0, 0.0)
      var sum = 0.0
      for k in 0..<count where seen[k] > 0 {
        let theta = nodes[k]
        let z = curve.slope * theta + curve.intercept
        let e = exp(-abs(z))
        let big = 1 / (1 + e)
        let p = z >= 0 ? big : e * big
        sum += right[k] * z - seen[k] * (max(z, 0) + log1p(e))
        let residual = right[k] - seen[k] * p
        let weight = seen[k] * e * big * big
        g0 += residual * theta
        g1 += residual
        h00 += weight * theta * theta
        h01 += weight * theta
        h11 += weight
      }
      value = sum
      gradient = SIMD4(g0, g1, 0, 0)
      information[0] = h00
      information[1] = h01
      information[4] = h01
      information[5] = h11
      return
    }

    let c = curve.lower
    let gap = curve.upperGap
    let u = curve.upper
    let span = 1 - gap - c
    let dc = c * (1 - c)
    let du = u * gap
    for k in 0..<count where seen[k] > 0 {
      let theta = nodes[k]
      let z = curve.slope * theta + curve.intercept
      let e = exp(-abs(z))
      let big = 1 / (1 + e)
      let small = e * big
      let l = z >= 0 ? big : small
      let m = z >= 0 ? small : big
      let p = c + span * l
      let q = gap + span * m
      let n = seen[k]
      let r = right[k]
      let w = n - r
      value += (r > 0 ? r * log(p) : 0) + (w > 0 ? w * log(q) : 0)
      let slopes = SIMD4(span * l * m * theta, span * l * m, dc * m, du * l)
      // d/dP of r log P + w log Q, and minus its derivative
      let first = (r > 0 ? r / p : 0) - (w > 0 ? w / q : 0)
      gradient += first * slopes
      switch curvature {
      case .expected:
        let weight = n / (p * q)
        for i in 0..<4 {
          for j in 0..<4 { information[4 * i + j] += weight * slopes[i] * slopes[j] }
        }
      case .observed:
        let weight = (r > 0 ? r / (p * p) : 0) + (w > 0 ? w / (q * q) : 0)
        for i in 0..<4 {
          for j in 0..<4 { information[4 * i + j] += weight * slopes[i] * slopes[j] }
        }
        let lm = l * m
        let zz = first * span * lm * (m - l)
        let cz = -first * dc * lm
        let uz = first * du * lm
        information[0] -= zz * theta * theta
        information[1] -= zz * theta
        information[4] -= zz * theta
        information[5] -= zz
        information[2] -= cz * theta
        information[8] -= cz * theta
        information[6] -= cz
        information[9] -= cz
        information[3] -= uz * theta
        information[12] -= uz * theta
        information[7] -= uz
        information[13] -= uz
        information[10] -= first * dc * (1 - 2 * c) * m
        information[15] -= first * du * (gap - u) * l
      }
    }
  }
}
