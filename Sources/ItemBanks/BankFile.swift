import Foundation

/// A bank file read line by line: the bank as far as it could be understood, and every problem found.
public struct BankFile: Sendable {
  /// `nil` while there are errors.
  public let bank: Bank?
  /// In the order of the lines.
  public let problems: [BankProblem]

  public var errors: [BankProblem] { problems.filter { $0.severity == .error } }
  public var warnings: [BankProblem] { problems.filter { $0.severity == .warning } }

  /// Reads a bank from the bytes of a JSON Lines file.
  ///
  /// Never throws: whatever is wrong is a problem with its line. A UTF-8 byte order mark and CRLF
  /// line ends are understood and warned about.
  ///
  /// - Parameters:
  ///   - file: the name used in messages; without its folder and extension it is the bank's name
  ///     where no bank line gives one.
  public init(_ data: Data, file: String) {
    var reader = BankReader(file: file)
    reader.read(data)
    problems = reader.problems
    bank = problems.contains { $0.severity == .error } ? nil : reader.bank
  }
}

/// Collects lines, items and problems while a file is read.
private struct BankReader {
  let file: String
  var problems: [BankProblem] = []

  private var bankLine: BankLine?
  private var sets: [Bank.StimulusSet] = []
  private var lineOfSet: [String: Int] = [:]
  private var items: [Item] = []
  private var lineOfItem: [String: Int] = [:]
  private var responses: [ResponseRecord] = []
  private var lineOfSubject: [String: Int] = [:]

  init(file: String) {
    self.file = file
  }

  var bank: Bank {
    let stem = (file as NSString).lastPathComponent
    let name = bankLine?.name ?? stem.split(separator: ".").first.map(String.init) ?? stem
    return Bank(
      name: name, title: bankLine?.title, about: bankLine?.about, language: bankLine?.language,
      scale: bankLine?.scale ?? Bank.Scale(mean: 500, standardDeviation: 100),
      domains: bankLine?.domains ?? [], levels: bankLine?.levels ?? [],
      practice: bankLine?.practice, design: bankLine?.design, source: bankLine?.source,
      licence: bankLine?.licence, sets: sets, items: items, responses: responses)
  }

  mutating func read(_ data: Data) {
    var bytes = data[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      warn("the file begins with a byte order mark; save it as plain UTF-8.", line: 1)
      bytes = bytes.dropFirst(3)
    }
    guard !bytes.isEmpty else {
      fail("the file is empty; it should hold one JSON object a line.", line: nil)
      return
    }
    let endsWithNewline = bytes.last == UInt8(ascii: "\n")
    var hasReturns = false
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if endsWithNewline { lines.removeLast() }

    let decoder = JSONDecoder()
    for (index, raw) in lines.enumerated() {
      let number = index + 1
      var line = raw
      if line.last == UInt8(ascii: "\r") {
        hasReturns = true
        line = line.dropLast()
      }
      guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else {
        warn("the line is empty; leave it out.", line: number)
        continue
      }
      guard let text = String(validating: line, as: UTF8.self) else {
        fail("the line is not UTF-8 text; save the file with that encoding.", line: number)
        continue
      }
      guard let value = try? decoder.decode(JSONValue.self, from: Data(line)) else {
        fail(syntaxMessage(text, isLast: number == lines.count && !endsWithNewline), line: number)
        continue
      }
      guard case .object(let fields) = value else {
        fail("the line holds \(value.kindName); it must be a JSON object.", line: number)
        continue
      }
      read(FieldReader(fields), line: number)
    }
    if hasReturns {
      warn("lines end in CR LF; save the file with LF line ends.", line: nil)
    }
    if !endsWithNewline {
      warn("the last line does not end; it may have been cut off.", line: lines.count)
    }
    finish()
  }

  /// JSONDecoder's own messages speak of the decoder; these speak of the file.
  private func syntaxMessage(_ text: String, isLast: Bool) -> String {
    if isLast, !text.trimmingCharacters(in: .whitespaces).hasSuffix("}") {
      return "the last line is cut off in the middle of an object; restore the rest of it."
    }
    if let match = text.firstMatch(of: /"([^"]*)"\s*:\s*(-?(?:NaN|nan|Infinity|inf))\b/) {
      return "'\(match.1)' is \(match.2); it must be a number, and JSON has no \(match.2)."
    }
    return "the line is not valid JSON; check its quotes, commas and braces."
  }

  private mutating func read(_ reader: FieldReader, line: Int) {
    var fields = reader
    if fields.has("bank") {
      if bankLine != nil {
        fail("this is a second bank line; a file describes one bank.", line: line)
      } else if line != 1 && (!items.isEmpty || !sets.isEmpty || !responses.isEmpty) {
        fail("the bank line must be the first line of the file.", line: line)
      }
      let parsed = BankLine(&fields)
      for set in parsed.sets { add(set, &fields, line: line) }
      report(fields, line: line, item: nil)
      bankLine = bankLine ?? parsed
    } else if fields.has("item_id") {
      let id = fields.identifier("item_id")
      let item = Item(
        id: id ?? "", fields: &fields, source: bankLine?.source, licence: bankLine?.licence)
      if let id {
        if let first = lineOfItem[id] {
          fields.error("has the same id as line \(first); every item needs its own.")
        } else {
          lineOfItem[id] = line
        }
      }
      report(fields, line: line, item: id)
      items.append(item)
    } else if fields.has("set") {
      add(Bank.StimulusSet(&fields), &fields, line: line)
      report(fields, line: line, item: nil)
    } else if fields.has("subject_id") {
      let record = ResponseRecord(&fields)
      if let first = lineOfSubject[record.subject], !record.subject.isEmpty {
        fields.error("subject '\(record.subject)' has the same id as line \(first); merge the two.")
      } else {
        lineOfSubject[record.subject] = line
      }
      report(fields, line: line, item: nil)
      responses.append(record)
    } else {
      fail(
        "the line has none of 'bank', 'item_id', 'set' and 'subject_id', so nothing tells what it is.",
        line: line)
    }
  }

  private mutating func add(_ set: Bank.StimulusSet, _ fields: inout FieldReader, line: Int) {
    if let first = lineOfSet[set.id] {
      fields.error("set '\(set.id)' is described on line \(first), too; describe each set once.")
    } else {
      lineOfSet[set.id] = line
    }
    sets.append(set)
  }

  /// What can only be seen once every line has been read.
  private mutating func finish() {
    if items.isEmpty && responses.isEmpty && problems.allSatisfy({ $0.severity == .warning }) {
      fail("there is no item and no response in the file; add at least one.", line: nil)
    }
    let named = Set((bankLine?.domains ?? []).map(\.id))
    if !named.isEmpty {
      for item in items {
        if let domain = item.domain, !named.contains(domain) {
          problems.append(
            BankProblem(
              severity: .error, file: file, line: lineOfItem[item.id], item: item.id,
              message: "domain '\(domain)' is not among the bank line's domains; add it there."))
        }
      }
    }
    checkRelations()
    problems.sort { ($0.line ?? .max) < ($1.line ?? .max) }
  }

  /// What items say of each other and of sets.
  private mutating func checkRelations() {
    func report(_ severity: BankProblem.Severity, _ item: Item?, line: Int?, _ message: String) {
      problems.append(
        BankProblem(severity: severity, file: file, line: line, item: item?.id, message: message))
    }
    var membersOfSet: [String: Int] = [:]
    for item in items {
      let line = lineOfItem[item.id]
      for enemy in item.enemies where lineOfItem[enemy] == nil {
        report(
          .error, item, line: line, "enemy '\(enemy)' is not an item of the bank; correct its id.")
      }
      guard let set = item.set else { continue }
      membersOfSet[set, default: 0] += 1
      if lineOfSet[set] == nil, item.question != nil {
        report(
          .warning, item, line: line,
          "set '\(set)' has no line of its own, so nothing is shown above its items.")
      }
    }
    for set in sets {
      let count = membersOfSet[set.id] ?? 0
      if count < set.minimum {
        report(
          .error, nil, line: lineOfSet[set.id],
          "set '\(set.id)' has \(count) \(count == 1 ? "item" : "items"), fewer than its 'min' of "
            + "\(set.minimum); add items or lower 'min'.")
      }
    }
  }

  private mutating func report(_ fields: FieldReader, line: Int, item: String?) {
    for (severity, message) in fields.finalProblems() {
      problems.append(
        BankProblem(severity: severity, file: file, line: line, item: item, message: message))
    }
  }

  private mutating func fail(_ message: String, line: Int?) {
    problems.append(
      BankProblem(severity: .error, file: file, line: line, item: nil, message: message))
  }

  private mutating func warn(_ message: String, line: Int?) {
    problems.append(
      BankProblem(severity: .warning, file: file, line: line, item: nil, message: message))
  }
}
