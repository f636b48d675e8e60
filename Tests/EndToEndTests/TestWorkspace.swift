import AdaptiveTesting
import Foundation
import ItemBanks
import Storage
import Testing

/// A workspace of its own for a test, in which the program is run.
final class TestWorkspace {
  let scratch: ScratchFolder
  var folder: URL { scratch.url.appendingPathComponent("workspace") }
  /// Where the program is run: outside the workspace.
  var home: URL { scratch.url.appendingPathComponent("home") }
  var database: URL { folder.appendingPathComponent("sessions/cat.sqlite") }

  /// - Parameter shipped: names of shipped banks to put beside `garden`.
  init(shipped: [String] = []) throws {
    scratch = try ScratchFolder()
    try scratch.write(Garden.lines, to: "workspace/itembanks/garden.jsonl")
    for name in shipped {
      try scratch.write(
        try Data(contentsOf: Self.shippedBank(name)), to: "workspace/itembanks/\(name).jsonl")
    }
    for folder in ["workspace/sessions", "home"] {
      try FileManager.default.createDirectory(
        at: scratch.url.appendingPathComponent(folder), withIntermediateDirectories: true)
    }
  }

  static func shippedBank(_ name: String) -> URL {
    BuiltProgram.repository.appendingPathComponent("itembanks/\(name).jsonl")
  }

  /// What the program sees of the world.
  var environment: [String: String?] {
    [
      "CAT_WORKSPACE": folder.path, "HOME": home.path, "XDG_DATA_HOME": nil, "NO_COLOR": nil,
      "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
    ]
  }

  // MARK: Running

  /// Runs the program to its end.
  func cat(
    _ arguments: String..., stdin: String = "", environment changes: [String: String?] = [:]
  ) throws -> FinishedProcess {
    try cat(arguments: arguments, stdin: stdin, environment: changes)
  }

  func cat(
    arguments: [String], stdin: String = "", environment changes: [String: String?] = [:]
  ) throws -> FinishedProcess {
    try BuiltProgram.run(
      arguments, stdin: Data(stdin.utf8),
      environment: environment.merging(changes) { _, given in given }, folder: home)
  }

  /// Starts the program, to talk with it.
  func start(
    _ arguments: String..., streams: RunningProgram.Streams = .pipes,
    environment changes: [String: String?] = [:]
  ) throws -> RunningProgram {
    try start(arguments: arguments, streams: streams, environment: changes)
  }

  func start(
    arguments: [String], streams: RunningProgram.Streams = .pipes,
    environment changes: [String: String?] = [:]
  ) throws -> RunningProgram {
    try RunningProgram(
      arguments, streams: streams, environment: environment.merging(changes) { _, given in given },
      folder: home)
  }

  /// Runs a line of shell in which `$CAT` is the program.
  func shell(_ line: String, stdin: String = "", seconds: Double = 60) throws -> FinishedProcess {
    try BuiltProgram.run(
      shell: line, stdin: Data(stdin.utf8), environment: environment, folder: home,
      seconds: seconds)
  }

  // MARK: Looking at what was kept

  func store() throws -> Store { try Store.open(at: database) }

  func sittings(of person: String? = nil) throws -> [SittingSummary] {
    guard FileManager.default.fileExists(atPath: database.path) else { return [] }
    return try store().sittings(person: person)
  }

  /// The only sitting there is.
  func onlyCode() throws -> String {
    let sittings = try sittings()
    try #require(sittings.count == 1, "\(sittings)")
    return sittings[0].code
  }

  func log(of code: String) throws -> SessionLog { try store().log(of: code) }

  /// A sitting's log, replayed against the bank that is stored with it.
  func replay(_ code: String) throws -> TestSession {
    let store = try store()
    let log = try store.log(of: code)
    let bank = try store.bank(named: log.header.bank, generation: log.header.bankVersion).bank
    return try TestSession(
      replaying: log.events, bank: bank, design: log.header.design, seed: log.header.seed)
  }
}

extension SessionLog {
  var answers: [SessionEvent.Answered] {
    events.compactMap { if case .answered(let answer) = $0.kind { answer } else { nil } }
  }

  var notes: [SessionEvent.Note] {
    events.compactMap { if case .noted(let note) = $0.kind { note } else { nil } }
  }

  var names: [SessionEvent.Name] { events.map(\.name) }
}

/// A small bank with one item of every kind of answer, all of them given.
enum Garden {
  static let title = "Garden"

  static let lines = """
    {"bank": "garden", "title": "Garden", "about": "Questions about what grows.", "domains": [{"id": "plants", "title": "Plants"}, {"id": "numbers", "title": "Numbers"}], "practice": {"item_id": "practice", "stem": "Which of these is a flower?", "options": ["stone", "rose", "spoon"], "key": "B", "domain": "plants"}, "design": {"stopping": {"max_items": 6}, "feedback": {"missed": true}}, "source": "made for tests", "licence": "CC0-1.0"}
    {"item_id": "grass", "stem": "What colour is grass?", "options": ["red", "green", "blue", "black"], "key": "B", "domain": "plants", "a": 1.0, "b": 0.0, "status": "provisional", "rationale": "Leaves are green."}
    {"item_id": "beetle", "stem": "How many legs has a beetle?", "options": ["four", "six", "eight"], "key": "B", "domain": "numbers", "a": 1.1, "b": 0.2, "status": "provisional"}
    {"item_id": "float", "stem": "What does this print?\\n\\n```\\necho  oak  |\\n  wc -c\\n```", "options": ["3", "4", "5"], "key": "B", "domain": "numbers", "a": 0.9, "b": -0.3, "status": "provisional", "rationale": "Three letters and the end of the line."}
    {"item_id": "fruit", "stem": "Choose all that are fruit.", "options": ["apple", "brick", "cherry", "door"], "key": ["A", "C"], "domain": "plants", "a": 1.2, "b": 0.4, "status": "provisional"}
    {"item_id": "hours", "stem": "How many minutes are two hours?", "answer": 120, "unit": "minutes", "domain": "numbers", "a": 1.3, "b": 0.6, "status": "provisional"}
    {"item_id": "season", "stem": "In which season are the days longest?", "answers": ["summer"], "domain": "plants", "a": 1.0, "b": -0.6, "status": "provisional", "rationale": "The sun stands highest in June."}

    """

  /// The right answer to the item whose stem is on the screen.
  static func answer(to screen: String) -> String? {
    [
      ("colour is grass", "B"), ("legs has a beetle", "B"), ("What does this print", "B"),
      ("all that are fruit", "A C"), ("minutes are two hours", "120"),
      ("season are the days", "summer"),
    ].first { screen.contains($0.0) }?.1
  }
}
