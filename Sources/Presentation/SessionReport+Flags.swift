import Foundation
import Proctoring

extension SessionReport {
  /// What a proctor should look at, each with its numbers, what it may mean and what it does not prove; then
  /// all that was computed.
  ///
  /// - Parameter isComplete: whether everything that the sitting is held against was there.
  func flagBlocks(similar: [SimilarSitting], isComplete: Bool) -> [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = []
    let kinds = review.flags + Self.pairFlags(of: similar)
    if kinds.isEmpty {
      blocks.append(
        .paragraph(
          isComplete
            ? "Nothing was found that a proctor should look at." : "Nothing was found so far."))
    }
    if !isComplete {
      blocks.append(.paragraph("The sitting is still being held against others of its bank."))
    }
    for flag in kinds {
      var facts: [ReportDocument.Fact] = []
      if let numbers = numbers(of: flag) { facts.append(.init("numbers", numbers)) }
      facts += similar.filter { $0.pair.flags.contains { $0.kind == flag.kind } }
        .map { .init("with", $0.english) }
      facts.append(.init("may mean", flag.meaning))
      facts.append(.init("no proof", flag.caution))
      if let items = itemWords(of: flag) { facts.append(.init("items", items)) }
      blocks += [.heading(flag.kind.english.capitalizingFirst), .facts(facts)]
    }
    return blocks + findingBlocks
  }

  /// How many things there are to look at, as the list of sittings counts them.
  func flagCount(similar: [SimilarSitting]) -> Int {
    notableFlags.count + Self.pairFlags(of: similar).count
  }

  /// Of pairs, one for each kind.
  private static func pairFlags(of similar: [SimilarSitting]) -> [Flag] {
    let kinds = Set(similar.flatMap { $0.pair.flags.map(\.kind) })
    return Flag.Kind.allCases.filter(kinds.contains).map { Flag(kind: $0) }
  }

  private func numbers(of flag: Flag) -> String? {
    guard let statistic = flag.statistic else { return nil }
    let name = flag.kind.statisticName ?? "value"
    var words = "\(name) \(Wording.decimal(statistic))"
    if flag.kind.isCount { words = "\(Wording.decimal(statistic, 0)) \(name)" }
    if let threshold = flag.threshold {
      words += ", raised from \(Wording.decimal(threshold, flag.kind.isCount ? 0 : 2))"
    }
    if let probability = flag.probability {
      words +=
        ", p \(Wording.pValue(probability)): so odd are \(Wording.percent(probability)) of sittings "
        + "in which nothing happened"
    }
    return words
  }
}

extension Flag.Kind {
  /// Whether the statistic is a number of items.
  fileprivate var isCount: Bool { self == .rapidGuessing || self == .provisionalParameters }
}
