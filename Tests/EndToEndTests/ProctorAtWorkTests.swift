import AdaptiveTesting
import Foundation
import Storage
import Testing

/// What somebody at a test meets when a proctor does something to the sitting meanwhile.
@Suite struct ProctorAtWorkTests {
  /// Does what a proctor does, from another process than the one that gives the test.
  private func act(
    _ workspace: TestWorkspace, _ step: (inout TestSession, Int64) -> [SessionEvent]
  ) throws {
    let code = try workspace.onlyCode()
    var session = try workspace.replay(code)
    let events = step(&session, Int64(Date().timeIntervalSince1970 * 1000))
    try workspace.store().append(events, to: code)
  }

  /// Ended by a proctor after one answer, while the second question waits.
  private func programWhoseTestIsEnded(_ workspace: TestWorkspace) throws -> RunningProgram {
    let program = try workspace.start("take", "garden", "--plain", "--student", "Mira")
    try program.passPractice()
    try program.answer(BlindAnswers.entry(1))
    try program.nextQuestion()
    try act(workspace) { $0.end(reason: "the bell", by: "Ms P", at: $1) }
    return program
  }

  @Test func anEndedTestTakesNoFurtherAnswer() throws {
    let workspace = try TestWorkspace()
    let program = try programWhoseTestIsEnded(workspace)
    try program.answer(BlindAnswers.entry(2))
    try program.expect("The person in charge has ended the test. Thank you, Mira. 1 question,")
    let log = try workspace.log(of: workspace.onlyCode())
    #expect(log.answers.count == 1)
    #expect(log.names.last == .finished)
  }

  /// Whatever comes after the end: a note is kept, leaving and pausing lead to the result.
  @Test(arguments: ["note who rang it?", "quit", "pause"])
  func afterTheEndThereIsTheResult(words: String) throws {
    let workspace = try TestWorkspace()
    let program = try programWhoseTestIsEnded(workspace)
    program.send(words + "\n")
    let text = try program.expect("The person in charge has ended the test. Thank you, Mira.")
    #expect(!text.contains("To go on") && !text.contains("stands still"))
    let notes = try workspace.log(of: workspace.onlyCode()).notes.map(\.text)
    #expect(notes == (words.hasPrefix("note") ? ["who rang it?"] : []))
  }

  @Test func grantedTimeIsToldInPlainModeToo() throws {
    let workspace = try TestWorkspace()
    let program = try workspace.start(
      "take", "garden", "--plain", "--student", "Mira", "--time-limit", "10m")
    try program.passPractice()
    try act(workspace) { session, time in
      [session.grantTime(300, reason: "a fire drill", by: "Ms P", at: time)].compactMap { $0 }
    }
    try program.answer(BlindAnswers.entry(1))
    #expect(
      try program.nextQuestion().text.contains("You have been given 5 minutes more."))
  }

  @Test func aVoidedAnswerAndANoteDoNotDisturb() throws {
    let workspace = try TestWorkspace()
    let program = try workspace.start("take", "garden", "--plain", "--student", "Mira")
    try program.passPractice()
    try program.answer(BlindAnswers.entry(1))
    try program.nextQuestion()
    try act(workspace) { session, time in
      let item = session.answers[0].item.id
      return [
        session.void(item, reason: "noise", by: "Ms P", at: time),
        session.note("a drill next door", by: .proctor, name: "Ms P", at: time),
      ].compactMap { $0 }
    }
    try program.answer(BlindAnswers.entry(2))
    #expect(try program.nextQuestion().number == 3)
    let replayed = try workspace.replay(workspace.onlyCode())
    #expect(replayed.answers.map(\.isVoided) == [true, false])
  }

  @Test(.enabled(if: TmuxWindow.isThere, TmuxWindow.reason))
  func grantedTimeAndTheEndAreSeenAtOnce() throws {
    let workspace = try TestWorkspace()
    let window = try TmuxWindow(workspace)
    try window.run("cat take garden --student Mira --time-limit 10m")
    try window.wait(for: "You are Mira.")
    try window.press("Enter")
    try window.wait(for: "how it works")
    try window.press("Enter")
    try window.wait(for: "Which of these is a flower?")
    try window.press("b", "Enter")
    try window.wait(for: "Now the test begins.")
    try window.press("Enter")
    try window.wait(for: "Question 1")
    try act(workspace) { session, time in
      [session.grantTime(300, reason: "a fire drill", by: "Ms P", at: time)].compactMap { $0 }
    }
    try window.wait("news", seconds: 5) {
      $0.contains("You have been given 5 minutes more.") && $0.contains("14:")
    }
    try act(workspace) { $0.end(reason: "the bell", by: "Ms P", at: $1) }
    try window.wait("the end", seconds: 5) {
      $0.contains("The person in charge has ended the test.")
    }
  }
}
