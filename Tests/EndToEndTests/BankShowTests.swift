import Foundation
import Numerical
import Testing

/// `cat bank show BANK ITEM`: the fitted curve and what was observed.
@Suite struct BankShowTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
  }

  /// 300 people and six items; a third of the answers is missing.
  private var responses: String {
    var generator = SeededGenerator(seed: 5)
    let rows = (0..<300).map { person in
      let ability = generator.normal()
      let scores = (0..<6).map { item in
        let isRight = generator.uniform() < logistic(1.4 * (ability - 0.4 * Double(item) + 1))
        return generator.uniform() < 1 / 3 ? "" : isRight ? "1" : "0"
      }
      return "p\(person)," + scores.joined(separator: ",") + "\n"
    }
    return "id,a,b,c,d,e,f\n" + rows.joined()
  }

  @Test func responsesOfAFileAreDrawnOverTheCurve() throws {
    try workspace.scratch.write(responses, to: "home/people.csv")
    #expect(
      try workspace.cat("calibrate", "people.csv", "--bank", "six", "--out", "six.jsonl").status
        == 0)
    // The responses were elsewhere, so the bank alone knows none.
    #expect(try !workspace.cat("bank", "show", "six", "c").text.contains("●"))
    for bank in ["six", "six.jsonl"] {
      let shown = try workspace.cat("bank", "show", bank, "c", "--responses", "people.csv")
      #expect(shown.status == 0, "\(shown.stderr)")
      let note = try #require(shown.text.firstMatch(of: /among (\d+) persons, in (\d) groups/))
      // Two in three of the 300 answered it.
      #expect((150...250).contains(Int(note.output.1) ?? 0) && (Int(note.output.2) ?? 0) >= 4)
      let plot = shown.text.components(separatedBy: "● the share")[0]
        .components(separatedBy: "● observed")[1]
      #expect(plot.count { $0 == "●" } >= 3, "\(plot)")
    }
    #expect(try workspace.cat("bank", "show", "six", "--responses", "people.csv").status == 64)
    #expect(
      try workspace.cat("bank", "show", "six", "c", "--responses", "nobody.csv").status == 66)
  }

  @Test func sittingsAreDrawnOverTheCurve() throws {
    for person in 1...12 {
      let taken = try workspace.cat(
        "take", "garden", "--plain", "--student", "p\(person)", "--seed", "\(person)",
        stdin: BlindAnswers.lines(1...6, seed: person))
      #expect(taken.status == 0)
    }
    let shown = try workspace.cat("bank", "show", "garden", "beetle")
    #expect(shown.text.contains("among 12 persons"), "\(shown.text)")
    let calibrated = try workspace.cat(
      "calibrate", "--sessions", "garden", "--free", "provisional", "--force", "--few-persons",
      "never")
    #expect(calibrated.text.contains("Stored as generation 2"), "\(calibrated.text)")
    let again = try workspace.cat("bank", "show", "garden", "beetle")
    #expect(again.text.contains("generation 2") && again.text.contains("among 12 persons"))
  }
}
