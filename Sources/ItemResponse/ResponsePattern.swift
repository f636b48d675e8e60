import Foundation
import Numerical

/// Scored answers in the order they were given, with what an estimator would otherwise work out anew from
/// all of them after each: a test estimates after every answer. The same answers make the same estimate, to
/// the last bit, whether they were added one by one or are all there at once.
public struct ResponsePattern: Sendable {
  public private(set) var responses: [ScoredResponse] = []
  /// For EAP: the log-posterior at the points of the prior's grid, up to a constant; `nil` for others.
  private(set) var logPosterior: [Double]?
  private(set) var isLogConcave = true
  /// While all items are logistic with two parameters.
  private(set) var logistic: LogisticPattern? = LogisticPattern()
  /// Once an item's likelihood is not log-concave: the log-likelihood's slope at the points where modes are
  /// looked for.
  private(set) var searchSlopes: [Double]?

  /// No answers yet, for an estimator.
  public init(for estimator: AbilityEstimator) {
    guard estimator.method == .eap else { return }
    let prior = estimator.prior
    logPosterior = prior.grid(over: estimator.quadrature).points.map {
      prior.logDensity(at: $0).value
    }
    grid = prior.grid(over: estimator.quadrature)
  }

  public init(_ responses: [ScoredResponse], for estimator: AbilityEstimator) {
    self.init(for: estimator)
    for response in responses { append(response) }
  }

  private var grid: Quadrature?

  public mutating func append(_ response: ScoredResponse) {
    responses.append(response)
    let model = response.model
    if let grid, logPosterior != nil {
      model.addLogProbabilities(of: response.score, on: grid, to: &logPosterior!)
      return
    }
    logistic = logistic?.appending(response)
    isLogConcave = isLogConcave && model.isLogConcave
    guard !isLogConcave else { return }
    if searchSlopes == nil {
      searchSlopes = [Double](repeating: 0, count: AbilityEstimator.searchPoints.count)
      for earlier in responses.dropLast() { addSlopes(of: earlier) }
    }
    addSlopes(of: response)
  }

  private mutating func addSlopes(of response: ScoredResponse) {
    let slopes = response.model.slopes(of: response.score)
    for index in slopes.indices { searchSlopes![index] += slopes[index] }
  }
}

extension ResponseModel {
  /// The slope of log P(score | θ) at the points where modes are looked for.
  fileprivate func slopes(of score: Int) -> [Double] {
    if let prepared = self as? PreparedModel { return prepared.searchSlopes(of: score) }
    return AbilityEstimator.searchPoints.map { logProbability(of: score, at: $0).slope }
  }
}

/// A pattern of answers to items with two logistic parameters, side by side: the derivatives of its
/// log-likelihood, exactly as the models give them, without the logarithms.
struct LogisticPattern: Sendable {
  private var terms: [(slope: Double, difficulty: Double)] = []

  /// `nil` where the item has other parameters.
  consuming func appending(_ response: ScoredResponse) -> LogisticPattern? {
    guard let model = response.model.logisticForm, model.isLogConcave else { return nil }
    let sign: Double = response.score == 1 ? 1 : -1
    terms.append((sign * model.discrimination, model.difficulty))
    return self
  }

  func derivatives(at theta: Double) -> Derivatives {
    var sum = Derivatives(0, 0)
    for (slope, difficulty) in terms {
      let z = slope * (theta - difficulty)
      let e = exp(-abs(z))
      let l = z >= 0 ? 1 / (1 + e) : e / (1 + e)
      let m = z >= 0 ? e / (1 + e) : 1 / (1 + e)
      sum.slope += slope * m
      sum.curvature += -slope * slope * l * m
    }
    return sum
  }
}
