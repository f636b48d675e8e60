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

  /// lz* at the MAP estimate, by Fisher scoring.
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
    return answers.map { ScoredResponse(model: $0.model, score: $0.score) }
      .standardizedLogLikelihood(at: theta)
      .map { PersonFit(theta: theta, standardizedLogLikelihood: $0) }
  }
}
