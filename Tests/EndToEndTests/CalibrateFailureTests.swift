import Foundation
import Numerical
import Testing

/// Data that `cat calibrate` cannot use or has to warn of, a sentence each; and Ctrl-C.
@Suite struct CalibrateFailureTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
  }

  private func write(_ text: String, to name: String) throws {
    try workspace.scratch.write(text, to: "home/\(name)")
  }

  private func isStored(_ bank: String) throws -> Bool {
    try workspace.cat("bank", "show", bank).status != 66
  }

  // MARK: Bad data

  struct Bad: Sendable, CustomTestStringConvertible {
    let name: String
    let contents: String
    /// What the sentence says: where, and what is wrong.
    let words: [String]
    var testDescription: String { name }
  }

  private static func table(_ header: String, _ rows: [String]) -> String {
    ([header] + rows.enumerated().map { "p\($0.offset),\($0.element)" }).joined(separator: "\n")
  }

  static let refused = [
    Bad(
      name: "value.csv", contents: "id,a,b\np1,2,1\np2,0,1\n",
      words: ["value.csv:2", "item 'a' is 2", "0 or 1"]),
    Bad(
      name: "value.jsonl", contents: "{\"subject_id\":\"1\",\"responses\":{\"a\":2}}\n",
      words: ["value.jsonl:1", "item 'a' is 2", "0 or 1"]),
    Bad(
      name: "text.jsonl", contents: "{\"subject_id\":\"1\",\"responses\":{\"a\":\"yes\"}}\n",
      words: ["text.jsonl:1", "'a'"]),
    Bad(
      name: "conflict.jsonl",
      contents:
        "{\"subject_id\":\"1\",\"responses\":{\"a\":1}}\n{\"subject_id\":\"1\",\"responses\":{\"a\":0}}\n",
      words: ["conflict.jsonl:2", "keep the one that is right"]),
    Bad(
      name: "conflict.csv", contents: "subject,item,response\n1,a,1\n1,a,0\n",
      words: ["conflict.csv:3", "keep the one that is right"]),
    Bad(name: "empty.csv", contents: "", words: ["empty.csv", "empty"]),
    Bad(
      name: "cut.jsonl", contents: "{\"subject_id\":\"1\",\"respon", words: ["cut.jsonl:1"]),
    Bad(
      name: "items.csv", contents: table("id,a,b", (0..<40).map { _ in "1,0" }),
      words: ["every item was answered right by everybody or wrong by everybody"]),
    Bad(
      name: "persons.csv",
      contents: table("id,a,b,c", (0..<40).map { $0 % 2 == 0 ? "1,1,1" : "0,0,0" }),
      words: ["nobody has one answer right and another wrong"]),
    Bad(
      name: "long.jsonl",
      contents: "{\"subject_id\": \"" + String(repeating: "x", count: 1_000_000)
        + "\", \"responses\": {\"a\": 1}}\n",
      words: ["long.jsonl:1", "long"]),
    Bad(
      name: "long.csv", contents: "id," + String(repeating: "x", count: 1_000_000) + "\np1,1\n",
      words: ["long.csv:1", "1000000 bytes"]),
  ]

  @Test(arguments: refused) func badDataIsRefused(_ bad: Bad) throws {
    try write(bad.contents, to: bad.name)
    let outcome = try workspace.cat("calibrate", bad.name, "--bank", "refused")
    #expect(outcome.status == 65, "\(outcome.text.prefix(500))\(outcome.stderr.prefix(500))")
    #expect(outcome.text.isEmpty)
    for words in bad.words { #expect(outcome.stderr.contains(words), "\(outcome.stderr)") }
    #expect(!outcome.stderr.isEmpty && outcome.stderr.count < 400)
    #expect(try !isStored("refused"))
  }

  // MARK: Odd data

  private static let people = (0..<60).map {
    (a: $0 % 2, b: $0 / 2 % 2, c: $0 % 3 == 0 ? 1 : 0)
  }

  private func report(_ name: String, _ contents: String) throws -> FinishedProcess {
    try write(contents, to: name)
    return try workspace.cat("calibrate", name, "--bank", "odd")
  }

  @Test func aConstantItemIsSaid() throws {
    for (score, words) in [("1", "everybody had it right"), ("0", "nobody had it right")] {
      let rows = Self.people.map { "\($0.a),\($0.b),\($0.c),\(score)" }
      let outcome = try report("constant\(score).csv", Self.table("id,a,b,c,k", rows))
      #expect(outcome.text.contains(try Regex("k +\(words)")), "\(outcome.text)")
    }
  }

  @Test func anItemThatNobodySawIsSaid() throws {
    let rows = Self.people.map { "\($0.a),\($0.b),\($0.c)," }
    let outcome = try report("unseen.csv", Self.table("id,a,b,c,k", rows))
    #expect(outcome.text.contains(/k +nobody answered it/))
    #expect(outcome.text.contains("with everything wrong"))
  }

  @Test func constantPersonsAreCounted() throws {
    let rows = Self.people.map { "\($0.a),\($0.b),\($0.c)" } + ["1,1,1", "1,1,1", "0,0,0"]
    let constant = Self.people.count { $0.a == $0.b && $0.b == $0.c && $0.a == 1 }
    let outcome = try report("persons.csv", Self.table("id,a,b,c", rows))
    #expect(outcome.text.contains("\(constant + 2) with everything right"), "\(outcome.text)")
  }

  @Test func oneItemIsNotEnough() throws {
    let outcome = try report("item.csv", Self.table("id,a", Self.people.map { "\($0.a)" }))
    #expect(outcome.status == 65 && outcome.stderr.contains("there is only one item"))
    #expect(try !isStored("odd"))
  }

  @Test func onePersonIsNotEnough() throws {
    let outcome = try report("person.csv", "id,a,b\np1,1,0\n")
    #expect(outcome.status == 65 && outcome.stderr.contains("there is only one person"))
    #expect(try !isStored("odd"))
  }

  @Test func aSubjectThatComesTwiceIsSaid() throws {
    let twice = try report(
      "twice.jsonl",
      "{\"subject_id\":\"1\",\"responses\":{\"a\":1}}\n{\"subject_id\":\"1\",\"responses\":{\"b\":0}}\n"
    )
    #expect(twice.stderr.contains("twice.jsonl:2"))
    #expect(twice.stderr.contains("has come before in this file"))
  }

  /// 'turned' is missed by the able; only --allow-negative gives it parameters.
  @Test func anItemThatAblePeopleMissHasNoDifficulty() throws {
    var generator = SeededGenerator(seed: 3)
    let rows = (0..<300).map { _ in
      let ability = generator.normal()
      return [1.3, 1.1, 1.2, 1.4, 1.0, -1.2].enumerated().map { item, slope in
        generator.uniform() < logistic(slope * (ability - 0.5 * Double(item) + 1.2)) ? "1" : "0"
      }.joined(separator: ",")
    }
    try write(Self.table("id,a,b,c,d,e,turned", rows), to: "turned.csv")
    let outcome = try workspace.cat("calibrate", "turned.csv", "--bank", "odd", "--priors", "none")
    #expect(outcome.status == 1)
    #expect(outcome.stderr.contains("NEGATIVE DISCRIMINATION"), "\(outcome.stderr)")
    #expect(outcome.text.contains(/turned +300 +\.\d+ +−\.\d+ +– +–/), "\(outcome.text)")
    let words = outcome.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("look at its key, drop it, or give --allow-negative"))
    let document = try workspace.cat(
      "calibrate", "turned.csv", "--dry-run", "--priors", "none", "--json")
    let found = try #require(
      JSONSerialization.jsonObject(with: document.stdout) as? [String: Any])
    let items = try #require(found["item_parameters"] as? [[String: Any]])
    #expect(items[5]["a"] is NSNull && items[5]["b"] is NSNull && items[5]["se_b"] is NSNull)

    let allowed = try workspace.cat(
      "calibrate", "turned.csv", "--dry-run", "--priors", "none", "--allow-negative")
    #expect(!allowed.stderr.contains("NEGATIVE"))
    #expect(allowed.text.contains(/turned +300 +\.\d+ +−\.\d+ +−\d/), "\(allowed.text)")
  }

  // MARK: Ctrl-C

  @Test func ctrlCWhileReading() throws {
    let running = try workspace.start("calibrate", "-", "--bank", "half")
    // More than fits between the two: once all is sent, the program has begun to read.
    running.send(
      (0..<40_000).map { "{\"subject_id\": \"s\($0)\", \"responses\": {\"a\": \($0 % 2)}}\n" }
        .joined())
    running.signal(SIGINT)
    try running.read(bytes: .max, until: .now + .seconds(20))
    try expectNothing(of: running.finish())
  }

  private func expectNothing(of outcome: FinishedProcess) throws {
    #expect(outcome.status == 130)
    #expect(outcome.stderr == "Interrupted; nothing was stored.\n")
    #expect(outcome.stdout.isEmpty)
    #expect(try !isStored("half"))
  }

  /// The line of progress tells that it estimates; it would go on for minutes.
  @Test func ctrlCWhileEstimating() throws {
    var generator = SystemRandomNumberGenerator()
    let rows = (0..<6000).map { _ in
      let bits = generator.next()
      return (0..<60).map { bits >> $0 & 1 == 1 ? "1" : "0" }.joined(separator: ",")
    }
    try write(
      Self.table("id," + (0..<60).map { "i\($0)" }.joined(separator: ","), rows), to: "much.csv")
    let running = try workspace.start(
      "calibrate", "much.csv", "--model", "4pl", "--priors", "weak", "--quadrature", "999,-6,6",
      "--bank", "half", streams: .terminal)
    try running.expect("estimating, step", seconds: 60)
    running.signal(SIGINT)
    try running.expect("Interrupted; nothing was stored.")
    #expect(try running.finish().status == 130)
    #expect(try !isStored("half"))
  }

  /// Another program has the database: this one waits for it when Ctrl-C comes, and gives up.
  @Test func ctrlCWhileStoring() throws {
    let rows = Self.people.map { "\($0.a),\($0.b),\($0.c)" }
    try write(Self.table("id,a,b,c", rows), to: "some.csv")
    let other = try workspace.start("take", "garden", "--plain", "--student", "Kim")
    try other.passPractice()
    let held = try HeldDatabase(workspace.database)
    let running = try workspace.start("calibrate", "some.csv", "--priors", "weak", "--bank", "half")
    try held.waitUntilWanted(by: running.pid)
    running.signal(SIGINT)
    let outcome = try running.finish()
    held.letGo()
    try other.finish()
    try expectNothing(of: outcome)
  }
}

/// A database that nobody can write to for the time being.
private final class HeldDatabase {
  private let file: URL
  private let descriptor: Int32

  /// Takes SQLite's lock for writing in WAL mode: byte 120 of the `-shm` file
  /// (https://www.sqlite.org/walformat.html#wal_locks), which is there while a program has the database.
  init(_ database: URL) throws {
    file = database
    descriptor = open(database.path + "-shm", O_RDWR | O_CLOEXEC)
    var lock = flock(
      l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 120, l_len: 1, l_pid: 0)
    guard descriptor >= 0, fcntl(descriptor, F_SETLK, &lock) == 0 else {
      throw Spawning.Failure("no lock", code: errno)
    }
  }

  deinit { close(descriptor) }

  /// Waits until a process has opened the database for writing.
  func waitUntilWanted(by pid: pid_t) throws {
    let folder = "/proc/\(pid)/fd"
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let isOpen = names.contains {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))
          == file.resolvingSymlinksInPath().path
          && isOpenForWriting("/proc/\(pid)/fdinfo/\($0)")
      }
      if isOpen { return }
      usleep(1000)
    }
    throw Spawning.Failure("the database was never opened", code: ETIMEDOUT)
  }

  /// `flags:` in octal, whose last digit is 2 for O_RDWR.
  private func isOpenForWriting(_ info: String) -> Bool {
    let text = (try? String(contentsOfFile: info, encoding: .utf8)) ?? ""
    return text.contains(/flags:\s*[0-7]*2\n/)
  }

  func letGo() {
    var lock = flock(
      l_type: Int16(F_UNLCK), l_whence: Int16(SEEK_SET), l_start: 120, l_len: 1, l_pid: 0)
    _ = fcntl(descriptor, F_SETLK, &lock)
  }
}
