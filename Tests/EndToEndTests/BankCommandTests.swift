import Foundation
import ItemBanks
import Testing

/// Banks in, out, and looked at.
@Suite struct BankCommandTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
  }

  static let line =
    #"{"item_id": "q1", "stem": "What?", "options": ["a", "b"], "key": "A", "b": 0}"#

  // MARK: Check

  struct Bad: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let line: Int?
    let isError: Bool
    let part: String

    init(_ name: String, _ text: String, line: Int?, isError: Bool = true, _ part: String) {
      self.init(name, bytes: Array(text.utf8), line: line, isError: isError, part)
    }

    init(_ name: String, bytes: [UInt8], line: Int?, isError: Bool = true, _ part: String) {
      (self.name, self.bytes, self.line, self.isError, self.part) = (
        name, bytes, line, isError, part
      )
    }

    var testDescription: String { name }
  }

  private static func item(_ changes: String) -> String {
    #"{"item_id": "q1", "stem": "What?", "options": ["a", "b"], "key": "A", "b": 0}"# + "\n"
      + #"{"item_id": "q2", \#(changes)}"# + "\n"
  }

  static let badFiles: [Bad] = [
    Bad("an id twice", "\(line)\n\(line)\n", line: 2, "has the same id as line 1"),
    Bad(
      "a key that is no option", item(#""stem": "?", "options": ["a", "b"], "key": "C", "b": 0"#),
      line: 2, "item 'q2': key 'C' is not among the options, A to B"),
    Bad(
      "discrimination zero",
      item(#""stem": "?", "options": ["a", "b"], "key": "A", "a": 0, "b": 0"#), line: 2,
      "item 'q2': discrimination is 0.0; it must be greater than 0."),
    Bad(
      "discrimination negative",
      item(#""stem": "?", "options": ["a", "b"], "key": "A", "a": -0.4, "b": 0"#), line: 2,
      "item 'q2': discrimination is -0.4; it must be greater than 0."),
    Bad(
      "NaN", item(#""stem": "?", "options": ["a", "b"], "key": "A", "b": NaN"#), line: 2,
      "'b' is NaN; it must be a number"),
    Bad(
      "an empty stem", item(#""stem": "  ", "options": ["a", "b"], "key": "A", "b": 0"#), line: 2,
      "the stem is empty"),
    Bad(
      "two right options that read the same",
      item(#""stem": "?", "options": ["a", " a", "b"], "key": "A", "b": 0"#), line: 2,
      "options A and B read the same, so more than one is right"),
    Bad(
      "a field that is not known",
      item(#""stem": "?", "options": ["a", "b"], "key": "A", "b": 0, "colour": "red""#), line: 2,
      isError: false, "colour"),
    Bad(
      "not UTF-8", bytes: Array("\(line)\n".utf8) + [0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d, 0x0a],
      line: 2, "the line is not UTF-8 text"),
    Bad(
      "a last line cut off",
      "\(line)\n" + line.dropLast(9).replacingOccurrences(of: "q1", with: "q2"),
      line: 2, "the last line is cut off"),
    Bad(
      "a last line without its end", "\(line)", line: 1, isError: false,
      "the last line does not end"),
    Bad("CR LF", "\(line)\r\n", line: nil, isError: false, "lines end in CR LF"),
    Bad("a byte order mark", "\u{feff}\(line)\n", line: 1, isError: false, "byte order mark"),
    Bad("nothing at all", "", line: nil, "the file is empty"),
    Bad("no JSON", "\(line)\nhello\n", line: 2, "not valid JSON"),
    Bad(
      "a design with a mistake",
      #"{"bank": "x", "design": {"stopping": {"se": -1}}}"# + "\n\(line)\n", line: 1,
      "design: stopping.se is -1.0"),
  ]

  @Test(arguments: badFiles)
  func checkReportsTheProblemWithItsLine(_ bad: Bad) throws {
    try workspace.scratch.write(Data(bad.bytes), to: "home/x.jsonl")
    let plain = try workspace.cat("bank", "check", "x.jsonl")
    #expect(plain.status == (bad.isError ? 65 : 0))
    let place = bad.line.map { "x.jsonl:\($0): " } ?? "x.jsonl: "
    let said = plain.text.split(separator: "\n").filter {
      $0.hasPrefix(place + (bad.isError ? "" : "warning: ")) && $0.contains(bad.part)
    }
    #expect(said.count == 1, "\(plain.text)")
    #expect(plain.stderr == (bad.isError ? "1 error; a bank with errors cannot be used.\n" : ""))
    #expect(plain.text.contains("no errors") == !bad.isError)

    let json = try workspace.cat("bank", "check", "--json", "x.jsonl")
    #expect(json.status == plain.status)
    let problems = try objects(json.text)
    let found = problems.filter {
      $0["severity"] as? String == (bad.isError ? "error" : "warning")
        && $0["file"] as? String == "x.jsonl" && $0["line"] as? Int == bad.line
        && ($0["message"] as? String)?.contains(bad.part.components(separatedBy: "': ").last ?? "")
          == true
    }
    #expect(found.count == 1, "\(json.text)")

    // What cannot be used is not taken in, and what can be is.
    let imported = try workspace.cat("bank", "import", "x.jsonl")
    let isDesign = bad.part.hasPrefix("design")
    #expect(imported.status == (bad.isError ? 65 : 0) || isDesign, "\(imported)")
    #expect(imported.stderr.contains(bad.part) || isDesign)
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/x.jsonl"))
  }

  @Test func checkReportsEveryProblemOfEveryFile() throws {
    let lines = (1...30).map {
      #"{"item_id": "q\#($0)", "stem": "What?", "options": ["a", "b"], "key": "Z", "b": 0}"#
    }
    try workspace.scratch.write(lines.joined(separator: "\n") + "\n", to: "home/thirty.jsonl")
    try workspace.scratch.write("\(Self.line)\n\(Self.line)\n", to: "home/one.jsonl")
    try workspace.scratch.write("\(Self.line)\n", to: "home/none.jsonl")
    let check = try workspace.cat("bank", "check", "thirty.jsonl", "one.jsonl", "none.jsonl")
    #expect(check.status == 65)
    for line in 1...30 { #expect(check.text.contains("thirty.jsonl:\(line): item 'q\(line)': ")) }
    #expect(check.text.contains("one.jsonl:2: "))
    #expect(check.text.contains("none.jsonl: no errors; 1 item.\n"))
    #expect(check.stderr == "31 errors; a bank with errors cannot be used.\n")
    #expect(
      try objects(try workspace.cat("bank", "check", "--json", "thirty.jsonl").text).count == 30)

    // To import it one needs to know that there is more, not all of it.
    let imported = try workspace.cat("bank", "import", "thirty.jsonl")
    #expect(imported.status == 65)
    #expect(imported.text == "")
    #expect(imported.stderr.contains("thirty.jsonl:20: "))
    #expect(!imported.stderr.contains("thirty.jsonl:21: "))
    #expect(imported.stderr.contains("10 more"))
    #expect(try workspace.cat("bank", "list").text.contains("thirty") == false)
  }

  @Test func checkStoresNothingAndNeedsNoWorkspace() throws {
    try workspace.scratch.write("\(Self.line)\n", to: "home/x.jsonl")
    let check = try workspace.cat(
      "bank", "check", "x.jsonl", environment: ["CAT_WORKSPACE": "/nowhere"])
    #expect(check.status == 0)
    #expect(check.text == "x.jsonl: no errors; 1 item.\n")
    #expect(!FileManager.default.fileExists(atPath: workspace.database.path))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: workspace.home.path) == ["x.jsonl"])
  }

  // MARK: Round trip

  @Test(arguments: ["garden", "numeracy", "shell"])
  func whatIsExportedIsNothingNew(_ name: String) throws {
    let workspace = try TestWorkspace(shipped: name == "garden" ? [] : [name])
    let exported = try workspace.cat("bank", "export", name)
    #expect(exported.status == 0)
    #expect(exported.stderr == "")
    try workspace.scratch.write(exported.stdout, to: "home/copy.jsonl")
    let check = try workspace.cat("bank", "check", "copy.jsonl")
    #expect(check.status == 0)
    #expect(check.text.hasPrefix("copy.jsonl: no errors; "), "\(check.text)")
    let imported = try workspace.cat("bank", "import", "copy.jsonl")
    #expect(imported.status == 0)
    #expect(imported.text == "\(name): nothing new; generation 1 has the same items.\n")
    #expect(try workspace.cat("bank", "export", name).stdout == exported.stdout)

    let file = BankFile(
      try Data(contentsOf: workspace.folder.appendingPathComponent("itembanks/\(name).jsonl")),
      file: name + ".jsonl")
    #expect(BankFile(exported.stdout, file: name + ".jsonl").bank == file.bank)
  }

  @Test func everyChangeIsAGeneration() throws {
    let first = try workspace.cat("bank", "export", "garden")
    let changed = first.text.replacingOccurrences(of: "What colour is grass?", with: "And grass?")
    try workspace.scratch.write(changed, to: "home/new.jsonl")
    let imported = try workspace.cat("bank", "import", "new.jsonl")
    #expect(imported.status == 0)
    #expect(imported.text == "garden: 6 items stored as generation 2.\n")
    #expect(try workspace.cat("bank", "export", "garden", "--generation", "1").text == first.text)
    #expect(try workspace.cat("bank", "export", "garden", "--generation", "2").text == changed)
    let third = try workspace.cat("bank", "export", "garden", "--generation", "3")
    #expect(third.status == 66)
    #expect(third.stderr == "bank 'garden': there is no generation 3; the newest is 2.\n")
  }

  @Test func aSittingKeepsTheGenerationItBeganWith() throws {
    _ = try workspace.cat(
      "take", "garden", "--plain", "--student", "Kim", stdin: BlindAnswers.lines(1...2))
    let file = workspace.folder.appendingPathComponent("itembanks/garden.jsonl")
    let text = try String(contentsOf: file, encoding: .utf8)
    try workspace.scratch.write(
      text.replacingOccurrences(of: "\"b\": 0.", with: "\"b\": 1."),
      to: "workspace/itembanks/garden.jsonl")
    #expect(try workspace.cat("bank", "list", "--json").text.contains(#""generation":2"#))
    let code = try workspace.onlyCode()
    let rest = try workspace.cat(
      "take", "--plain", "--resume", stdin: BlindAnswers.lines(3...6, practice: false))
    #expect(rest.status == 0)
    #expect(try workspace.log(of: code).header.bankVersion == 1)
    #expect(try workspace.replay(code).status == .finished)
  }

  // MARK: Looking

  @Test func listsBanks() throws {
    _ = try workspace.cat(
      "take", "garden", "--plain", "--student", "Kim", stdin: BlindAnswers.lines(1...2))
    let list = try workspace.cat("bank", "list")
    #expect(list.status == 0)
    #expect(list.stderr == "")
    #expect(list.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let row = try #require(list.text.split(separator: "\n").first { $0.contains("garden") })
    #expect(row.split(whereSeparator: \.isWhitespace) == ["garden", "Garden", "6", "0", "1", "1"])

    let json = try objects(try workspace.cat("bank", "list", "--json").text)
    #expect(json.count == 1)
    #expect(json[0]["bank"] as? String == "garden")
    #expect(json[0]["title"] as? String == "Garden")
    #expect(json[0]["items"] as? Int == 6)
    #expect(json[0]["generation"] as? Int == 1)
    #expect(json[0]["sittings"] as? Int == 1)
    #expect((json[0]["hash"] as? String)?.count == 64)
  }

  @Test func showsABankAndAnItemWithItsCurves() throws {
    let bank = try workspace.cat("bank", "show", "garden")
    #expect(bank.status == 0)
    for part in ["Garden", "Plants", "Numbers", "6: 6 provisional"] {
      #expect(bank.text.contains(part), "\(part)")
    }
    let item = try workspace.cat("bank", "show", "garden", "float")
    #expect(item.status == 0)
    for part in ["float", "What does this print?", "echo  oak  |\n", "0.9", "θ"] {
      #expect(item.text.contains(part), "\(part)")
    }
    for outcome in [bank, item] {
      #expect(!outcome.text.contains("\u{1b}"))
      #expect(outcome.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test func responsesAreNoBank() throws {
    let lsat = TestWorkspace.shippedBank("lsat6").path
    let check = try workspace.cat("bank", "check", lsat)
    #expect(check.status == 0)
    #expect(check.text.hasSuffix(": no errors; 0 items and responses of 1000 persons.\n"))
    let imported = try workspace.cat("bank", "import", lsat)
    #expect(imported.status == 65)
    #expect(imported.stderr.contains("it has no items"))
  }

  @Test func whatComesDownAPipeIsChecked() throws {
    let sound = try workspace.cat("bank", "check", "/dev/stdin", stdin: Self.line + "\n")
    #expect(sound.status == 0 && sound.text == "/dev/stdin: no errors; 1 item.\n")
    let empty = try workspace.cat("bank", "check", "/dev/null")
    #expect(empty.status == 65 && empty.text.contains("the file is empty"))
  }

  private func objects(_ lines: String) throws -> [[String: Any]] {
    try lines.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }
}
