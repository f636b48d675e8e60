import Foundation

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

    /// Whether a value is shown as a number that was typed: who reads 600 asks for `score=600`.
    func shows(_ value: Double, as number: Double) -> Bool {
      switch self {
      case .minutes: value.rounded(.down) == number
      case .items, .flags: value == number
      case .score: Self.rounds(value, to: number, places: 0)
      case .theta, .se: Self.rounds(value, to: number, places: 2)
      }
    }

    /// By the text itself, since that rounds what a multiplied value would round otherwise.
    private static func rounds(_ value: Double, to number: Double, places: Int) -> Bool {
      guard abs(value - number) < 1 else { return false }
      return Double(Wording.decimal(value, places).plainSigns) == number
    }
  }

  private enum Relation: String, Sendable, CaseIterable {
    // The longer ones first, for they begin like the shorter ones.
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"
    case equal = "="

    func holds(_ value: Double, _ number: Double, of field: Field) -> Bool {
      switch self {
      case .atMost: value < number || field.shows(value, as: number)
      case .atLeast: value > number || field.shows(value, as: number)
      case .below: value < number
      case .above: value > number
      case .equal: field.shows(value, as: number)
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
        let number = String(rest.dropFirst(relation.rawValue.count)).plainSigns
          .replacing(",", with: ".")
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
        field.value(row).map { relation.holds($0, number, of: field) } ?? false
      }
    }
  }
}

extension SittingRow {
  /// All that columns say of it, each field on a line of its own so that no word is found across two. When something
  /// last happened is there as a moment, for how long ago that is changes every second.
  func searchText(timeZone: TimeZone) -> SearchText {
    var words = SittingColumn.allCases.map { column in
      column == .last
        ? lastEventAt.map { Wording.moment($0, timeZone: timeZone) } ?? ""
        : column.cell(self, now: 0, timeZone: timeZone)
    }
    words.append(bank)
    if state == .voided { words.append("void") }
    if isReviewed { words.append("reviewed") }
    for flag in notableFlags ?? [] { words += [flag.english, flag.brief] }
    if isFlagged { words.append("flagged") }
    return SearchText(lines: words)
  }
}
