import AdaptiveTesting
import ItemBanks

/// How often an item was given, against how often it could have been.
public struct ItemUse: Sendable, Hashable, Identifiable {
  public let id: String
  public let status: Item.Status
  /// Sittings whose design and generation of the bank could have given it.
  public let availableCount: Int
  /// Sittings that gave it, and had an answer; ruled-out answers are among them.
  public let givenCount: Int
  /// How many would have given it if every item that could be given were given as often as the others: those
  /// that are scored among themselves, and pretest items among themselves.
  public let expectedCount: Double

  /// Of the sittings that could have given it; 0 without any.
  public var exposure: Double {
    availableCount > 0 ? Double(givenCount) / Double(availableCount) : 0
  }

  /// Given less than a tenth as often as with equal use, where that would have been five times at least: what
  /// is rarer may be chance.
  public var isCold: Bool { expectedCount >= 5 && Double(givenCount) * 10 < expectedCount }
}

/// A retired item that is not out of use.
public struct RetiredUse: Sendable, Hashable, Identifiable {
  public let id: String
  /// When the generation that retired it came into force, in milliseconds since 1970; `nil` where not known.
  public let since: Int64?
  /// How often it was put before somebody after that: in sittings that began on an older generation.
  public let givenCount: Int
  /// Codes of unfinished sittings on older generations, which may still give it.
  public let openSittings: [String]
}

extension ItemUse {
  /// In the order of the bank.
  static func all(of sittings: [TestSession], bank: Bank) -> [ItemUse] {
    var available: [String: Int] = [:]
    var expected: [String: Double] = [:]
    var given: [String: Int] = [:]
    // Sittings that share a plan share what could be given.
    for (_, sittings) in Dictionary(grouping: sittings, by: { ObjectIdentifier($0.plan) }) {
      let plan = sittings[0].plan
      for (pool, isPretest) in [(plan.pool, false), (plan.pretestPool, true)] {
        let answers = sittings.reduce(0) { sum, session in
          sum + session.answers.count { $0.isPretest == isPretest }
        }
        for number in pool {
          let id = plan.bank.items[number].id
          available[id, default: 0] += sittings.count
          expected[id, default: 0] += Double(answers) / Double(pool.count)
        }
      }
      for session in sittings {
        for answer in session.answers { given[answer.item.id, default: 0] += 1 }
      }
    }
    return bank.items.map { item in
      ItemUse(
        id: item.id, status: item.status, availableCount: available[item.id] ?? 0,
        givenCount: given[item.id] ?? 0, expectedCount: expected[item.id] ?? 0)
    }
  }
}

extension RetiredUse {
  /// In the order of the bank.
  ///
  /// - Parameter since: by item, when it was retired.
  static func all(
    of sittings: [BankAudit.Sitting], bank: Bank, since: [String: Int64]
  ) -> [RetiredUse] {
    let retired = Set(bank.items.filter { $0.status == .retired }.map(\.id))
    guard !retired.isEmpty else { return [] }
    var given: [String: Int] = [:]
    var open: [String: [String]] = [:]
    for sitting in sittings {
      for event in sitting.session.events {
        guard case .presented(let proposal) = event.kind, retired.contains(proposal.item),
          let begin = since[proposal.item], event.time >= begin
        else { continue }
        given[proposal.item, default: 0] += 1
      }
      let session = sitting.session
      guard session.status != .finished, !session.isVoided else { continue }
      let answered = Set(session.answers.map(\.item.id))
      for number in session.plan.pool + session.plan.pretestPool {
        let id = session.bank.items[number].id
        guard retired.contains(id), !answered.contains(id) else { continue }
        open[id, default: []].append(sitting.code)
      }
    }
    return bank.items.compactMap { item in
      let use = RetiredUse(
        id: item.id, since: since[item.id], givenCount: given[item.id] ?? 0,
        openSittings: open[item.id] ?? [])
      return use.givenCount > 0 || !use.openSittings.isEmpty ? use : nil
    }
  }
}
