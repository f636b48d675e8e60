import AdaptiveTesting
import Foundation
import Testing

@testable import Storage

/// What goes wrong is said in a sentence, with the right exit status, and loses nothing.
@Suite struct FailureTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
  }

  /// Whoever keeps answers must be able to find them again.
  final class Kept {
    let workspace: TestWorkspace
    let code: String
    let log: SessionLog

    /// Two answers are confirmed and the person has left.
    init(in workspace: TestWorkspace) throws {
      self.workspace = workspace
      _ = try workspace.cat(
        "take", "garden", "--plain", "--student", "Kim", stdin: BlindAnswers.lines(1...2))
      code = try workspace.onlyCode()
      log = try workspace.log(of: code)
      try #require(log.answers.count == 2)
      // Nothing of it is left beside the database.
      try #require(
        !FileManager.default.fileExists(atPath: workspace.database.path + "-wal"))
    }

    /// The log is as it was, and the sitting goes on with question 3.
    func expectThere(sourceLocation: SourceLocation = #_sourceLocation) throws {
      #expect(try workspace.log(of: code) == log, sourceLocation: sourceLocation)
      let program = try workspace.start("take", "--plain", "--resume", code)
      #expect(try program.nextQuestion().number == 3, sourceLocation: sourceLocation)
      #expect(try program.finish().status == 0, sourceLocation: sourceLocation)
    }
  }

  func expect(
    _ outcome: FinishedProcess, status: Int32, _ sentence: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.status == status, sourceLocation: sourceLocation)
    #expect(outcome.text == "", sourceLocation: sourceLocation)
    #expect(outcome.stderr == sentence + "\n", sourceLocation: sourceLocation)
  }

  // MARK: Banks and files

  @Test func anUnknownBank() throws {
    expect(
      try workspace.cat("take", "gardne", "--plain"), status: 66,
      "there is no bank 'gardne'; did you mean 'garden'?")
    expect(
      try workspace.cat("take", "astronomy", "--plain"), status: 66,
      "there is no bank 'astronomy'; `cat bank list` shows those there are.")
    expect(
      try workspace.cat("bank", "show", "gardne"), status: 66,
      "there is no bank 'gardne'; did you mean 'garden'?")
    expect(
      try workspace.cat("bank", "export", "gardne"), status: 66,
      "there is no bank 'gardne'; did you mean 'garden'?")
    expect(
      try workspace.cat("bank", "show", "garden", "gras"), status: 66,
      "bank 'garden' has no item 'gras'.")
  }

  @Test(arguments: [
    ["take", "--plain"], ["bank", "show"], ["bank", "import"], ["bank", "check"],
  ])
  func anAbsentFile(_ command: [String]) throws {
    let outcome = try workspace.cat(arguments: command + ["./absent.jsonl"])
    #expect(outcome.status == 66)
    #expect(outcome.text == "")
    #expect(outcome.stderr.hasPrefix("./absent.jsonl: "))
    #expect(outcome.stderr.count { $0 == "\n" } == 1)
  }

  @Test(.enabled(if: Unprivileged.isPossible, Unprivileged.reason))
  func anUnreadableFile() throws {
    try workspace.scratch.write(Garden.lines, to: "home/secret.jsonl")
    let file = workspace.home.appendingPathComponent("secret.jsonl").path
    #expect(chmod(file, 0) == 0)
    for command in [
      ["take", "--plain"], ["bank", "show"], ["bank", "import"], ["bank", "check"],
    ] {
      let outcome = try Unprivileged.cat(command + ["./secret.jsonl"], in: workspace)
      #expect(outcome.status == 66, "\(command)")
      #expect(outcome.stderr.hasPrefix("./secret.jsonl: "), "\(command)")
      #expect(outcome.stderr.count { $0 == "\n" } == 1, "\(command)")
    }
  }

  /// Three mistakes on three lines.
  static let badBank = """
    {"bank": "bad", "title": "Bad"}
    {"item_id": "one", "stem": "What?", "options": ["a", "b"], "key": "C", "b": 0}
    {"item_id": "two", "stem": "What?", "options": ["a", "b"], "key": "A", "a": -1, "b": 0}
    {"item_id": "fine", "stem": "What?", "options": ["a", "b"], "key": "A", "b": 0}
    {"item_id": "fine", "stem": "What?", "options": ["a", "b"], "key": "B", "b": 0}

    """

  @Test func aBadBankFileIsReportedWholeAndChangesNothing() throws {
    let kept = try Kept(in: workspace)
    let before = try workspace.cat("bank", "list", "--json").text
    try workspace.scratch.write(Self.badBank, to: "home/bad.jsonl")
    for command in [["take", "--plain"], ["bank", "show"], ["bank", "import"]] {
      let outcome = try workspace.cat(arguments: command + ["./bad.jsonl"])
      #expect(outcome.status == 65, "\(command)")
      #expect(outcome.text == "", "\(command)")
      for line in [2, 3, 5] {
        #expect(outcome.stderr.contains("./bad.jsonl:\(line): "), "\(command), line \(line)")
      }
      #expect(!outcome.stderr.contains("./bad.jsonl:4: "), "\(command)")
    }
    #expect(try workspace.cat("bank", "list", "--json").text == before)
    #expect(try workspace.store().bankNames() == ["garden"])

    // One that lies in the workspace keeps nobody from the others.
    try workspace.scratch.write(Self.badBank, to: "workspace/itembanks/bad.jsonl")
    #expect(try workspace.cat("take", "bad", "--plain").status == 65)
    let list = try workspace.cat("bank", "list")
    #expect(list.status == 0)
    #expect(list.stderr.contains("bad.jsonl:2: "))
    #expect(list.text.contains("garden"))
    try kept.expectThere()
  }

  @Test func aBankWithoutItemsToGive() throws {
    try workspace.scratch.write(
      """
      {"bank": "bare", "title": "Bare"}
      {"item_id": "one", "a": 1, "b": 0}

      """, to: "workspace/itembanks/bare.jsonl")
    let outcome = try workspace.cat("take", "bare", "--plain")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.contains("'bare' has no item that can be given"))
  }

  // MARK: Workspaces and databases

  @Test func whatIsNoWorkspace() throws {
    let outcome = try workspace.cat("take", "garden", "--workspace", workspace.home.path)
    #expect(outcome.status == 66)
    #expect(outcome.stderr.hasPrefix("\(workspace.home.path): it is not a workspace"))
    // Where sessions is a file there is no place for a database.
    try workspace.scratch.write("", to: "half/sessions")
    try workspace.scratch.write(Garden.lines, to: "half/itembanks/garden.jsonl")
    let half = try workspace.cat(
      "take", "garden", environment: ["CAT_WORKSPACE": workspace.scratch.path + "/half"])
    #expect(half.status == 66)
    #expect(half.stderr.contains("it is not a workspace"))
    #expect(try workspace.sittings().isEmpty)
  }

  @Test func reportsOfWhatIsNotThere() throws {
    let none = try workspace.cat("report", "222-222")
    #expect(none.status == 66)
    #expect(none.stderr.contains("there is no database yet"))
    #expect(!FileManager.default.fileExists(atPath: workspace.database.path))
    _ = try Kept(in: workspace)
    let unknown = try workspace.cat("report", "222-222")
    #expect(unknown.status == 66)
    #expect(unknown.stderr.contains("there is no sitting '222-222'"))
  }

  /// Commands that open the database.
  static let commands = [
    ["take", "garden", "--plain"], ["take", "--plain", "--resume"], ["bank", "list"],
    ["report", "222-222"],
  ]

  @Test func aDatabaseFromANewerVersion() throws {
    let kept = try Kept(in: workspace)
    try workspace.store().run("INSERT INTO grdb_migrations (identifier) VALUES ('from the future')")
    for command in Self.commands {
      expect(
        try workspace.cat(arguments: command), status: 65,
        "\(workspace.database.path): a newer version of cat wrote it; update this one.")
    }
    // An update has come.
    try change("DELETE FROM grdb_migrations WHERE identifier = 'from the future'")
    try kept.expectThere()
  }

  @Test func aDamagedDatabase() throws {
    let kept = try Kept(in: workspace)
    let sound = try Data(contentsOf: workspace.database)
    var damaged = sound
    for offset in stride(from: 4096, to: damaged.count, by: 1) { damaged[offset] = 0xa5 }
    try damaged.write(to: workspace.database)
    for command in Self.commands {
      let outcome = try workspace.cat(arguments: command)
      #expect(outcome.status == 65, "\(command)")
      #expect(outcome.stderr.hasPrefix("\(workspace.database.path): it is damaged ("), "\(command)")
      #expect(outcome.stderr.hasSuffix("); restore it from a backup.\n"), "\(command)")
      #expect(outcome.stderr.count { $0 == "\n" } == 1, "\(command)")
    }
    #expect(try Data(contentsOf: workspace.database) == damaged)
    try sound.write(to: workspace.database)
    try kept.expectThere()
  }

  @Test(arguments: ["This is a letter, not a database.\n", "folder"])
  func whatIsNoDatabase(_ what: String) throws {
    if what == "folder" {
      try FileManager.default.createDirectory(
        at: workspace.database, withIntermediateDirectories: false)
    } else {
      // SQLite looks at whole pages only.
      try workspace.scratch.write(
        String(repeating: what, count: 200), to: "workspace/sessions/cat.sqlite")
    }
    for command in Self.commands {
      let outcome = try workspace.cat(arguments: command)
      #expect(outcome.status == 65, "\(command)")
      #expect(outcome.text == "", "\(command)")
      #expect(
        outcome.stderr.hasPrefix(
          "\(workspace.database.path): it is not a database of this program;"),
        "\(command)")
    }
    if what != "folder" {
      #expect(
        try String(contentsOf: workspace.database, encoding: .utf8)
          == String(repeating: what, count: 200))
    }
  }

  @Test(.enabled(if: Unprivileged.isPossible, Unprivileged.reason))
  func aDatabaseThatMayOnlyBeRead() throws {
    let kept = try Kept(in: workspace)
    let sessions = workspace.folder.appendingPathComponent("sessions").path
    for path in [workspace.database.path, sessions] {
      let mode: mode_t = path == sessions ? 0o555 : 0o444
      let former: mode_t = path == sessions ? 0o755 : 0o644
      #expect(chmod(path, mode) == 0)
      defer { chmod(path, former) }
      for command in Self.commands.prefix(2) {
        let outcome = try Unprivileged.cat(command + ["--student", "Kim"], in: workspace)
        #expect(outcome.status == 73, "\(path), \(command)")
        #expect(
          outcome.stderr
            == "\(workspace.database.path): it may only be read here; ask for permission to write it "
            + "and its folder.\n", "\(command)")
        #expect(!outcome.text.contains("Question 1"))
      }
      let report = try Unprivileged.cat(["report", kept.code], in: workspace)
      #expect(report.status == 0, "\(path): \(report.stderr)")
      #expect(report.text.contains(kept.code))
      let list = try Unprivileged.cat(["bank", "list"], in: workspace)
      #expect(list.status == 0, "\(path): \(list.stderr)")
    }
    try kept.expectThere()
  }

  // MARK: A full disk

  /// A file may not grow beyond so many KiB, as on a disk that is nearly full.
  @Test(arguments: [40, 60, 90])
  func aLimitOnTheSizeOfFiles(_ kibibytes: Int) throws {
    let kept = try Kept(in: workspace)
    let outcome = try workspace.shell(
      """
      trap '' XFSZ; ulimit -f \(kibibytes)
      yes '1

      ' | $CAT take garden --plain --student Zoe --max-items 6
      exit ${PIPESTATUS[1]}
      """)
    try expectNothingLost(after: outcome, of: "Zoe")
    try kept.expectThere()
  }

  static let canMount =
    (try? BuiltProgram.run(
      shell: "unshare -rm sh -c 'mount -t tmpfs -o size=64k none /mnt'"))?.status == 0

  /// A disk of its own, with room for the database and a few answers.
  @Test(
    .enabled(if: canMount, "this machine lets nobody mount a small disk"),
    arguments: [8, 40, 80])
  func aFullDisk(_ kibibytes: Int) throws {
    let kept = try Kept(in: workspace)
    let database = try Data(contentsOf: workspace.database)
    let size = database.count / 1024 + 40 + kibibytes
    let script = """
      cd "$CAT_WORKSPACE" && cp -r sessions saved &&
      mount -t tmpfs -o size=\(size)k none sessions && cp saved/* sessions/ || exit 99
      yes '1

      ' | "$CAT" take garden --plain --student Zoe --max-items 6
      status=${PIPESTATUS[1]}
      cp sessions/* saved/
      exit $status
      """
    try workspace.scratch.write(script, to: "home/script")
    let outcome = try workspace.shell("unshare -rm bash script")
    #expect(outcome.status != 99)
    // What was on the small disk when it was full is the database from now on.
    let sessions = workspace.folder.appendingPathComponent("sessions")
    try FileManager.default.removeItem(at: sessions)
    try FileManager.default.moveItem(
      at: workspace.folder.appendingPathComponent("saved"), to: sessions)
    try expectNothingLost(after: outcome, of: "Zoe")
    try kept.expectThere()
  }

  /// Ended well, or with 73 and one sentence; whatever was confirmed is there and can be gone on with.
  private func expectNothingLost(after outcome: FinishedProcess, of person: String) throws {
    let shown = RunningProgram.lastNumber(in: outcome.text) ?? 0
    let sitting = try workspace.sittings(of: person).first
    guard outcome.status != 0 else {
      #expect(sitting?.status == .finished)
      return
    }
    #expect(outcome.status == 73, "\(outcome.stderr)")
    #expect(outcome.stderr.hasPrefix(workspace.database.path + ": "))
    #expect(outcome.stderr.count { $0 == "\n" } == 1)
    guard shown > 0 else { return }
    let code = try #require(sitting).code
    let session = try workspace.replay(code)
    #expect(session.answers.count == shown - 1)
    let program = try workspace.start("take", "--plain", "--resume", code)
    #expect(try program.nextQuestion().number == shown)
  }

  @Test func anImportThatDoesNotFitLeavesNoTrace() throws {
    let kept = try Kept(in: workspace)
    let bank = TestWorkspace.shippedBank("numeracy").path
    let outcome = try workspace.shell(
      "trap '' XFSZ; ulimit -f 100; $CAT bank import '\(bank)'")
    #expect(outcome.status == 73)
    #expect(outcome.text == "")
    #expect(outcome.stderr.hasPrefix(workspace.database.path + ": "))
    #expect(outcome.stderr.count { $0 == "\n" } == 1)
    #expect(try workspace.store().bankNames() == ["garden"])
    try kept.expectThere()
  }

  // MARK: Usage

  @Test(arguments: [
    ["take", "--frobnicate"], ["take", "garden", "shell"], ["take", "garden", "--seed", "x"],
    ["take", "garden", "--seed", "9007199254740992"], ["take", "garden", "--seed=-1"],
    ["take", "garden", "--se", "small"], ["take", "garden", "--time-limit", "soon"],
    ["take", "garden", "--time-limit=-5"], ["take", "garden", "--time-limit", "0"],
    ["take", "garden", "--estimator", "guess"], ["take", "garden", "--select", "best"],
    ["take", "garden", "--max-items", "many"], ["take", "garden", "--student", " "],
    ["take", "garden", "--student", String(repeating: "x", count: 61)],
    ["take", "garden", "--resume", "222-222"], ["take", "garden", "--student"],
    ["report"], ["report", "222-222", "--format", "html5"], ["bank", "check"],
    ["bank", "nonsense"],
    ["bank", "export", "garden", "--generation", "x"], ["take", "garden", "--plain=yes"],
  ])
  func wrongUsage(_ arguments: [String]) throws {
    let outcome = try workspace.cat(arguments: arguments)
    #expect(outcome.status == 64)
    #expect(outcome.text == "")
    #expect(outcome.stderr.hasPrefix("Error: "))
    #expect(outcome.stderr.contains("Usage: "))
    #expect(!FileManager.default.fileExists(atPath: workspace.database.path))
  }

  @Test(arguments: [
    (
      ["--min-items", "9", "--max-items", "3"],
      "min_items (9) is greater than stopping.max_items (3)"
    ),
    (["--se", "0"], "stopping.se is 0.0; it must be greater than 0"),
    (["--se=-0.3"], "stopping.se is -0.3"), (["--se", "nan"], "stopping.se is nan"),
    (["--max-items", "0"], "stopping.max_items is 0; it must be 1 or more."),
    (["--min-items=-1"], "stopping.min_items is -1"),
    (["--min-items", "7"], "stopping.min_items (7) is greater than stopping.max_items (6)"),
  ])
  func aDesignThatContradictsItself(_ options: [String], _ complaint: String) throws {
    for explain in [[], ["--explain"]] {
      let outcome = try workspace.cat(arguments: ["take", "garden", "--plain"] + options + explain)
      #expect(outcome.status == 64)
      #expect(outcome.text == "")
      #expect(outcome.stderr.contains(complaint), "\(outcome.stderr)")
    }
    #expect(try workspace.sittings().isEmpty)
  }

  @Test(arguments: [
    ("{\"stopping\": {\"se\": -1}}", Int32(65), "design.json: stopping.se is -1.0"),
    ("{\"stopping\": {\"see\": 1}}", 65, "design.json: 'stopping.see' is not known in a design"),
    ("{\"content\": {\"shares\": {\"animals\": 1}}}", 65, "animals"),
    ("stop soon", 65, "design.json: the design is not valid JSON"),
    (nil, 66, "design.json: there is no such file"),
  ])
  func aDesignFileThatIsWrong(_ text: String?, _ status: Int32, _ complaint: String) throws {
    if let text { try workspace.scratch.write(text, to: "home/design.json") }
    let outcome = try workspace.cat("take", "garden", "--plain", "--design", "design.json")
    #expect(outcome.status == status)
    #expect(outcome.text == "")
    #expect(outcome.stderr.contains(complaint), "\(outcome.stderr)")
    #expect(outcome.stderr.count { $0 == "\n" } == 1)
    #expect(try workspace.sittings().isEmpty)
  }

  // MARK: What people and files call themselves

  /// Clears the screen, sets the title, turns the direction of writing, rings the bell.
  static let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}Eve\u{9b}31m\u{8}\r"

  private func expectHarmless(
    _ outcome: FinishedProcess, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let raw = Set((outcome.text + outcome.stderr).unicodeScalars).filter {
      $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202e}")
    }
    #expect(raw.isEmpty, "\(outcome.text)\(outcome.stderr)", sourceLocation: sourceLocation)
  }

  @Test func hostileNamesOfPeople() throws {
    let given = try workspace.cat(
      "take", "garden", "--plain", "--student", Self.hostile, stdin: BlindAnswers.lines(1...6))
    #expect(given.status == 0)
    expectHarmless(given)
    let typed = try workspace.cat(
      "take", "garden", "--plain", stdin: Self.hostile.dropLast() + "\n" + BlindAnswers.lines(1...6)
    )
    #expect(typed.status == 0)
    expectHarmless(typed)
    for sitting in try workspace.sittings() {
      expectHarmless(try workspace.cat("report", sitting.code))
      for format in ["json", "log"] {
        let document = try workspace.cat("report", sitting.code, "--format", format)
        #expect(document.status == 0)
        #expect(!document.text.contains("\u{1b}"))
      }
    }
    expectHarmless(try workspace.cat("take", "--plain", "--resume", "--student", Self.hostile))
  }

  @Test(arguments: [
    ["take", "--plain"], ["take", "--plain", "--resume"], ["report"], ["bank", "show"],
    ["bank", "check"], ["bank", "import"], ["bank", "export"], ["take", "garden", "--estimator"],
    ["take", "garden", "--time-limit"], ["take", "garden", "--design"], ["bank", "show", "garden"],
    ["take", "garden", "--workspace"], ["bank"], ["take", "garden", "--seed"],
  ])
  func hostileNamesOfThings(_ command: [String]) throws {
    for name in [Self.hostile, "--" + Self.hostile] {
      let outcome = try workspace.cat(arguments: command + [name])
      #expect(outcome.status != 0)
      expectHarmless(outcome)
    }
  }

  @Test func hostileBanks() throws {
    let name = Self.hostile.unicodeScalars.map { "\\u" + String(format: "%04x", $0.value) }.joined()
    try workspace.scratch.write(
      """
      {"bank": "evil", "title": "\(name)", "about": "\(name)", "domains": [{"id": "d", "title": "\(name)"}], "design": {"stopping": {"max_items": 2}, "feedback": {"missed": true}}}
      {"item_id": "one", "stem": "\(name)?", "options": ["\(name)", "b"], "key": "B", "domain": "d", "b": 0, "rationale": "\(name)"}
      {"item_id": "two", "stem": "\(name)?", "answer": 3, "unit": "\(name)", "domain": "d", "b": 0.1}

      """, to: "workspace/itembanks/evil.jsonl")
    let taken = try workspace.cat(
      "take", "evil", "--plain", "--student", "Kim",
      stdin: "help\n1\n\n1\n\nyes\n")
    #expect(taken.status == 0 || taken.status == 65, "\(taken.stderr)")
    expectHarmless(taken)
    for arguments in [
      ["bank", "list"], ["bank", "show", "evil"], ["bank", "show", "evil", "one"],
      ["take", "evil", "--explain"],
      ["bank", "check", workspace.folder.path + "/itembanks/evil.jsonl"],
    ] {
      expectHarmless(try workspace.cat(arguments: arguments))
    }
  }

  // MARK: Output

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aResultThatCannotBeWritten() throws {
    let kept = try Kept(in: workspace)
    for command in ["report \(kept.code) --format json", "bank export garden"] {
      let outcome = try workspace.shell("$CAT \(command) > /dev/full")
      expect(
        outcome, status: 73,
        "standard output: No space left on device; make room or write elsewhere.")
    }
    // Nobody reads on, and nobody is told: as when a pager is left.
    let left = try workspace.shell("(trap '' PIPE; $CAT bank export garden) | true")
    #expect(left.stderr == "")
    try kept.expectThere()
  }

  // MARK: What may not happen unasked

  @Test func aForeignBankTakesNobodysPlace() throws {
    try workspace.scratch.write(
      """
      {"bank": "garden", "title": "Another"}
      {"item_id": "one", "stem": "?", "options": ["a", "b"], "key": "B", "b": 0}

      """, to: "home/garden.jsonl")
    let before = try workspace.cat("bank", "export", "garden").stdout
    #expect(try workspace.cat("bank", "show", "./garden.jsonl").status == 0)
    #expect(try workspace.cat("take", "./garden.jsonl", "--explain").status == 0)
    expect(
      try workspace.cat("take", "./garden.jsonl", "--plain", "--student", "Kim"), status: 65,
      "./garden.jsonl: bank 'garden' is in this workspace and says something else; put this one "
        + "in its place with cat bank import, or give it another name.")
    #expect(try workspace.cat("bank", "export", "garden").stdout == before)
    #expect(try workspace.cat("bank", "import", "./garden.jsonl").status == 0)
    #expect(try workspace.cat("bank", "export", "garden").stdout != before)
  }

  @Test func aSittingKeepsWhatItBeganWith() throws {
    let kept = try Kept(in: workspace)
    for option in [["--se", "0.2"], ["--seed", "3"], ["--max-items", "4"]] {
      let outcome = try workspace.cat(
        arguments: ["take", "--plain", "--resume", kept.code] + option)
      #expect(outcome.status == 64 && outcome.stderr.contains("began with"), "\(option)")
    }
    expect(
      try workspace.cat("take", "--plain", "--resume", kept.code, "--student", "Nobody"),
      status: 77, "sitting \(kept.code) is somebody else's, not 'Nobody's.")
    try kept.expectThere()
  }

  @Test func parametersBeyondReason() throws {
    try workspace.scratch.write(
      """
      {"item_id": "one", "stem": "?", "options": ["a", "b"], "key": "B", "a": 1e300, "b": 1e300}

      """, to: "home/far.jsonl")
    let outcome = try workspace.cat("take", "./far.jsonl", "--plain", "--student", "Kim")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.contains("discrimination is 1e+300; it must be at most 1000000."))
    #expect(outcome.stderr.contains("difficulty is 1e+300; it must lie within ±1000000."))
  }

  @Test func aBankWhoseDesignContradictsItself() throws {
    try workspace.scratch.write(
      """
      {"bank": "knot", "design": {"stopping": {"min_items": 9, "max_items": 3}}}
      {"item_id": "one", "stem": "?", "options": ["a", "b"], "key": "B", "b": 0}

      """, to: "home/knot.jsonl")
    let outcome = try workspace.cat("bank", "import", "./knot.jsonl")
    #expect(outcome.status == 65 && outcome.stderr.contains("design: stopping.min_items (9)"))
    #expect(try workspace.cat("bank", "show", "knot").status == 66)
  }

  // MARK: -

  /// Changes the database behind the program's back.
  private func change(_ sql: String) throws {
    // The store refuses this database, so another one attaches it.
    let store = try Store.temporary()
    try store.run("ATTACH '\(workspace.database.path)' AS other")
    try store.run(sql.replacingOccurrences(of: "grdb_migrations", with: "other.grdb_migrations"))
    try store.run("DETACH other")
  }
}

/// Runs the program without the rights by which root writes what is write-protected.
enum Unprivileged {
  static let reason: Comment =
    "root's rights cannot be given up here (setpriv is missing or forbidden)"

  private static let wrapper =
    geteuid() == 0 ? "setpriv --bounding-set=-dac_override,-dac_read_search -- " : ""

  static let isPossible: Bool = {
    guard let scratch = try? ScratchFolder(), let file = try? scratch.write("", to: "file"),
      chmod(file.path, 0) == 0
    else { return false }
    return (try? BuiltProgram.run(shell: "\(wrapper)sh -c '! test -w \"$0\"' '\(file.path)'"))?
      .status
      == 0
  }()

  static func cat(_ arguments: [String], in workspace: TestWorkspace) throws -> FinishedProcess {
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    return try workspace.shell("exec \(wrapper)$CAT \(words)")
  }
}
