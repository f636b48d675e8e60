import Foundation

/// Which items of a bank a table shows, and in which order.
struct ItemTableOrder: Sendable, Hashable {
  enum Column: Int, CaseIterable, Sendable {
    case place, given, surprise, shift, drift, misfit, due
  }

  var column = Column.place
  /// Items that stand out come last.
  var isReversed = false
  /// Shown are items whose id, domain or stem has these words in it; all, where it is blank.
  var search = ""

  /// Numbers of rows, the one that stands out most first; equal ones in the order of the bank.
  func numbers(of rows: [BankOverview.Row]) -> [Int] {
    let words = search.lowercased().split(whereSeparator: \.isWhitespace)
    let shown = rows.indices.filter { number in
      guard !words.isEmpty else { return true }
      let item = rows[number].item
      let text = [item.id, item.domain ?? "", item.status.rawValue, item.question?.stem ?? ""]
        .joined(separator: " ").lowercased()
      return words.allSatisfy { text.contains($0) }
    }
    guard column != .place else { return isReversed ? shown.reversed() : shown }
    let weights = Dictionary(uniqueKeysWithValues: shown.map { ($0, weight(of: rows[$0])) })
    return shown.sorted { left, right in
      let (first, second) = (weights[left] ?? nil, weights[right] ?? nil)
      switch (first, second) {
      case (let first?, let second?) where first != second:
        return isReversed ? first < second : first > second
      // What is not known comes last either way.
      case (.some, nil): return true
      case (nil, .some): return false
      default: return left < right
      }
    }
  }

  private func weight(of row: BankOverview.Row) -> Double? {
    switch column {
    case .place: nil
    case .given: Double(row.given)
    case .surprise: row.surprise.map(abs)
    case .shift: row.review.shift.map { abs($0.logits) }
    case .drift: row.review.drift.map { -$0.test.probability }
    case .misfit: row.review.fit.map { -$0.test.probability }
    case .due: row.review.isDueForCalibration ? 1 : 0
    }
  }
}

extension ItemTableOrder.Column {
  /// As a line under the table says it.
  var words: String {
    switch self {
    case .place: "in the order of the bank"
    case .given: "by how often they were given"
    case .surprise: "by observed against expected"
    case .shift: "by shift"
    case .drift: "by drift"
    case .misfit: "by misfit"
    case .due: "those due for calibration first"
    }
  }
}
