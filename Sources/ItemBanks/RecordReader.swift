import Foundation
import ItemResponse

/// Reads records of any columns, as JSON Lines or as tables with titles (comma, semicolon, tab), compressed
/// or not.
///
/// ```swift
/// var reader = RecordReader(fields: [RecordField("subject", absence: .isError), …])
/// reader.read(contentsOf: "practice.csv.gz")
/// let table = reader.finish()
/// ```
///
/// Never throws and never stops at the first mistake: whatever is wrong becomes a problem with file and line.
/// A file is in memory while it is read.
public struct RecordReader {
  /// What stands for "not told" in a table.
  static let missing: Set<String> = ["", "NA", "N/A", "null", "None", "."]

  /// Called now and then with the number of bytes read so far in the current file.
  public var progress: ((_ bytes: Int) -> Void)?

  let fields: [RecordField]
  /// The title of a field where its name and synonyms are not to be looked for.
  let titles: [String: String]
  private var columns: [Column]
  private var lines: [Int32] = []
  private var files: [(name: String, firstRecord: Int)] = []
  private var problems: ProblemList
  private var skipped: [(count: Int, firstLine: Int)]
  /// Fields by the keys of JSON objects, as far as they have come.
  var fieldOfKey: [String: (field: Int, rank: Int)?] = [:]

  /// Students whom the files do not name.
  private var unnamedCount = 0

  // About the file at hand.
  private var file = ""
  var line = 0
  let arena = TextArena()
  /// What the record at hand tells, by field.
  var values: [Value?]

  /// A value as it stands in a record.
  enum Value {
    case text(UnsafeBufferPointer<UInt8>)
    /// Of a list in JSON.
    case joined(String)
    /// Neither a text nor a number; what, in words.
    case unusable(String)
  }

  /// - Parameter titles: by field, the title that it has in the files; others are then not looked for.
  public init(
    fields: [RecordField], titles: [String: String] = [:], problemLimit: Int = 20
  ) {
    self.fields = fields
    self.titles = titles
    columns = fields.map { Column($0.kind) }
    skipped = fields.map { _ in (0, 0) }
    values = fields.map { _ in nil }
    problems = ProblemList(limit: problemLimit)
  }

  // MARK: Files

  /// Reads a file; `-` is standard input.
  public mutating func read(contentsOf path: String) {
    let name = path == "-" ? "standard input" : path
    begin(name)
    do throws(ByteSourceFailure) {
      try read(FileSource(path: path))
    } catch {
      fail(error.message, line: line == 0 ? nil : line)
    }
    end()
  }

  /// Reads bytes that are in memory.
  public mutating func read(_ data: Data, file: String) {
    begin(file)
    do throws(ByteSourceFailure) {
      try read(MemorySource(data))
    } catch {
      fail(error.message, line: line == 0 ? nil : line)
    }
    end()
  }

  private mutating func begin(_ name: String) {
    file = name
    line = 0
    files.append((name, lines.count))
    skipped = fields.map { _ in (0, 0) }
  }

  private mutating func end() {
    for (field, skipped) in zip(fields, skipped) where skipped.count > 0 {
      warn(
        "\(skipped.count == 1 ? "1 record tells" : "\(skipped.count) records tell") no "
          + "'\(field.name)'; left out.", line: skipped.firstLine)
    }
    if files.last?.firstRecord == lines.count, problems.errorCount == 0 {
      fail("there is no record in the file; add at least one.", line: nil)
    }
  }

  private mutating func read(_ source: any ByteSource) throws(ByteSourceFailure) {
    let window = ByteWindow(try uncompressed(source))
    let first = try window.begin(holding: "records")
    if window.hadByteOrderMark {
      warn("the file begins with a byte order mark; save it as plain UTF-8.", line: 1)
    }
    while !window.hasAll {
      try window.readMore()
      progress?(window.byteCount)
    }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      readJSONLines(window.bytes)
    } else if takesSequences, SequenceLines(window.bytes) != nil {
      readSequences(window.bytes)
    } else {
      try readTable(window.bytes)
    }
  }

  /// Puts everything together.
  public consuming func finish() -> RecordTable {
    var names: [String: RecordTable.Names] = [:]
    var numbers: [String: [Double]] = [:]
    for (field, column) in zip(fields, columns) where column.isUsed {
      if field.kind == .name {
        let table = column.table
        names[field.name] = RecordTable.Names(
          names: table.indices.map { table[$0] }, codes: column.codes)
      } else {
        numbers[field.name] = column.numbers
      }
    }
    return RecordTable(
      count: lines.count, names: names, numbers: numbers, lines: lines, files: files,
      problems: problems)
  }

  // MARK: Problems

  mutating func fail(_ message: @autoclosure () -> String, line: Int?) {
    problems.add(.error, file: file, line: line, message: message())
  }

  mutating func warn(_ message: @autoclosure () -> String, line: Int?) {
    problems.add(.warning, file: file, line: line, message: message())
  }

  // MARK: Records

  /// A name for a student whom the file does not name.
  mutating func nextStudent() -> String {
    unnamedCount += 1
    return String(unnamedCount)
  }

  mutating func clearValues() {
    for index in values.indices { values[index] = nil }
  }

  /// Appends what `values` tells, or says what is wrong with it.
  mutating func appendRecord() {
    var isSound = true
    for index in fields.indices {
      switch columns[index].take(values[index]) {
      case .taken: continue
      case .missing:
        let field = fields[index]
        if field.absence == .isAllowed { continue }
        if field.absence == .isError { fail("'\(field.name)' is missing; give it.", line: line) }
        if skipped[index].count == 0 { skipped[index].firstLine = line }
        skipped[index].count += field.absence == .skipsRecord ? 1 : 0
      case .wrong(let message):
        let name = fields[index].name
        fail("'\(name)' is \(message)", line: line)
      }
      isSound = false
      break
    }
    for index in columns.indices { columns[index].endRecord(keeping: isSound) }
    if isSound { lines.append(Int32(truncatingIfNeeded: line)) }
  }
}
