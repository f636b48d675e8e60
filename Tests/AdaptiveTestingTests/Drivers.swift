import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical

/// A bank of items known by their parameters only.
func makeBank(_ items: [(b: Double, domain: String?)], a: Double = 1, name: String = "made") -> Bank
{
  Bank(
    name: name,
    items: items.enumerated().map { index, item in
      Item(
        id: "q\(index + 1)", domain: item.domain,
        parameters: LogisticModel(discrimination: a, difficulty: item.b))
    })
}

/// `count` items with difficulties spread evenly over −3…3.
func evenBank(_ count: Int, a: Double = 1, domains: [String] = []) -> Bank {
  makeBank(
    (0..<count).map { index in
      (
        -3 + 6 * Double(index) / Double(max(count - 1, 1)),
        domains.isEmpty ? nil : domains[index % domains.count]
      )
    }, a: a)
}

extension Design {
  /// A design that stops for no reason but those set.
  static func endless(
    selection: Selection = Selection(), content: Content = .none,
    estimation: Estimation = Estimation(), maximumItems: Int? = nil
  ) -> Design {
    Design(
      selection: selection, content: content, estimation: estimation,
      stopping: Stopping(standardError: nil, maximumItems: maximumItems))
  }
}

/// A person with scripted scores: the answer to the nth item is the nth script entry, over and over.
struct Script {
  let scores: [Int]
  /// Between an item and its answer.
  var thinking: Int64 = 1_000

  init(_ scores: [Int]) { self.scores = scores }
  init(_ text: String) { scores = text.map { $0 == "1" ? 1 : 0 } }

  func score(of proposal: Proposal) -> Int { scores[(proposal.position - 1) % scores.count] }

  /// A whole sitting from time 0.
  func run(_ session: inout TestSession) {
    if session.status == .new { session.begin(at: 0) }
    while step(&session) {}
  }

  /// One item and its answer; false once the sitting is over.
  @discardableResult
  func step(_ session: inout TestSession) -> Bool {
    let now = session.events.last?.time ?? 0
    guard case .presented(let proposal) = session.advance(at: now).kind else { return false }
    session.record(score: score(of: proposal), at: now + thinking)
    return true
  }
}

/// A finished sitting.
func finished(
  _ bank: Bank, _ design: Design, seed: UInt64 = 1, script: Script = Script("10")
) throws -> TestSession {
  var session = try TestSession(bank: bank, design: design, seed: seed)
  script.run(&session)
  return session
}

extension TestSession {
  /// Ids of the items answered, in order.
  var path: [String] { answers.map(\.item.id) }

  var proposals: [Proposal] {
    events.compactMap { if case .presented(let proposal) = $0.kind { proposal } else { nil } }
  }
}
