import Foundation
import Terminal

/// What a list of sittings can show of them, and be sorted by.
enum SittingColumn: CaseIterable, Sendable, Hashable {
  case student, bank, group, state, items, score, theta, standardError, time, started, last, code
  case flags

  /// As over a column.
  var title: String {
    switch self {
    case .student: "student"
    case .bank: "bank"
    case .group: "group"
    case .state: "state"
    case .items: "items"
    case .score: "score ±"
    case .theta: "θ"
    case .standardError: "SE"
    case .time: "time"
    case .started: "begun"
    case .last: "last seen"
    case .code: "sitting"
    case .flags: "flags"
    }
  }

  /// In a chooser.
  var english: String {
    switch self {
    case .items: "items given"
    case .score: "score"
    case .theta: "θ, in logits"
    case .standardError: "standard error, in logits"
    case .time: "time at the questions"
    case .started: "when it was begun"
    case .last: "when something last happened"
    case .code: "code of the sitting"
    case .flags: "number of flags"
    case .student, .bank, .group, .state: title
    }
  }

  var alignment: Table.Alignment {
    switch self {
    case .items, .score, .theta, .standardError, .time: .right
    default: .left
    }
  }

  /// Columns on the screen that its cells and its title with a mark take, where they do not depend on names.
  var width: Int? {
    switch self {
    case .student, .bank, .group, .flags: nil
    case .state: 9
    case .items: 6
    case .score: 10
    case .theta: 5
    case .standardError: 4
    case .time: 7
    case .started, .last: 18
    case .code: 8
    }
  }

  /// The newest, the most and the highest come first unless the other order is asked for.
  var isDescendingAtFirst: Bool {
    switch self {
    case .student, .bank, .group, .state, .code: false
    default: true
    }
  }

  func cell(_ row: SittingRow, now: Int64, timeZone: TimeZone) -> String {
    switch self {
    case .student: row.student
    case .bank: row.bankTitle
    case .group: row.group ?? ""
    case .state: row.state.english
    case .items: row.itemsText
    case .score: row.scoreText
    case .theta: row.theta.map { Wording.decimal($0) } ?? ""
    case .standardError: row.standardError.map { Wording.share($0) } ?? ""
    case .time: row.activeMilliseconds.map { Wording.clock(milliseconds: $0) } ?? ""
    case .started: Wording.moment(row.startedAt, timeZone: timeZone)
    case .last: row.lastEventAt.map { Wording.ago($0, now: now, timeZone: timeZone) } ?? ""
    case .code: row.code
    case .flags: row.flagsText
    }
  }

  /// What rows are compared by; rows without it come last in either order.
  enum Key: Sendable {
    case number(Double)
    case text(String)
    case none
  }

  func key(_ row: SittingRow) -> Key {
    func number(_ value: Double?) -> Key { value.map { .number($0) } ?? .none }
    return switch self {
    case .student: .text(row.student.sortKey)
    case .bank: .text(row.bankTitle.sortKey)
    case .group: row.group.map { .text($0.sortKey) } ?? .none
    case .code: .text(row.code)
    case .state: .number(Double(row.state.rawValue))
    case .items: .number(Double(row.answered))
    case .score: number(row.score)
    case .theta: number(row.theta)
    case .standardError: number(row.standardError)
    case .time: number(row.activeMilliseconds.map(Double.init))
    case .started: .number(Double(row.startedAt))
    case .last: number(row.lastEventAt.map(Double.init))
    case .flags: number(row.notableFlags.map { Double($0.count) })
    }
  }
}
