/// What was typed to find sittings: every word must be found somewhere in a row, and a comparison such as
/// `score<400` must hold.
struct SittingSearch: Sendable, Hashable {
  private enum Term: Sendable, Hashable {
    case text(SearchText)
    case comparison(Field, Relation, Double)
  }

  /// What can be compared, by the words typed for it.
  private enum Field: String, Sendable, CaseIterable {
    case score, theta, se, items, minutes, flags

    func value(_ row: SittingRow) -> Double? {
      switch self {
      case .score: row.score
      case .theta: row.theta
      case .se: row.standardError
      case .items: Double(row.answered)
      case .minutes: row.activeMilliseconds.map { Double($0) / 60_000 }
      case .flags: row.notableFlags.map { Double($0.count) }
      }
    }
  }

  private enum Relation: String, Sendable, CaseIterable {
    // The longer ones first, for they begin like the shorter ones.
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"
    case equal = "="

    func holds(_ a: Double, _ b: Double) -> Bool {
      switch self {
      case .atMost: a <= b
      case .atLeast: a >= b
      case .below: a < b
      case .above: a > b
      case .equal: a == b
      }
    }
  }

  let text: String
  private let terms: [Term]

  init(_ text: String) {
    self.text = text.trimmingWhitespace
    terms = text.split(whereSeparator: \.isWhitespace).compactMap { Self.term(String($0)) }
  }

  var isEmpty: Bool { terms.isEmpty }

  /// `nil` for a comparison that is still being typed: it hides nothing yet.
  private static func term(_ word: String) -> Term? {
    let folded = word.folded
    for field in Field.allCases where folded.hasPrefix(field.rawValue) {
      let rest = folded.dropFirst(field.rawValue.count)
      for relation in Relation.allCases where rest.hasPrefix(relation.rawValue) {
        let number = rest.dropFirst(relation.rawValue.count)
          .map { $0 == "," ? "." : $0 == "−" ? "-" : String($0) }.joined()
        if number.isEmpty || number == "-" || number == "." { return nil }
        if let value = Double(number), value.isFinite { return .comparison(field, relation, value) }
      }
    }
    return .text(SearchText(word))
  }

  func admits(_ row: SittingRow, text: SearchText) -> Bool {
    terms.allSatisfy { term in
      switch term {
      case .text(let word): text.contains(word)
      case .comparison(let field, let relation, let number):
        field.value(row).map { relation.holds($0, number) } ?? false
      }
    }
  }
}

extension SittingRow {
  /// All its words, each field on a line of its own so that no word is found across two.
  var searchText: SearchText {
    var words = [student, bankTitle, bank, code, state.english]
    if let group { words.append(group) }
    if state == .voided { words.append("void") }
    if isReviewed { words.append("reviewed") }
    for flag in notableFlags ?? [] { words += [flag.english, flag.brief] }
    if isFlagged { words.append("flagged") }
    return SearchText(words.joined(separator: "\n"))
  }
}
