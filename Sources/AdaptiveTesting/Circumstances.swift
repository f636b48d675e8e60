import Foundation
import ItemBanks
import Numerical

/// What a sitting begins with beside its bank, design and seed: what follows from the person, or from the
/// sittings before. It is kept in the log's first event, so that a replay needs neither.
public struct Circumstances: Sendable, Hashable {
  /// The person's, as a class or a grade: for designs that start by group, and for audits of fairness.
  public let group: String?
  /// Where the person is taken to stand, in logits; `nil` where the design alone says.
  public let theta: Double?
  /// The items that stand aside, by segment of ability; empty where none are picked by what was given
  /// before.
  let standingAside: [ItemSet]

  public init() { self.init(group: nil, theta: nil, standingAside: []) }

  init(group: String?, theta: Double?, standingAside: [ItemSet]) {
    self.group = group
    self.theta = theta
    self.standingAside = standingAside
  }
}

extension Circumstances: Codable {
  private enum CodingKeys: String, CodingKey {
    case group, theta
    case standingAside = "standing_aside"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      group: try container.decodeIfPresent(String.self, forKey: .group),
      theta: try container.decodeIfPresent(Double.self, forKey: .theta),
      standingAside: try container.decodeIfPresent([ItemSet].self, forKey: .standingAside) ?? [])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(group, forKey: .group)
    try container.encodeIfPresent(theta, forKey: .theta)
    if !standingAside.isEmpty { try container.encode(standingAside, forKey: .standingAside) }
  }
}

extension TestPlan {
  /// What a sitting of this plan begins with.
  ///
  /// - Parameters:
  ///   - group: the person's.
  ///   - earlierResult: the person's last score on the bank, in logits; used by a design that starts there.
  ///   - ledger: how often items were given in the sittings before; used by designs that limit that.
  ///   - seed: the sitting's.
  public func circumstances(
    group: String? = nil, earlierResult: Double? = nil, ledger: ExposureLedger? = nil, seed: UInt64
  ) -> Circumstances {
    let theta: Double? =
      switch design.start.origin {
      case .groups(let groups): group.flatMap { groups[$0] }
      case .earlierResult: earlierResult
      case .prior, .theta, .random: nil
      }
    return Circumstances(
      group: group, theta: theta.map { min(max($0, -10), 10) },
      standingAside: ledger?.itemsStandingAside(under: design.exposure, seed: seed) ?? [])
  }

  /// Where a sitting starts.
  func startingTheta(_ circumstances: Circumstances, seed: UInt64) -> Double {
    if let theta = circumstances.theta { return theta }
    switch design.start.origin {
    case .theta(let theta): return theta
    case .random(let range):
      var generator = SeededGenerator(seed: seed, stream: 0)
      return range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
    case .prior, .groups, .earlierResult: return design.estimation.prior.mean
    }
  }
}
