import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical

extension SessionReport {
  /// On which side of a cut score the person stands, and how sure that is.
  public struct Standing: Sendable, Hashable {
    /// In logits.
    public let cut: Double
    public let side: Classification.Side
    /// Whether the design classifies and its own test decided; else the estimate says.
    public let isDecided: Bool
    /// The chance that the person is truly on the other side: where the design's test decided, the one that it
    /// is held to; else Φ(−|θ − cut| / SE). `nil` where the standard error is infinite.
    public let errorProbability: Double?
  }

  /// By cut score, rising; empty without answers that count, and without cuts.
  public var standings: [Standing] {
    let estimate = session.estimate
    guard hasScore else { return [] }
    let classification = session.design.stopping.classification
    let decisions = Dictionary(
      zip(classification?.cuts ?? [], session.sides), uniquingKeysWith: { first, _ in first })
    return cuts.map { cut in
      if let classification, let side = decisions[cut] ?? nil {
        return Standing(
          cut: cut, side: side, isDecided: true,
          errorProbability: classification.nominalError(on: side))
      }
      let distance = (estimate.theta - cut) / estimate.standardError
      let chance = NormalDistribution().cumulativeProbability(at: -abs(distance))
      return Standing(
        cut: cut, side: estimate.theta >= cut ? .above : .below, isDecided: false,
        errorProbability: estimate.standardError.isFinite ? chance : nil)
    }
  }

  /// The design's own cut scores; without them, where the level that the score is in begins and where the next
  /// one does. The lowest has everything below it, too, and so no beginning.
  static func cuts(of session: TestSession) -> [Double] {
    if let classification = session.design.stopping.classification { return classification.cuts }
    let scale = session.bank.scale
    let marks = session.bank.levels.dropFirst().map {
      ($0.from - scale.mean) / scale.standardDeviation
    }
    let theta = session.estimate.theta
    return [marks.last { $0 <= theta }, marks.first { $0 > theta }].compactMap { $0 }
  }

  /// 1 − SE² / σ² at the person's own score (Green, Bock, Humphreys, Linn & Reckase 1984,
  /// doi:10.1111/j.1745-3984.1984.tb01039.x); below 0 where the answers tell less than knowing nothing but the
  /// population. `nil` without a finite standard error.
  public var reliability: Double? {
    let error = session.estimate.standardError
    guard hasScore, error.isFinite else { return nil }
    return 1 - error * error / (populationDeviation * populationDeviation)
  }

  /// σ of the people that the test is meant for, in logits: of the design's normal prior; 1, what the scale is
  /// made for, where the prior is no distribution of people.
  var populationDeviation: Double {
    if case .normal(_, let deviation) = session.design.estimation.prior { deviation } else { 1 }
  }

  /// Whether any answer counts.
  var hasScore: Bool { session.answers.contains(where: \.isCounted) }
}

extension Classification {
  /// The chance of a wrong decision for a side that the method is held to.
  fileprivate func nominalError(on side: Side) -> Double {
    switch method {
    case .interval(let level): 0.5 * (1 - level)
    case .likelihoodRatio(let test), .generalizedLikelihoodRatio(let test):
      side == .above ? test.falsePositive : test.falseNegative
    }
  }
}
