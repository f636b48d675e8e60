import Foundation
import Numerical

/// The graded response model (Samejima 1969, Psychometrika Monograph 17, doi:10.1007/BF03372160):
/// a score of k or more has the probability L(a(θ − bₖ)), L the logistic function, and
/// P(k | θ) = L(a(θ − bₖ)) − L(a(θ − bₖ₊₁)).
///
/// Threshold bₖ is the ability at which a score of k or more is as likely as less; thresholds rise.
/// With one threshold it is the two-parameter logistic model.
///
/// Other programs: catR's GRM lists the same numbers; mirt's `graded` has intercepts dₖ = −a bₖ.
/// Metric D = 1.
public struct GradedModel: ResponseModel {
  /// a, in 1/logit, greater than 0.
  public let discrimination: Double
  /// b₁ < … < b_m in logits.
  public let thresholds: [Double]
  /// 1 − e^(−a(bₖ₊₁ − bₖ)) for the scores between the lowest and the highest; 1 for those two.
  private let gaps: [Double]

  /// - Precondition: all finite, a > 0, thresholds there and strictly rising.
  public init(discrimination: Double = 1, thresholds: [Double]) {
    precondition(discrimination.isFinite && discrimination > 0)
    precondition(!thresholds.isEmpty && thresholds.allSatisfy(\.isFinite))
    self.discrimination = discrimination
    self.thresholds = thresholds
    let inner = zip(thresholds, thresholds.dropFirst()).map { low, high in
      -expm1(-discrimination * (high - low))
    }
    precondition(inner.allSatisfy { $0 > 0 }, "thresholds must rise")
    gaps = [1] + inner + [1]
  }

  public var scoreCount: Int { thresholds.count + 1 }

  /// Each factor of P (see `logProbability`) is logistic, and those are log-concave.
  public var isLogConcave: Bool { true }

  public var slopeParameter: Double? { discrimination }

  public func logProbability(of score: Int, at theta: Double) -> LogProbability {
    // The difference is never formed. With u = a(θ − bₖ) and v = a(θ − bₖ₊₁), u > v,
    //   L(u) − L(v) = L(u) · L(−v) · (1 − e^(v − u)),
    // whose last factor does not depend on θ. The lowest score has no u and the highest no v.
    var result = LogProbability(value: log(gaps[score]), slope: 0, curvature: 0)
    let a = discrimination
    if score > 0 {
      let u = a * (theta - thresholds[score - 1])
      let reach = logistic(u)
      let miss = logistic(-u)
      result += LogProbability(
        value: logLogistic(u), slope: a * miss, curvature: -a * a * reach * miss)
    }
    if score < thresholds.count {
      let v = a * (theta - thresholds[score])
      let exceed = logistic(v)
      let stay = logistic(-v)
      result += LogProbability(
        value: logLogistic(-v), slope: -a * exceed, curvature: -a * a * exceed * stay)
    }
    return result
  }

  public func information(at theta: Double) -> Double {
    // Σ Pₖ (log Pₖ)′², from one logistic function and its mirror image a threshold.
    let a = discrimination
    var (reach, miss) = (1.0, 0.0)  // L(u) and L(−u) of the score's lower end
    var sum = 0.0
    for score in 0...thresholds.count {
      var (exceed, stay) = (0.0, 1.0)
      if score < thresholds.count {
        let v = a * (theta - thresholds[score])
        exceed = logistic(v)
        stay = logistic(-v)
      }
      let slope = miss - exceed
      sum += reach * stay * gaps[score] * slope * slope
      (reach, miss) = (exceed, stay)
    }
    return a * a * sum
  }
}
