import Foundation
import Proctoring

@testable import Presentation

let utc = TimeZone(secondsFromGMT: 0)!

/// A minute, in milliseconds.
let minute: Int64 = 60_000

/// Fourteen minutes after `start`.
let later = start + 14 * minute

/// A finished sitting of Numeracy, begun some minutes before `start`.
func finishedRow(
  _ code: String, _ student: String, score: Double, error: Double = 33, before minutes: Int64,
  flags: [Flag.Kind]? = [], isReviewed: Bool = false, group: String? = nil
) -> SittingRow {
  SittingRow(
    code: code, student: student, bank: "numeracy", bankTitle: "Numeracy", group: group,
    state: .finished, answered: 17, most: 30, theta: (score - 500) / 100,
    standardError: error / 100, score: score, scoreError: error,
    startedAt: start - minutes * minute, lastEventAt: start - (minutes - 13) * minute,
    activeMilliseconds: 12 * minute + 40_000, reason: .precision, flags: flags,
    isReviewed: isReviewed)
}

func row(
  _ code: String, _ student: String, _ state: SittingRow.State, bank: String = "numeracy",
  answered: Int = 7, score: Double? = 512, startedAt: Int64 = start, lastEventAt: Int64? = nil
) -> SittingRow {
  SittingRow(
    code: code, student: student, bank: bank,
    bankTitle: bank == "numeracy" ? "Numeracy" : "Command line", state: state, answered: answered,
    most: 30, remaining: state == .running ? 5...9 : nil, theta: score.map { ($0 - 500) / 100 },
    standardError: score.map { _ in 0.52 }, score: score, scoreError: score.map { _ in 52 },
    startedAt: startedAt, lastEventAt: lastEventAt ?? startedAt + 60_000,
    activeMilliseconds: Int64(answered) * 31_000)
}

/// A morning: two at it now, one paused, one left, one that never began, five finished, one taken out.
let morning: [SittingRow] = [
  row("K7F-2QD", "Mira Schneider", .running, startedAt: start, lastEventAt: later - 12_000),
  row(
    "P3X-9AB", "Jonas", .running, bank: "shell", answered: 0, score: nil, startedAt: start + minute),
  row("Q8M-4CD", "Élise Dubois", .paused, answered: 11, score: 447, startedAt: start - minute),
  row("R2T-7EF", "Wei", .left, answered: 3, score: 530, startedAt: start - 2 * minute),
  row("S5V-1GH", "Noor", .notBegun, answered: 0, score: nil, startedAt: start - 3 * minute),
  finishedRow("A1A-AAA", "Ada", score: 655, before: 1500, isReviewed: true),
  finishedRow(
    "B2B-BBB", "Ben Okafor", score: 381, error: 41, before: 1440,
    flags: [.rapidGuessing, .provisionalParameters, .similarAnswers]),
  finishedRow(
    "C3C-CCC", "Chloé", score: 502, before: 1430, flags: [.similarAnswers], isReviewed: true),
  finishedRow("D4D-DDD", "Dmitri", score: 498, before: 1420, flags: nil),
  finishedRow("E5E-EEE", "Mira Schneider", score: 430, before: 43_200),
  row(
    "F6F-FFF", "Student 10", .voided, answered: 20, score: 612, startedAt: start - 50_000 * minute),
]
