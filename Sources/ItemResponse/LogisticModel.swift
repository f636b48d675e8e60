import Foundation
import Numerical

/// The logistic model of a right or wrong answer with one to four parameters:
/// P(θ) = c + (d − c) / (1 + e^(−a(θ − b))), in the logistic metric (D = 1).
///
/// One, two and three parameters are the cases a = 1 (or common), c = 0 and d = 1. Score 1 is right,
/// 0 is wrong. Barton & Lord (1981,
/// doi:10.1002/j.2333-8504.1981.tb01255.x) give the four-parameter form.
public struct LogisticModel: ResponseModel {
  /// a: slope at the inflection, in 1/logit; positive, or negative for an item that stronger people
  /// miss more often (a calibration may find one; a bank refuses it).
  public let discrimination: Double
  /// b: place of the inflection, in logits.
  public let difficulty: Double
  /// c: probability of a right answer far below b.
  public let lowerAsymptote: Double
  /// d: probability of a right answer far above b.
  public let upperAsymptote: Double

  /// - Precondition: all finite, a ≠ 0, 0 ≤ c < d ≤ 1.
  public init(
    discrimination: Double = 1, difficulty: Double, lowerAsymptote: Double = 0,
    upperAsymptote: Double = 1
  ) {
    precondition(discrimination.isFinite && discrimination != 0 && difficulty.isFinite)
    precondition(0 <= lowerAsymptote && lowerAsymptote < upperAsymptote && upperAsymptote <= 1)
    self.discrimination = discrimination
    self.difficulty = difficulty
    self.lowerAsymptote = lowerAsymptote
    self.upperAsymptote = upperAsymptote
  }

  public var scoreCount: Int { 2 }

  public func logProbability(of score: Int, at theta: Double) -> LogProbability {
    // A wrong answer is a right one seen in a mirror: with z = a(θ − b),
    //   1 − P = (1 − d) + (d − c) · logistic(−z),
    // the same form with c replaced by 1 − d and z by −z. Nothing is ever formed as 1 − P, so both
    // tails keep their digits.
    let sign: Double = score == 1 ? 1 : -1
    let lower = score == 1 ? lowerAsymptote : 1 - upperAsymptote
    let slope = sign * discrimination
    let z = slope * (theta - difficulty)

    let e = exp(-abs(z))
    let l = z >= 0 ? 1 / (1 + e) : e / (1 + e)
    let m = z >= 0 ? e / (1 + e) : 1 / (1 + e)  // 1 − l
    let span = upperAsymptote - lowerAsymptote
    guard lower > 0 else {
      return LogProbability(
        value: log(span) + min(z, 0) - log1p(e), slope: slope * m,
        curvature: -slope * slope * l * m)
    }
    // w = (d − c) l / P is the share of P that is not guessing; w′ = w (1 − w) · slope · m, hence
    //   (log P)′ = w · slope · m,   (log P)″ = slope² · w · m · ((1 − w) m − l).
    let p = lower + span * l
    let w = span * l / p
    return LogProbability(
      value: log(p), slope: w * slope * m,
      curvature: slope * slope * w * m * ((1 - w) * m - l))
  }

  /// P(θ), the probability of a right answer.
  public func probability(at theta: Double) -> Double {
    lowerAsymptote
      + (upperAsymptote - lowerAsymptote) * logistic(discrimination * (theta - difficulty))
  }

  public func information(at theta: Double) -> Double {
    // I = P′² / (P (1 − P)) with P′ = a (d − c) l (1 − l), whatever c and d are. The often quoted
    // a² (Q/P) ((P − c)/(1 − c))² is this for d = 1 only.
    let z = discrimination * (theta - difficulty)
    let e = exp(-abs(z))
    let scale = 1 / (1 + e)
    let lm = e * scale * scale  // l (1 − l), symmetric in z
    let a2 = discrimination * discrimination
    if lowerAsymptote == 0 && upperAsymptote == 1 { return a2 * lm }

    let span = upperAsymptote - lowerAsymptote
    let l = z >= 0 ? scale : e * scale
    let m = z >= 0 ? e * scale : scale
    let p = lowerAsymptote + span * l
    let q = (1 - upperAsymptote) + span * m
    guard p > 0, q > 0 else { return 0 }
    // (span² l m / (p q)) first: both factors l/p and m/q stay moderate where l m alone underflows.
    return a2 * (span * l / p) * (span * m / q) * lm
  }

  public var isLogConcave: Bool { lowerAsymptote == 0 && upperAsymptote == 1 }

  public var logisticForm: LogisticModel? { self }

  public var slopeParameter: Double? { discrimination }

  public var informationPeak: Double? { mostInformativeTheta }

  /// The ability at which the item tells most: b + log((1 + √(1 + 8c)) / 2) / a for d = 1 (Birnbaum
  /// 1968, in Lord & Novick); found from the general root for d < 1.
  ///
  /// For d < 1 the maximum solves a cubic in the logistic (Magis 2013, doi:10.1177/0146621613475471);
  /// it is found here by safeguarded Newton on dI/dθ.
  public var mostInformativeTheta: Double {
    if upperAsymptote == 1 {
      return difficulty + log((1 + (1 + 8 * lowerAsymptote).squareRoot()) / 2) / discrimination
    }
    // With u = logistic(z): d log I / du = 2(1 − 2u)/(u(1 − u)) − s/(c + su) + s/((1 − c) − su) = 0,
    // decreasing through a single zero on (0, 1).
    let c = lowerAsymptote
    let s = upperAsymptote - c
    let u = bracketedRoot(in: 1e-12...(1 - 1e-12)) { u in
      let p = c + s * u
      let q = 1 - p
      let uv = u * (1 - u)
      let value = 2 * (1 - 2 * u) / uv - s / p + s / q
      let derivative =
        -4 / uv - 2 * (1 - 2 * u) * (1 - 2 * u) / (uv * uv) + s * s / (p * p) + s * s / (q * q)
      return (value, derivative)
    }
    let l = u ?? 0.5
    return difficulty + log(l / (1 - l)) / discrimination
  }
}
