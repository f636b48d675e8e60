import AdaptiveTesting
import Foundation
import ItemBanks
import Storage
import Testing

/// The screens as a person meets them, in a real terminal.
@Suite(.enabled(if: TmuxWindow.isThere, TmuxWindow.reason))
struct TmuxSittingTests {
  // MARK: Whole sittings

  @Test(arguments: [(80, 24, 40, 12), (40, 12, 80, 24)])
  func aWholeSitting(columns: Int, rows: Int, otherColumns: Int, otherRows: Int) throws {
    let workspace = try TestWorkspace()
    let window = try TmuxWindow(workspace, columns: columns, rows: rows)
    try window.run("cat take garden")

    // Who is there.
    try window.wait(for: "Your name or student number:")
    try window.press("Enter")
    try window.wait(for: "Please type your name")
    try window.type("Mirra Example")
    try window.press("Home", "Right", "Right", "Right", "BSpace")
    try window.wait(for: "Mira Example")
    try window.press("Enter")

    // How it works, and a question that does not count.
    try window.wait(for: "how it works")
    try window.press("Enter")
    try window.wait(for: "Which of these is a flower?")
    #expect(try workspace.sittings().isEmpty)
    try window.press("b")
    try window.wait(for: "▸ B")
    try window.press("Enter")
    try window.wait(for: "Now the test begins.")
    try window.press("Enter")

    var resized = false
    var code = ""
    for number in 1...6 {
      let screen = try window.wait(for: "Question \(number)")
      if screen.contains("What colour is grass?") {
        // Help, a note, a pause, and leaving: nothing of it changes the question.
        try window.press("?")
        try window.wait(for: "Help")
        try window.press("Escape")
        try window.wait("question") { $0.contains("What colour") && !$0.contains("Help") }
        try window.press("n")
        try window.wait(for: "A note ")
        try window.type("Which grass, dry or fresh?")
        try window.press("Enter")
        try window.wait(for: "note is kept")
        try window.press("p")
        try window.wait("pause") { $0.contains("The question is hidden") && !$0.contains("grass") }
        try window.press("Enter")
        try window.wait(for: "What colour is grass?")
        try window.press("q")
        try window.wait(for: "Every answer you")
        try window.press("Enter")
        let left = try window.waitForPrompt()
        code = try workspace.onlyCode()
        #expect(left.replacingOccurrences(of: "\n", with: "").contains("cat take --resume \(code)"))
        #expect(try workspace.log(of: code).names.last == .paused)

        try window.run("clear; cat take --resume \(code)")
        let again = try window.wait(for: "What colour is grass?")
        #expect(again.contains("Question \(number)"))
      }
      try answer(screen, in: window)
      if screen.contains("How many legs") {
        // The window changes in the middle, and what was chosen stays chosen.
        resized = true
        try window.resize(columns: otherColumns, rows: otherRows)
        try window.wait("resized question") {
          $0.contains("▸ B") && $0.contains("Question \(number)")
            && lines(of: $0, fit: otherColumns)
        }
      }
      try window.press("Enter")
    }
    #expect(resized)

    // The result, what was missed, and the report.
    let result = try window.wait(for: "your result")
    #expect(result.contains("Thank you, Mira"))
    #expect(result.contains("Your score is") || otherRows < 24)
    #expect(result.contains(code))
    try window.press("r")
    let missed = try window.wait(for: "1 of 1 missed")
    #expect(missed.contains("What does this print?"))
    for _ in 0..<12 { try window.press("Down") }
    try window.wait(for: "Three letters")
    try window.press("q")
    try window.wait(for: "your result")
    try window.press("s")
    try window.wait(for: "Saved as cat-report-\(code).txt")
    try window.press("q")
    let farewell = try window.waitForPrompt().replacingOccurrences(of: "\n", with: "")
    #expect(farewell.contains("cat report \(code)"))

    // What was kept is what was done.
    let session = try workspace.replay(code)
    #expect(session.status == .finished)
    #expect(session.answers.count == 6)
    #expect(session.answers.filter { $0.score == 0 }.map(\.item.id) == ["float"])
    let log = try workspace.log(of: code)
    #expect(log.header.person == "Mira Example")
    #expect(log.notes.map(\.text) == ["Which grass, dry or fresh?"])
    #expect(log.notes.map(\.item) == ["grass"])
    #expect(log.names.count { $0 == .paused } == 2)

    let saved = try String(
      contentsOf: workspace.home.appendingPathComponent("cat-report-\(code).txt"), encoding: .utf8)
    #expect(saved == (try workspace.cat("report", code, "--for", "student").text))
    #expect(saved.contains("Mira Example"))
    let json = try workspace.cat("report", code, "--format", "json")
    let report = try #require(
      try JSONSerialization.jsonObject(with: json.stdout) as? [String: Any])
    #expect(report["stop_reason"] as? String == "maximum_length")
    #expect(report["theta"] as? Double == session.estimate.theta)
    #expect(report["se"] as? Double == session.estimate.standardError)
    #expect((report["items"] as? [[String: Any]])?.count == 6)
  }

  /// Answers the question on the screen, each kind in another way, up to the confirming Enter.
  private func answer(_ screen: String, in window: TmuxWindow) throws {
    if screen.contains("What colour is grass?") {
      try window.press("b")
      try window.wait(for: "▸ B")
    } else if screen.contains("How many legs") {
      try window.press("2")
      try window.wait(for: "▸ B")
    } else if screen.contains("What does this print?") {
      try window.press("Down", "Down", "Up")
      try window.wait(for: "▸ A")
    } else if screen.contains("all that are fruit") {
      try window.press("a", "b", "b", "Down", "Space")
      try window.wait("ticks") {
        $0.contains("[x] A") && $0.contains("[ ] B") && $0.contains("▸ [x] C")
      }
    } else if screen.contains("minutes are two hours") {
      try window.type("1x20")
      try window.wait(for: "120")
    } else {
      try window.type("SPummer")
      try window.press("Home", "Right", "DC")
      try window.wait(for: "Summer")
    }
  }

  private func lines(of screen: String, fit columns: Int) -> Bool {
    screen.split(separator: "\n").allSatisfy { $0.count <= columns }
  }

  @Test(arguments: [("numeracy", 80, 24), ("shell", 40, 12)])
  func aWholeSittingOnAShippedBank(bank: String, columns: Int, rows: Int) throws {
    let workspace = try TestWorkspace(shipped: [bank])
    let window = try TmuxWindow(workspace, columns: columns, rows: rows)
    try window.run("cat take \(bank) --student Kim --seed 7 --max-items 12 --min-items 1")
    try window.wait(for: "You are Kim.")
    try window.press("Enter")
    try window.wait(for: "how it works")
    try window.press("Enter")
    try window.wait(for: "Practice")
    try window.press("b", "Enter")
    try window.wait(for: "Now the test begins.")
    try window.press("Enter")

    var number = 1
    while true {
      let screen = try window.wait("question \(number)") {
        $0.contains("Question \(number) ") || $0.contains("Question \(number)\n")
          || $0.contains("your result")
      }
      if screen.contains("your result") { break }
      if number == 4 { try window.resize(columns: 120 - columns, rows: 36 - rows) }
      if screen.contains("Your answer:") { try window.type("1") } else { try window.press("b") }
      try window.press("Enter")
      number += 1
    }
    try window.press("q")
    try window.waitForPrompt()
    let session = try workspace.replay(workspace.onlyCode())
    #expect(session.status == .finished)
    #expect(session.answers.count == number - 1)
    #expect(session.answers.allSatisfy { ["B", "1"].contains($0.response) })
  }

  // MARK: Home

  @Test func homeListsBanksAndWhatIsUnfinished() throws {
    let workspace = try TestWorkspace(shipped: ["shell"])
    _ = try workspace.cat(
      "take", "garden", "--plain", "--student", "Kim", stdin: BlindAnswers.lines(1...2))
    let code = try workspace.onlyCode()
    let window = try TmuxWindow(workspace)
    try window.run("cat")
    let home = try window.wait(for: "Begin a test")
    #expect(home.contains("Go on where you stopped"))
    #expect(home.contains("▸ Garden · Kim"))
    #expect(home.contains("2 questions answered"))
    #expect(home.contains(code))
    #expect(home.contains("Command line"))
    try window.press("Enter")
    try window.wait(for: "Question 3")
    try window.press("q", "Enter")
    try window.waitForPrompt()

    try window.run("clear; cat")
    try window.wait(for: "Begin a test")
    try window.press("Down")
    try window.wait(for: "▸ Garden\n")
    try window.press("Enter")
    try window.wait(for: "Your name or student number:")
    try window.press("Escape")
    try window.waitForPrompt()
    #expect(try workspace.sittings().count == 1)
  }

  // MARK: Ends that nobody planned

  /// A window in which question 2 waits with option B chosen, and what `stty -a` said before.
  private func atTheSecondQuestion(_ workspace: TestWorkspace) throws -> TmuxWindow {
    let window = try TmuxWindow(workspace)
    try window.run("stty -a > before; echo $$ > shell")
    try window.run(
      "clear; sh -c 'echo $$ > pid; exec cat take garden --student Kim'; echo status $?")
    try window.wait(for: "You are Kim.")
    try window.press("Enter")
    try window.wait(for: "how it works")
    try window.press("Enter")
    try window.wait(for: "Practice")
    try window.press("b", "Enter")
    try window.wait(for: "Now the test begins.")
    try window.press("Enter")
    let screen = try window.wait(for: "Question 1")
    if screen.contains("Your answer:") { try window.type("1") } else { try window.press("b") }
    try window.press("Enter")
    try window.wait(for: "Question 2")
    return window
  }

  private func expectCleanShell(
    _ window: TmuxWindow, _ workspace: TestWorkspace, status: Int
  ) throws {
    let screen = try window.wait(for: "status \(status)")
    #expect(!screen.contains("Question 2"))
    try window.run("echo us''able")
    try window.wait(for: "\nusable\n")
    try window.run("stty -a > after; echo do''ne")
    try window.wait(for: "\ndone\n")
    func file(_ name: String) throws -> String {
      try String(contentsOf: workspace.home.appendingPathComponent(name), encoding: .utf8)
    }
    #expect(try file("before") == file("after"))
  }

  private func expectResumable(_ workspace: TestWorkspace) throws {
    let code = try workspace.onlyCode()
    let log = try workspace.log(of: code)
    #expect(log.answers.count == 1)
    #expect(log.names.last == .paused)
    let program = try workspace.start("take", "--plain", "--resume")
    #expect(try program.nextQuestion().number == 2)
  }

  @Test func ctrlC() throws {
    let workspace = try TestWorkspace()
    let window = try atTheSecondQuestion(workspace)
    try window.press("C-c")
    try expectCleanShell(window, workspace, status: 130)
    #expect(try window.screen().contains("cat take --resume \(workspace.onlyCode())"))
    try expectResumable(workspace)
  }

  @Test func sigterm() throws {
    let workspace = try TestWorkspace()
    let window = try atTheSecondQuestion(workspace)
    kill(try pid(workspace), SIGTERM)
    try expectCleanShell(window, workspace, status: 143)
    try expectResumable(workspace)
  }

  @Test func theTerminalIsClosed() throws {
    let workspace = try TestWorkspace()
    let window = try atTheSecondQuestion(workspace)
    let code = try workspace.onlyCode()
    try window.close()
    let store = try workspace.store()
    let deadline = ContinuousClock.now + .seconds(30)
    while try store.isSittingOpen(code) {
      try #require(ContinuousClock.now < deadline, "the program outlives its terminal")
      usleep(5000)
    }
    try expectResumable(workspace)
  }

  private func pid(_ workspace: TestWorkspace) throws -> pid_t {
    let text = try String(
      contentsOf: workspace.home.appendingPathComponent("pid"), encoding: .utf8)
    return try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  // MARK: Windows and colours

  @Test func aWindowTooSmallSaysSoAndTakesNoAnswer() throws {
    let workspace = try TestWorkspace()
    let window = try atTheSecondQuestion(workspace)
    try window.resize(columns: 30, rows: 8)
    try window.wait(for: "too small")
    try window.press("b", "1", "Enter")
    try window.resize(columns: 40, rows: 12)
    let screen = try window.wait(for: "Question 2")
    #expect(!screen.contains("▸"))
    #expect(try workspace.log(of: workspace.onlyCode()).answers.count == 1)
  }

  @Test(arguments: [false, true])
  func coloursCanBeRefused(_ isRefused: Bool) throws {
    let workspace = try TestWorkspace()
    _ = try workspace.cat(
      "take", "garden", "--plain", "--student", "Kim", stdin: BlindAnswers.lines(1...2))
    let window = try TmuxWindow(workspace, environment: isRefused ? ["NO_COLOR": "1"] : [:])
    try window.run("cat")
    try window.wait(for: "▸ Garden · Kim")
    let home = try window.colouredScreen()
    try window.press("Enter")
    try window.wait(for: "Question 3")
    let question = try window.colouredScreen()
    #expect(colours(in: home + question).isEmpty == isRefused)
  }

  /// The parameters of SGR sequences that set a colour.
  private func colours(in screen: String) -> [Int] {
    let isColour: (Int) -> Bool = {
      (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0)
    }
    var found: [Int] = []
    for sequence in screen.components(separatedBy: "\u{1b}[").dropFirst() {
      guard let end = sequence.firstIndex(of: "m") else { continue }
      let parameters = sequence[..<end].split { $0 == ";" || $0 == ":" }
      found += parameters.compactMap { Int($0) }.filter(isColour)
    }
    return found
  }

  @Test func theMouseChooses() throws {
    let workspace = try TestWorkspace()
    let window = try atTheSecondQuestion(workspace)
    for number in 2...6 {
      let screen = try window.wait(for: "Question \(number)")
      let rows = screen.components(separatedBy: "\n")
      if let row = rows.firstIndex(where: { $0.contains("B   ") }), screen.contains("A   ") {
        try window.click(row: row, column: 12)
        try window.wait("choice") { $0.contains("▸ B") || $0.contains("▸ [x] B") }
        return
      }
      try window.type("1")
      try window.press("Enter")
    }
    Issue.record("no question had options")
  }
}
