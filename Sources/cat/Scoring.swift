import ItemResponse
import Numerical

/// Abilities of many people at once: equal patterns are estimated once, on several threads.
struct Scoring: Sendable {
  let estimator: AbilityEstimator
  /// By column of the responses; `nil` for what is not scored, as is a score that a model does not have.
  let models: [(any ResponseModel)?]
  /// `nil`: all cores.
  var threads: Int?

  struct Outcome: Sendable {
    /// Scored responses.
    var count = 0
    /// `nil` where there is none to score, or no estimate.
    var estimate: AbilityEstimate?
    var fallbackFrom: AbilityMethod?
  }

  /// - Parameter fallback: takes over where the method has no finite estimate.
  func outcomes(
    _ responses: ResponseMatrix, fallback: AbilityMethod? = nil
  ) -> [Outcome] {
    let patterns = responses.patterns()
    let second = fallback.map {
      AbilityEstimator(method: $0, prior: estimator.prior, quadrature: estimator.quadrature)
    }
    let found = Places<Outcome>(count: patterns.count, value: Outcome())
    let blocks = (patterns.count + 63) / 64
    Parallel(threads: threads).forEach(blocks) { block in
      for pattern in 64 * block..<min(64 * block + 64, patterns.count) {
        let person = Int(patterns.representatives[pattern])
        let answers = models.indices.compactMap { column in
          models[column].flatMap { model in
            responses[person: person, item: column].flatMap {
              $0 < model.scoreCount ? ScoredResponse(model: model, score: $0) : nil
            }
          }
        }
        var outcome = Outcome(count: answers.count)
        if !answers.isEmpty {
          outcome.estimate = try? estimator.estimate(answers)
          if outcome.estimate == nil, let second {
            outcome.estimate = try? second.estimate(answers)
            outcome.fallbackFrom = estimator.method
          }
        }
        found[pattern] = outcome
      }
    }
    return patterns.patternOfPerson.map { found[Int($0)] }
  }

  /// Written by several threads, each to places of its own.
  private final class Places<Element>: @unchecked Sendable {
    private let storage: UnsafeMutableBufferPointer<Element>

    init(count: Int, value: Element) {
      storage = .allocate(capacity: count)
      storage.initialize(repeating: value)
    }

    deinit {
      storage.deinitialize()
      storage.deallocate()
    }

    subscript(index: Int) -> Element {
      get { storage[index] }
      set { storage[index] = newValue }
    }
  }
}
