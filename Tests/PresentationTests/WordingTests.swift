import Foundation
import Testing

@testable import Presentation

struct WordingTests {
  @Test(arguments: [
    (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (-0.12, 2, "−0.12"), (1.005, 2, "1.00"),
    (447.4, 0, "447"),
    (-0.4, 0, "0"), (-0.6, 0, "−1"), (.infinity, 2, "∞"), (-.infinity, 2, "−∞"), (.nan, 2, "–"),
  ]) func decimals(_ value: Double, _ places: Int, _ text: String) {
    #expect(Wording.decimal(value, places) == text)
  }

  /// Rounded as printf rounds, where products of floating-point numbers lie beside the truth, too.
  @Test func decimalsRoundExactly() {
    var values = [2.675, 1.115, 0.125, 0.375, 8.5, 9.5, 0.5, 1.5, 999_999.995, 0.045, 1e-12]
    for step in 0..<20_000 {
      values.append(Double(step * 7919 % 200_003) / 200 + (step % 3 == 0 ? 0.005 : 0))
    }
    for value in values {
      for places in [0, 1, 2, 3] {
        let text = String(format: "%.\(places)f", value)
        #expect(Wording.decimal(value, places) == text)
        let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
        #expect(Wording.decimal(-value, places) == (isZero ? text : "−" + text))
      }
    }
  }

  @Test(arguments: [
    (Int64(0), "0:00"), (1, "0:01"), (1000, "0:01"), (59_999, "1:00"), (760_000, "12:40"),
    (3_725_000, "1:02:05"), (-5, "0:00"),
  ]) func clocks(_ milliseconds: Int64, _ text: String) {
    #expect(Wording.clock(milliseconds: milliseconds) == text)
  }

  @Test(arguments: [
    (Int64(0), "less than a second"), (499, "less than a second"), (600, "1 second"),
    (45_000, "45 seconds"), (59_499, "59 seconds"), (59_500, "1 minute"), (89_000, "1 minute"),
    (90_000, "2 minutes"), (3_569_000, "59 minutes"), (3_570_000, "1 hour"),
    (3_900_000, "1 hour 5 minutes"), (7_200_000, "2 hours"), (-1, "less than a second"),
  ]) func durations(_ milliseconds: Int64, _ text: String) {
    #expect(Wording.duration(milliseconds: milliseconds) == text)
  }

  @Test(arguments: [
    (Int64(760_000), "12 minutes 40 seconds"), (60_000, "1 minute"), (1, "1 second"),
    (0, "0 seconds"),
  ]) func spokenClocks(_ milliseconds: Int64, _ text: String) {
    #expect(Wording.spokenClock(milliseconds: milliseconds) == text)
  }

  @Test func outlooks() {
    #expect(Wording.outlook(nil) == nil)
    #expect(Wording.outlook(5...9) == "about 5 to 9 more")
    #expect(Wording.outlook(3...3) == "about 3 more")
    #expect(Wording.outlook(0...2) == "up to 2 more")
    #expect(Wording.outlook(0...0) == "probably the last one")
    #expect(Wording.outlook(3...3, isExact: true) == "3 more")
    #expect(Wording.outlook(0...0, isExact: true) == "the last one")
  }

  @Test func countsAndLists() {
    #expect(Wording.count(1, "question") == "1 question")
    #expect(Wording.count(0, "question") == "0 questions")
    #expect(Wording.count(2, "person", "people") == "2 people")
    #expect(Wording.list([]) == "" && Wording.list(["a"]) == "a")
    #expect(
      Wording.list(["a", "b"]) == "a and b" && Wording.list(["a", "b", "c"]) == "a, b and c")
  }

  @Test func moments() throws {
    let berlin = try #require(TimeZone(secondsFromGMT: 3600))
    #expect(Wording.moment(start, timeZone: berlin) == "21 Nov 2026, 10:14")
    #expect(Wording.timestamp(start + 120) == "2026-11-21T09:14:00.120Z")
  }

  @Test func shellWords() {
    #expect(Wording.shellWord("/tmp/a-b_c.d") == "/tmp/a-b_c.d")
    #expect(Wording.shellWord("it's here") == #"'it'\''s here'"#)
    #expect(Wording.shellWord("~/x") == "'~/x'" && Wording.shellWord("") == "''")
    #expect(Wording.shellWord("$(x)\n") == "'$(x)\n'")
  }

  @Test func safeText() {
    #expect(Wording.safe("a\tb\nc\u{1B}[31m") == "a b\nc\u{FFFD}[31m")
    #expect(Wording.safe("é 漢字 👩‍👩‍👧 ½") == "é 漢字 👩‍👩‍👧 ½")
  }
}
