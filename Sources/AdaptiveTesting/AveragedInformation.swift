import ItemResponse
import Numerical

/// Information averaged over ability (Veerkamp & Berger 1997, doi:10.3102/10769986022002203; over the
/// posterior, van der Linden 1998, doi:10.1007/BF02294775).
struct WeightedInformation: ItemCriterion {
  let pool: ItemPool
  let weighting: ItemPool.Weighting

  func valuation(in state: SelectionState) -> (Int) -> Double {
    let distribution = pool.distribution(weighting, in: state)
    return { distribution.mean(of: pool.informant($0).informations) }
  }
}

/// Information averaged evenly over an interval about the estimate (Veerkamp & Berger 1997).
struct IntervalInformation: ItemCriterion {
  let pool: ItemPool
  /// In logits; `nil` for 1.96 standard errors.
  let halfWidth: Double?

  func valuation(in state: SelectionState) -> (Int) -> Double {
    let theta = state.theta
    let reach = halfWidth ?? 1.96 * state.standardError
    // A standard error may be infinite; nobody is looked for beyond the quadrature.
    let low = max(theta - reach, min(pool.quadrature.lowerBound, theta))
    let high = min(theta + reach, max(pool.quadrature.upperBound, theta))
    guard low < high else { return { pool.informant($0).information(at: theta) } }
    let fine = Quadrature(from: low, to: high, points: 65)
    return { item in
      let informant = pool.informant(item)
      return fine.simpsonIntegral { informant.information(at: $0) } / (high - low)
    }
  }
}
