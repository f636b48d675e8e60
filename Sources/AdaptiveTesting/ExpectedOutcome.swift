import ItemResponse
import Numerical

/// The posterior variance to expect after an item (Owen 1975; van der Linden 1998,
/// doi:10.1007/BF02294775), in logits squared.
struct ExpectedPosteriorVariance: ItemCriterion {
  let pool: ItemPool

  func valuation(in state: SelectionState) -> (Int) -> Double {
    let posterior = pool.distribution(.posterior, in: state)
    return { -posterior.expectedVariance(after: pool.model($0)) }
  }

  func quantity(of item: Int, worth: Double, in state: SelectionState) -> Double { -worth }
}

/// The information that an item is expected to have at the estimate that follows its answer, every possible
/// one weighted with its probability at the current estimate (van der Linden 1998; van der Linden & Pashley
/// 2000).
///
/// Costs an estimate for every answer to every item: milliseconds for a thousand items under EAP or MAP, a
/// good part of a second under WLE.
struct ExpectedInformation: ItemCriterion {
  let pool: ItemPool
  let information: Design.InformationKind

  func valuation(in state: SelectionState) -> (Int) -> Double {
    { item in
      let model = pool.model(item)
      return (0..<model.scoreCount).reduce(0) { sum, score in
        var pattern = state.pattern ?? pool.estimator.pattern(state.responses)
        pattern.append(ScoredResponse(model: model, score: score))
        let theta = pool.estimator.asymptoticEstimate(pattern, near: state.theta).theta
        return sum + model.probability(of: score, at: state.theta)
          * (information == .fisher
            ? pool.informant(item).information(at: theta)
            : -model.logProbability(of: score, at: theta).curvature)
      }
    }
  }
}
