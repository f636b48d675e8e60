import Foundation
import ItemResponse
import Numerical

/// How far a test has come, as the criteria that leave less and less to chance ask (Barrada, Olea, Ponsoda &
/// Abad 2008, 2010; as in catR).
struct Advance: Sendable {
  private let maximumItems: Int
  private let hasMaximum: Bool
  private let targetError: Double?
  private let acceleration: Double

  init(_ design: Design, poolSize: Int) {
    hasMaximum = design.stopping.maximumItems != nil
    maximumItems = min(design.stopping.maximumItems ?? poolSize, poolSize)
    targetError = design.stopping.standardError
    acceleration = design.selection.acceleration ?? 1
  }

  /// 0 for the first item, rising to 1. With k the acceleration, n the items given and M their maximum:
  /// Σ f^k over f ≤ n by Σ f^k over f < M; or, where the test stops at a standard error,
  /// max(information reached / information wanted, n / (M − 1))^k.
  func share(in state: SelectionState) -> Double {
    let given = state.given.count
    guard given > 0 else { return 0 }
    let last = maximumItems - 1
    guard given < last else { return 1 }
    guard let targetError else { return powers(to: given) / powers(to: last) }
    let precision = (targetError / state.standardError) * (targetError / state.standardError)
    let length = hasMaximum ? Double(given) / Double(last) : 0
    return pow(min(1, max(precision, length)), acceleration)
  }

  /// The power to which the proportional method raises information: the share times the information wanted,
  /// or times the length.
  func power(in state: SelectionState) -> Double {
    let scale = targetError.map { 1 / ($0 * $0) } ?? Double(maximumItems)
    return scale * share(in: state)
  }

  private func powers(to count: Int) -> Double {
    (1...count).reduce(0) { $0 + pow(Double($1), acceleration) }
  }
}

/// A mixture of information and chance: w I + (1 − w) R, with R drawn evenly up to the largest information
/// among items not yet given, and w how far the test has come (Revuelta & Ponsoda 1998,
/// doi:10.1111/j.1745-3984.1998.tb00541.x).
struct Progressive: ItemCriterion {
  let pool: ItemPool
  let index: InformationIndex
  let advance: Advance

  func valuation(in state: SelectionState) -> (Int) -> Double {
    var open = pool.candidates
    for item in state.given where open.contains(item) { open.remove(item) }
    let largest = index.best(1, at: state.theta, among: open).entries.first?.value ?? 0
    let share = advance.share(in: state)
    let lottery = state.lottery()
    return { item in
      share * pool.informant(item).information(at: state.theta)
        + (1 - share) * largest * lottery(item)
    }
  }
}

/// A draw with chances in proportion to a power of information that rises from 0 (Barrada, Olea, Ponsoda &
/// Abad 2008; Segall 2004); with the power 0 throughout, an even one.
///
/// log(w) − log(−log u), with u uniform, is largest for an item with the probability w / Σ w (Gumbel 1954), so
/// that a draw is the best of something, too.
struct Proportional: ItemCriterion {
  let pool: ItemPool
  /// `nil` for an even draw.
  let advance: Advance?

  func valuation(in state: SelectionState) -> (Int) -> Double {
    let power = advance?.power(in: state) ?? 0
    let lottery = state.lottery()
    return { item in
      // Neither logarithm is ever infinite: sums of worths are compared, too, where whole tests are.
      let chance = -log(-log(max(lottery(item), 0x1p-54)))
      guard power > 0 else { return chance }
      let information = pool.informant(item).information(at: state.theta)
      return power * log(max(information, .leastNormalMagnitude)) + chance
    }
  }

  /// Information at the current estimate.
  func quantity(of item: Int, worth: Double, in state: SelectionState) -> Double {
    pool.informant(item).information(at: state.theta)
  }
}
