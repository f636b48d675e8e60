import Foundation

extension Collection where Element == ScoredResponse {
  /// lz*, whether answers go together at the ability estimated from them: large and negative where they do
  /// not (Snijders 2001, doi:10.1007/BF02294437; Magis, Raîche & Béland 2012, doi:10.3102/1076998610396894,
  /// for estimators other than ML; Sinharay 2016, doi:10.1007/s11336-015-9465-x, for items of several
  /// scores). Any response model will do.
  ///
  /// Standard normal for a long fixed test, only; see `Proctoring.ReferenceDistribution` for adaptive ones.
  ///
  /// - Parameter theta: the estimate from these very answers, in logits, whatever the estimator.
  /// - Returns: `nil` where the answers cannot disagree with each other: fewer than two, or all of items
  ///   that are alike.
  public func standardizedLogLikelihood(at theta: Double) -> Double? {
    // The published form is (W + c r₀) / √V: W = Σ (log P(x) − E log P), c = Σ Σₖ Pₖ′ log Pₖ / Σ I, and r₀
    // what the estimator adds to its equation Σ (log P)′ + r₀ = 0: nothing for ML, the slope of the log prior
    // for MAP, J/2I for WLE. At its own root that is r₀ = −Σ (log P)′, so one expression,
    //   Σ [(log P(x) − c (log P(x))′) − E(log P − c (log P)′)],
    // serves them all, and EAP, which has no equation. (The slope's expectation is 0.)
    var crossed = 0.0
    var information = 0.0
    for answer in self {
      for score in 0..<answer.model.scoreCount {
        let log = answer.model.logProbability(of: score, at: theta)
        crossed += exp(log.value) * log.slope * log.value
        information += exp(log.value) * log.slope * log.slope
      }
    }
    guard information > 0 else { return nil }
    let weight = crossed / information
    var sum = 0.0
    var variance = 0.0
    for answer in self {
      var mean = 0.0
      var square = 0.0
      for score in 0..<answer.model.scoreCount {
        let log = answer.model.logProbability(of: score, at: theta)
        let term = log.value - weight * log.slope
        let probability = exp(log.value)
        mean += probability * term
        square += probability * term * term
        if score == answer.score { sum += term }
      }
      sum -= mean
      variance += Swift.max(0, square - mean * mean)
    }
    return variance > 1e-10 ? sum / variance.squareRoot() : nil
  }
}
