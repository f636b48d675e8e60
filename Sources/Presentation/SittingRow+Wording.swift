import Foundation
import Proctoring
import Terminal

extension SittingRow.State {
  var english: String {
    switch self {
    case .running: "running"
    case .paused: "paused"
    case .left: "left"
    case .notBegun: "not begun"
    case .finished: "finished"
    case .voided: "taken out"
    }
  }
}

extension Flag.Kind {
  /// One or two words for a narrow column.
  var brief: String {
    switch self {
    case .aberrantPattern: "pattern"
    case .driftingAnswers: "stretch"
    case .rapidGuessing: "rapid"
    case .slowAnswers: "slow"
    case .fastRightAnswers: "fast right"
    case .similarAnswers: "similar"
    case .similarTimes: "times"
    case .changedScore: "changed"
    case .bankExhausted: "exhausted"
    case .provisionalParameters: "provisional"
    }
  }
}

extension SittingRow {
  /// `447 ± 35`, the error in three columns, so that the signs stand under each other.
  var scoreText: String {
    guard let score else { return "" }
    guard let scoreError else { return Wording.score(score) + "      " }
    let error = Wording.score(scoreError)
    return "\(Wording.score(score)) ± \(error)"
      + String(repeating: " ", count: max(0, 3 - error.count))
  }

  /// `7/20` while it is not finished, then `17`.
  var itemsText: String {
    guard state != .finished, state != .voided, let most else { return "\(answered)" }
    return "\(answered)/\(most)"
  }

  /// `!` before what is to be looked at, `✓` where a proctor has; `…` while nobody has looked.
  var flagsText: String {
    flagsText { $0.map(\.brief).joined(separator: ", ") }
  }

  /// The same in two or three columns: `!2`.
  var flagsMark: String {
    flagsText { "\($0.count)" }.filter { $0 != " " }
  }

  private func flagsText(_ words: ([Flag.Kind]) -> String) -> String {
    let mark = isReviewed ? "✓" : "!"
    guard let flags = notableFlags else {
      return isReviewed ? "✓ …" : state == .notBegun ? "" : "…"
    }
    return flags.isEmpty ? (isReviewed ? "✓" : "") : "\(mark) \(words(flags))"
  }

  /// Where a sitting stands that is not finished: `question 8, about 5 to 9 more`.
  var progressText: String? {
    switch state {
    case .finished, .voided, .notBegun: return nil
    case .running, .paused, .left:
      let number = "question \(answered + 1)"
      if let outlook = Wording.outlook(remaining) { return "\(number), \(outlook)" }
      return most.map { "\(number) of at most \($0)" } ?? number
    }
  }
}

extension Wording {
  /// Parts joined by dots, as many as fit: what has no room is left away whole, except that the first is cut.
  static func dotted(_ parts: [String], width: Int) -> String {
    var line = TextLayout.truncate(parts.first ?? "", width: width)
    for part in parts.dropFirst() {
      let longer = "\(line) · \(part)"
      if DisplayWidth.of(longer) <= width { line = longer }
    }
    return line
  }

  /// How long ago something was: `now`, `12 s ago`, `3 min ago`, `2 h ago`, then the moment.
  static func ago(_ then: Int64, now: Int64, timeZone: TimeZone = .current) -> String {
    let seconds = max(0, now - then) / 1000
    switch seconds {
    case ..<2: return "now"
    case ..<60: return "\(seconds) s ago"
    case ..<3600: return "\(seconds / 60) min ago"
    case ..<43_200: return "\(seconds / 3600) h ago"
    default: return moment(then, timeZone: timeZone)
    }
  }
}
