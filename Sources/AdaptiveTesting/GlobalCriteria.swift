import Foundation
import ItemResponse
import Numerical

/// How well an item's answer would tell the current estimate from other abilities: the Kullback–Leibler
/// divergence Σₖ Pₖ(θ̂) log(Pₖ(θ̂) / Pₖ(θ)) averaged over θ, in nats (Chang & Ying 1996,
/// doi:10.1177/014662169602000303).
///
/// Chang and Ying integrate over an interval about the estimate. Here, as in catR, the likelihood or the
/// posterior says how much each θ counts.
struct KullbackLeibler: ItemCriterion {
  let pool: ItemPool
  let weighting: ItemPool.Weighting

  func valuation(in state: SelectionState) -> (Int) -> Double {
    let distribution = pool.distribution(weighting, in: state)
    return { item in
      let model = pool.model(item)
      return (0..<model.scoreCount).reduce(0) { sum, score in
        let here = model.logProbability(of: score, at: state.theta).value
        return sum + exp(here) * (here - distribution.mean(of: model.logProbabilities(of: score)))
      }
    }
  }
}

/// The global discrimination index (Kaplan, de la Torre & Barrada 2015, doi:10.1177/0146621614554650): how
/// much the probability of an answer varies over ability, as its variance; between 0 and 1/4.
///
/// The index is a sum over latent classes; here the classes are the quadrature's points, each a whole one, so
/// that the ends do not count half. An item's index is half the sum over its scores, which for right and wrong
/// is the variance of either.
struct GlobalDiscrimination: ItemCriterion {
  let pool: ItemPool
  let weighting: ItemPool.Weighting

  func valuation(in state: SelectionState) -> (Int) -> Double {
    let weights = pool.distribution(weighting, in: state).pointMasses
    return { item in
      pool.model(item).probabilities.reduce(0) { $0 + 0.5 * variance(of: $1, weights) }
    }
  }

  private func variance(of values: [Double], _ weights: [Double]) -> Double {
    var mean = 0.0
    for index in weights.indices { mean += weights[index] * values[index] }
    var variance = 0.0
    for index in weights.indices {
      variance += weights[index] * (values[index] - mean) * (values[index] - mean)
    }
    return variance
  }
}
