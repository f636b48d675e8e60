import AdaptiveTesting
import ItemBanks
import Numerical

/// What all sittings of a bank together tell of it: how its items are used, whether they still do what their
/// parameters say, whether they are fair to groups, and whether there is enough to calibrate them.
///
/// Judged are the bank and the parameters that are passed in, whichever generation a sitting began on; sittings
/// that a proctor ruled out do not count.
public struct BankAudit: Sendable {
  public let bank: Bank
  /// Those that count: with an answer, and not ruled out; in the order of time.
  public let sittings: [Sitting]
  /// How many were left out.
  public let leftOutCount: Int
  public let review: BankReview
  public let criteria: Criteria
  /// In the order of the bank.
  public let use: [ItemUse]
  public let retiredInUse: [RetiredUse]
  /// How often items were answered that the bank no longer has.
  public let missingItems: [String: Int]
  /// In logits, rising.
  public let cuts: [Double]
  /// The largest first.
  public let groups: [GroupScores]
  /// Sittings that count and have no group.
  public let ungroupedCount: Int
  /// Of one group with each of the others.
  public let comparisons: [GroupComparison]

  public struct Sitting: Sendable {
    public let code: String
    public let person: String
    /// Of the bank, counted from 1.
    public let generation: Int
    public let session: TestSession

    public init(code: String, person: String, generation: Int, session: TestSession) {
      self.code = code
      self.person = person
      self.generation = generation
      self.session = session
    }

    /// As recorded when it began; what is blank is none.
    public var group: String? {
      guard case .started(let circumstances) = session.events.first?.kind,
        let group = circumstances.group, !group.allSatisfy(\.isWhitespace)
      else { return nil }
      return group
    }

    /// Whether it counts.
    public var hasEvidence: Bool {
      !session.isVoided && session.answers.contains { !$0.isVoided }
    }
  }

  /// What is asked of the bank.
  public struct Criteria: Sendable, Hashable {
    public var review: BankReview.Criteria
    /// In logits; `nil` for those that the last sitting's design decides about, or else where the bank's levels
    /// begin.
    public var cuts: [Double]?
    /// The group that the others are compared with; `nil` for the largest that is not among `focal`.
    public var reference: String?
    /// Those to be compared; `nil` for all others.
    public var focal: [String]?

    public init(
      review: BankReview.Criteria = .init(), cuts: [Double]? = nil, reference: String? = nil,
      focal: [String]? = nil
    ) {
      self.review = review
      self.cuts = cuts
      self.reference = reference
      self.focal = focal
    }
  }

  /// Costs a pass over the answers for each of some 60 points of ability, and some twenty for each pair of groups
  /// and round of their comparison.
  ///
  /// - Parameters:
  ///   - sittings: of the bank, in the order of time.
  ///   - bank: with the parameters to be judged.
  ///   - retired: by retired item, when it went out of use, in milliseconds since 1970.
  ///   - criteria: groups that nobody belongs to are passed over.
  public init(
    of sittings: [Sitting], bank: Bank, retired: [String: Int64] = [:],
    criteria: Criteria = Criteria(), threads: Int? = nil
  ) {
    let counted = sittings.filter(\.hasEvidence)
    let sessions = counted.map(\.session)
    self.bank = bank
    self.criteria = criteria
    self.sittings = counted
    leftOutCount = sittings.count - counted.count
    review = BankReview(of: sessions, bank: bank, criteria: criteria.review, threads: threads)
    use = ItemUse.all(of: sessions, bank: bank)
    retiredInUse = RetiredUse.all(of: sittings, bank: bank, since: retired)
    let known = Set(bank.items.map(\.id))
    missingItems = sessions.lazy.flatMap(\.answers).map(\.item.id)
      .reduce(into: [:]) { if !known.contains($1) { $0[$1, default: 0] += 1 } }
    cuts = (criteria.cuts ?? Self.cuts(of: bank, last: sessions.last)).sorted()

    let byGroup = Dictionary(grouping: counted.indices, by: { counted[$0].group })
    ungroupedCount = byGroup[nil]?.count ?? 0
    let names = byGroup.compactMap { name, members in name.map { ($0, members.count) } }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
    let cuts = cuts
    let groups = names.map { name in
      GroupScores(
        group: name,
        scores: (byGroup[name] ?? []).compactMap { number in
          let session = counted[number].session
          return session.status == .finished
            ? (counted[number].person, session.estimate.theta) : nil
        }, cuts: cuts)
    }
    self.groups = groups
    let reference =
      groups.first { $0.group == criteria.reference }
      ?? groups.first { !(criteria.focal?.contains($0.group) ?? false) }
    comparisons = groups.compactMap { focal in
      guard let reference, focal.group != reference.group,
        criteria.focal?.contains(focal.group) ?? true
      else { return nil }
      let members = counted.indices.filter {
        counted[$0].group == reference.group || counted[$0].group == focal.group
      }
      return GroupComparison(
        reference: reference, focal: focal, sittings: members.map { sessions[$0] },
        isFocal: members.map { counted[$0].group == focal.group }, bank: bank,
        rate: criteria.review.rate, threads: threads)
    }
  }

  private static func cuts(of bank: Bank, last: TestSession?) -> [Double] {
    if let classification = last?.design.stopping.classification { return classification.cuts }
    return bank.levels.dropFirst().map {
      ($0.from - bank.scale.mean) / bank.scale.standardDeviation
    }
  }

  // MARK: What stands out, in the order of the bank

  /// Items that changed from early to late sittings.
  public var drifting: [ItemReview] { review.items.filter { isFound($0.drift?.test) } }
  /// Items that are easier or harder than their parameters say.
  public var shifted: [ItemReview] { review.items.filter { isFound($0.shift?.test) } }
  /// Items whose answers do not follow their curve.
  public var misfitting: [ItemReview] { review.items.filter { isFound($0.fit?.test) } }
  /// Items that are hardly ever given.
  public var cold: [ItemUse] { use.filter(\.isCold) }
  /// Items with enough answers for new parameters, and a reason to want them.
  public var due: [ItemReview] { review.items.filter(\.isDueForCalibration) }

  private func isFound(_ test: ItemReview.Test?) -> Bool {
    (test?.adjustedProbability ?? 1) <= criteria.review.rate
  }
}
