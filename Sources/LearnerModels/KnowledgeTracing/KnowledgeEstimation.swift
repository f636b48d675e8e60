import Foundation
import Numerical

/// EM for one skill from one point, sped up by Anderson's mixing. A step that lowers the likelihood is
/// taken back to EM's own, which never does.
struct KnowledgeEstimation: Sendable {
  var values: [Double]
  var logLikelihood: Double
  var iterations: Int
  var converged: Bool

  /// The largest change of a probability in an EM step at which the estimates count as settled.
  static let tolerance = 1e-8
  /// They also do when this many steps in a row have gained next to nothing: a flat ridge.
  static let stepsWithoutGain = 8
  static let smallestGain = 1e-8
  static let mostIterations = 1000

  init(
    from start: [Double], by expectation: KnowledgeExpectation,
    maximization: KnowledgeMaximization, mostIterations: Int = Self.mostIterations,
    tolerance: Double = Self.tolerance
  ) {
    var mixing = AndersonMixing(depth: min(6, start.count))
    var point = maximization.clamped(start)
    var fallback = point
    var best = -Double.infinity
    values = point
    iterations = 0
    converged = false
    var sinceRestart = 0
    var withoutGain = 0
    while iterations < mostIterations {
      iterations += 1
      let value = expectation.run(at: point)
      if (value < best - 1e-9 * abs(best) && point != fallback) || !value.isFinite {
        mixing.restart()
        sinceRestart = 0
        point = fallback
        continue
      }
      withoutGain = value - best < Self.smallestGain ? withoutGain + 1 : 0
      best = value
      values = point
      let image = maximization.maximum(
        happened: expectation.happened, possible: expectation.possible, last: point)
      let change = zip(image, point).reduce(0) { max($0, abs($1.0 - $1.1)) }
      if change < tolerance || withoutGain >= Self.stepsWithoutGain {
        converged = true
        break
      }
      fallback = image
      sinceRestart += 1
      // A few plain steps first: far from the maximum there is nothing to extrapolate from.
      guard sinceRestart > 2 else {
        point = image
        continue
      }
      point = maximization.permitted(mixing.next(point: point, image: image), near: image)
    }
    logLikelihood = expectation.forward(values)
  }
}
