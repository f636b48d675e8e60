import Foundation
import ItemResponse
import Numerical

/// Whether a person's answers go together.
public struct PersonFit: Sendable, Hashable {
  /// The maximum a-posteriori ability at which the statistic was computed.
  public let theta: Double
  /// lz* (Snijders 2001, doi:10.1007/BF02294437): standard normal for a person who answers as the
  /// model says; below −1.645 in one person in twenty, and much lower for somebody who guesses,
  /// copies or misreads.
  public let standardizedLogLikelihood: Double
}

extension CalibrationResult {
  /// lz* for each person; `nil` where the pattern is too short to tell (fewer than three responses).
  /// The ability is the mode under the normal prior of the calibration's mean and SD, where a histogram
  /// was estimated, too: lz* holds for any such estimate.
  public func personFit(_ responses: ResponseMatrix, threads: Int? = nil) -> [PersonFit?] {
    let modelled = modelledItems
    let parallel = Parallel(threads: threads)
    let starts = expectedAbilities(responses, parallel: parallel)
    let distinct = responses.patterns()
    let results = ResultBox<PersonFit?>(count: distinct.count, value: nil)
    parallel.forEach((distinct.count + 63) / 64) { block in
      for pattern in 64 * block..<min(64 * block + 64, distinct.count) {
        let person = Int(distinct.representatives[pattern])
        let answers = modelled.compactMap { item in
          responses[person: person, item: item.column].map { (model: item.model, score: $0) }
        }
        guard answers.count >= 3 else { continue }
        results[pattern] = personFit(answers, start: starts[person])
      }
    }
    return distinct.patternOfPerson.map { results[Int($0)] }
  }

  /// With w = log(P/Q) and r = P′/(PQ), the MAP estimate solves Σ(x − P) r + r₀ = 0, r₀ the slope of
  /// the log prior. So W = Σ(x − P)w equals Σ(x − P)(w − c r) − c r₀ for any c, and with
  /// c = ΣP′w / ΣP′r the sum on the right does not move with θ to first order: that is what makes its
  /// variance, Σ(w − c r)² PQ, right at an estimated θ (Snijders 2001, eqs. 11–16; Magis, Raîche &
  /// Béland 2012, doi:10.3102/1076998610396894, for estimators other than ML).
  private func personFit(
    _ answers: [(model: LogisticModel, score: Int)], start: Double
  ) -> PersonFit? {
    let precision = 1 / (latentStandardDeviation * latentStandardDeviation)
    var theta = start
    for _ in 0..<50 {
      var slope = -precision * (theta - latentMean)
      var curvature = precision
      for answer in answers {
        let log = answer.model.logProbability(of: answer.score, at: theta)
        slope += log.slope
        curvature += answer.model.information(at: theta)
      }
      let step = max(-1, min(1, slope / curvature))
      theta += step
      if abs(step) < 1e-10 { break }
    }
    var crossed = 0.0
    var squared = 0.0
    var terms: [(w: Double, r: Double, variance: Double, residual: Double)] = []
    for answer in answers {
      let model = answer.model
      let p = model.probability(at: theta)
      let q = 1 - p
      guard p > 1e-12, q > 1e-12 else { continue }
      // P′ from (log P)′ = P′/P of a right answer.
      let derivative = p * model.logProbability(of: 1, at: theta).slope
      let w = log(p / q)
      let r = derivative / (p * q)
      crossed += derivative * w
      squared += derivative * r
      terms.append((w, r, p * q, Double(answer.score) - p))
    }
    guard squared > 0 else { return nil }
    let c = crossed / squared
    var sum = c * -precision * (theta - latentMean)
    var variance = 0.0
    for term in terms {
      sum += term.residual * term.w
      variance += (term.w - c * term.r) * (term.w - c * term.r) * term.variance
    }
    guard variance > 1e-12 else { return nil }
    return PersonFit(theta: theta, standardizedLogLikelihood: sum / variance.squareRoot())
  }
}
