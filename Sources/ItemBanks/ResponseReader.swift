import Foundation
import ItemResponse

/// Reads what people answered, in any mix of files, into one `ResponseMatrix`; merged by subject and
/// item.
///
/// ```swift
/// var reader = ResponseReader()
/// reader.read(contentsOf: "january.jsonl")
/// reader.read(contentsOf: "february.csv.gz")
/// let data = reader.finish()
/// ```
///
/// Never throws and never stops at the first mistake: whatever is wrong becomes a problem with file
/// and line. Files are read piece by piece at several hundred megabytes a second; memory is needed for
/// the responses, not for the files. Compressed files (gzip) are known by their first bytes.
public struct ResponseReader {
  /// The forms that responses come in.
  public enum Format: String, Sendable, CaseIterable {
    /// An object a line: `{"subject_id": "s1", "responses": {"q1": 1, "q2": 0}, "group": "g"}`, with
    /// bank lines and item lines in between.
    case jsonLines
    /// A table with a row for each person and a column for each item.
    case wide
    /// A table with a row for each response: subject, item, response.
    case long
  }

  /// Which column of a wide table names the persons.
  public enum PersonColumn: Sendable, Hashable {
    /// The first, if its title is a usual one (`person`, `subject_id`, `id`, …) or none at all, or if
    /// what is in it cannot be responses; else none.
    case automatic
    /// No column does; rows are numbered.
    case none
    case first
    case named(String)
  }

  /// Whether a table begins with the names of its columns.
  public enum Header: Sendable {
    /// It does if its first row has something that cannot be a response.
    case automatic
    case present
    case absent
  }

  /// The columns of a long table.
  public struct LongColumns: Sendable, Hashable {
    public let subject: String
    public let item: String
    public let response: String

    public init(subject: String, item: String, response: String) {
      self.subject = subject
      self.item = item
      self.response = response
    }
  }

  /// How files are to be understood; the defaults find out.
  public struct Options: Sendable {
    /// Told from the contents unless given.
    public var format: Format?
    /// Whether scores may be 2 … 254 as well.
    public var allowsPolytomous = false
    public var personColumn = PersonColumn.automatic
    /// The column of a table that says which group a person belongs to.
    public var groupColumn: String?
    /// Columns of a table that are none of our business.
    public var ignoredColumns: Set<String> = []
    public var header = Header.automatic
    /// Told from their usual names unless given.
    public var longColumns: LongColumns?
    /// What stands for "not given" in a table.
    public var missing: Set<String> = ["", "NA", "N/A", "NaN", "nan", "null", "."]
    /// Turns options that people chose into scores; without it, responses are scores.
    public var key: OptionKey?
    /// How many errors and how many warnings are told one by one.
    public var problemLimit = 20
    /// A line longer than this is taken for a mistake.
    public var longestLine = 1 << 28

    public init() {}
  }

  /// Called now and then with the number of bytes read so far in the current file; `false` stops the
  /// reading, which is then an error.
  public var progress: ((_ bytes: Int) -> Bool)?

  let options: Options
  var builder = ResponseMatrixBuilder()
  var problems: ProblemList
  var bankLines: [ResponseData.CollectedLine] = []
  var files: [ResponseData.File] = []
  var guesses = IdentifierGuesses()
  var choices: ChoiceCodes?
  /// Items and values of the line at hand.
  var row = RowBuffer()
  let arena = TextArena()

  // About the file at hand.
  var file = ""
  var line = 0
  var format: Format?
  /// Persons from here on came first in this file.
  var firstNewPerson = 0
  /// The first lines that came back to a person of this file, as sources.
  var returns: [(person: Int, source: Int)] = []
  var returnCount = 0
  /// Fields of JSON lines that were warned about.
  var unknownFields: Set<String> = []
  /// What the record of a table that is being looked at takes of the window, and the lines it has
  /// beyond its first.
  var consumed = 0
  var linesConsumed = 0
  /// People of this file who have no name.
  var unnamedCount = 0

  public init(options: Options = Options()) {
    self.options = options
    problems = ProblemList(limit: options.problemLimit)
    choices = options.key.map(ChoiceCodes.init)
  }

  // MARK: Reading

  /// Reads a file; `-` is standard input.
  ///
  /// - Parameter name: what messages call it; the path unless given.
  public mutating func read(contentsOf path: String, name: String? = nil) {
    let name = name ?? (path == "-" ? "standard input" : path)
    do throws(ByteSourceFailure) {
      read(try FileSource(path: path), file: name, windowSize: 1 << 20)
    } catch {
      file = name
      fail(error.message, line: nil)
    }
  }

  /// Reads bytes that are in memory.
  ///
  /// - Parameters:
  ///   - file: what messages call them.
  ///   - windowSize: how many bytes are looked at together, at first; makes no difference but to speed.
  public mutating func read(_ data: Data, file: String, windowSize: Int = 1 << 20) {
    read(MemorySource(data), file: file, windowSize: windowSize)
  }

  mutating func read(_ source: any ByteSource, file: String, windowSize: Int) {
    self.file = file
    line = 0
    format = nil
    consumed = 0
    linesConsumed = 0
    unnamedCount = 0
    firstNewPerson = builder.persons.count
    let responsesBefore = builder.responseCount
    var byteCount = 0
    do throws(ByteSourceFailure) {
      let window = ByteWindow(try uncompressed(source), capacity: windowSize)
      defer { byteCount = window.byteCount }
      try readWindow(window)
    } catch {
      fail(error.message, line: line == 0 ? nil : line)
    }
    let count = builder.responseCount - responsesBefore
    files.append(
      ResponseData.File(name: file, format: format, responseCount: count, byteCount: byteCount))
  }

  private mutating func readWindow(_ window: ByteWindow) throws(ByteSourceFailure) {
    let first = try window.begin(holding: "responses")
    if window.hadByteOrderMark {
      warn("the file begins with a byte order mark; save it as plain UTF-8.", line: 1)
    }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    switch options.format {
    case .jsonLines: try readJSONLines(window)
    case nil where isJSON: try readJSONLines(window)
    default: try readTable(window)
    }
  }

  /// Reads on, and tells the one who waits.
  func readMore(_ window: ByteWindow) throws(ByteSourceFailure) {
    if let progress, !progress(window.byteCount) {
      throw ByteSourceFailure(message: "reading was stopped; nothing was kept.")
    }
    guard window.bytes.count <= options.longestLine else {
      throw ByteSourceFailure(
        message: "the line is longer than \(options.longestLine) bytes; "
          + "put each person on a line of its own, and close every quote.")
    }
    try window.readMore()
  }

  // MARK: The result

  /// Puts everything together. A conflict between two responses of one person to one item is an error;
  /// the same response given twice a warning.
  public consuming func finish() -> ResponseData {
    checkWhatWasSeen()
    var key: ResponseMatrixBuilder.Key?
    if let choices, problems.errorCount == 0 {
      key = resolvedKey(choices)
    }
    let (matrix, overlaps) = builder.finish(key: key, overlapLimit: options.problemLimit)
    report(overlaps, in: matrix)
    return ResponseData(
      matrix: problems.errorCount == 0 ? matrix : nil,
      problems: problems.inOrder(of: files.map(\.name)), errorCount: problems.errorCount,
      warningCount: problems.warningCount, bankLines: bankLines, files: files)
  }

  private mutating func checkWhatWasSeen() {
    guard problems.errorCount == 0 else { return }
    guard !files.isEmpty else {
      file = "responses"
      return fail("no file was read; name at least one.", line: nil)
    }
    for read in files where read.responseCount == 0 {
      // A file of items alone is welcome beside files of responses.
      if bankLines.contains(where: { $0.file == read.name }), files.count > 1 { continue }
      file = read.name
      fail("there is no response in the file; add at least one.", line: nil)
    }
  }

  private mutating func report(
    _ overlaps: ResponseMatrixBuilder.Overlaps, in matrix: ResponseMatrix
  ) {
    let options = choices?.options
    func told(_ value: UInt8) -> String { options.map { quoted($0[Int(value)]) } ?? "\(value)" }
    for conflict in overlaps.conflicts {
      let first = place(conflict.firstSource)
      let second = place(conflict.secondSource)
      let before = first.file == second.file ? "line \(first.line)" : "\(first.file):\(first.line)"
      problems.add(
        .error, file: second.file, line: second.line,
        message:
          "subject \(quoted(matrix.persons[conflict.person])) has \(told(conflict.secondValue))"
          + " on item \(quoted(matrix.items[conflict.item])), but \(told(conflict.firstValue)) in "
          + "\(before); keep the one that is right.")
    }
    problems.errorCount += overlaps.conflictCount - overlaps.conflicts.count

    for same in overlaps.repeats {
      let first = place(same.firstSource)
      let second = place(same.secondSource)
      let before = first.file == second.file ? "line \(first.line)" : "\(first.file):\(first.line)"
      returns.removeAll { $0.person == same.person }
      problems.add(
        .warning, file: second.file, line: second.line,
        message: "subject \(quoted(matrix.persons[same.person])) answers item "
          + "\(quoted(matrix.items[same.item])) as in \(before); the two are counted once.")
    }
    for (person, source) in returns {
      let here = place(source)
      problems.add(
        .warning, file: here.file, line: here.line,
        message: "subject \(quoted(matrix.persons[person])) has come before in this file; "
          + "the responses are put together.")
    }
    problems.warningCount += max(0, returnCount - overlaps.repeats.count - returns.count)
  }

  // MARK: Places and problems

  /// File and line as one number, for the builder.
  var source: Int { files.count << 40 | line }

  private func place(_ source: Int) -> (file: String, line: Int) {
    let index = source >> 40
    return (index < files.count ? files[index].name : file, source & (1 << 40 - 1))
  }

  mutating func fail(_ message: @autoclosure () -> String, line: Int?) {
    problems.add(.error, file: file, line: line, message: message())
  }

  /// The same for a message that takes looking things up.
  mutating func fail(_ message: (ResponseReader) -> String) {
    let text = problems.tellsErrors ? message(self) : ""
    problems.add(.error, file: file, line: line, message: text)
  }

  mutating func warn(_ message: @autoclosure () -> String, line: Int?) {
    problems.add(.warning, file: file, line: line, message: message())
  }

  /// The longest id of a subject, item or group, in bytes.
  static let longestIdentifier = 4096

  /// What is wrong with an id, if anything.
  func identifierProblem(_ id: UnsafeBufferPointer<UInt8>, _ noun: String) -> String? {
    if id.isEmpty { return "the id of the \(noun) is empty; give it one." }
    if id.count > Self.longestIdentifier {
      return "the id of the \(noun) (\(quoted(id))) has \(id.count) bytes; "
        + "at most \(Self.longestIdentifier) are taken."
    }
    return nil
  }

  /// The place of a person, made if need be; notes one who comes back.
  mutating func person(_ id: UnsafeBufferPointer<UInt8>, notesReturn: Bool) -> Int? {
    if let problem = identifierProblem(id, "subject") {
      fail(problem, line: line)
      return nil
    }
    if builder.persons.isNumbered {
      // Those of the first file have numbers only; nobody here may be taken for one of them.
      let first = files.first?.name ?? file
      builder.nameNumberedPersons { "\(first):\($0)" }
    }
    guard let (index, isNew) = builder.person(id) else {
      fail("there are more subjects than fit into memory; split the file.", line: line)
      return nil
    }
    if notesReturn, !isNew, index >= firstNewPerson {
      returnCount += 1
      if returns.count < options.problemLimit { returns.append((index, source)) }
    }
    return index
  }

  /// The place of an item, made if need be.
  ///
  /// - Parameter place: the line it is on; the one at hand without it.
  mutating func item(_ id: UnsafeBufferPointer<UInt8>, line place: Int? = nil) -> Int? {
    if let problem = identifierProblem(id, "item") {
      fail(problem, line: place ?? line)
      return nil
    }
    guard let (index, isNew) = builder.item(id) else {
      fail("there are more items than fit into memory; split the file.", line: line)
      return nil
    }
    if isNew { guesses.append(id) }
    return index
  }

  mutating func setGroup(_ name: UnsafeBufferPointer<UInt8>, ofPerson person: Int) {
    if let problem = identifierProblem(name, "group") { return fail(problem, line: line) }
    switch builder.setGroup(name, ofPerson: person) {
    case .known: break
    case .conflict(let other):
      fail {
        "subject \(quoted($0.builder.persons[person])) is in group \(quoted(name)), but in group "
          + "\(quoted(other)) before; keep the one that is right."
      }
    case .tooMany:
      fail("there are more than 65 535 groups; is this column the group?", line: line)
    }
  }
}

// MARK: -

/// Items and values of one line, in memory that is used again for the next.
struct RowBuffer {
  private final class Memory {
    let items: UnsafeMutablePointer<UInt32>
    let values: UnsafeMutablePointer<UInt8>

    init(_ capacity: Int) {
      items = .allocate(capacity: capacity)
      values = .allocate(capacity: capacity)
    }

    deinit {
      items.deallocate()
      values.deallocate()
    }
  }

  private var memory: Memory
  private var itemMemory: UnsafeMutablePointer<UInt32>
  private var valueMemory: UnsafeMutablePointer<UInt8>
  private var capacity = 1024
  private(set) var count = 0

  init() {
    memory = Memory(capacity)
    itemMemory = memory.items
    valueMemory = memory.values
  }

  var items: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: itemMemory, count: count) }
  var values: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: valueMemory, count: count) }

  mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func append(item: Int, value: Int) {
    if count == capacity { grow() }
    itemMemory[count] = UInt32(truncatingIfNeeded: item)
    valueMemory[count] = UInt8(truncatingIfNeeded: value)
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = Memory(2 * capacity)
    larger.items.update(from: itemMemory, count: count)
    larger.values.update(from: valueMemory, count: count)
    memory = larger
    itemMemory = larger.items
    valueMemory = larger.values
    capacity *= 2
  }
}

/// Problems as they are found: the first ones in words, all of them counted.
struct ProblemList {
  let limit: Int
  private var told: [BankProblem] = []
  private var toldErrors = 0
  private var toldWarnings = 0
  var errorCount = 0
  var warningCount = 0

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  /// Whether a further error would be told in words.
  var tellsErrors: Bool { toldErrors < limit }

  mutating func add(
    _ severity: BankProblem.Severity, file: String, line: Int?,
    message: @autoclosure () -> String
  ) {
    let isError = severity == .error
    if isError { errorCount += 1 } else { warningCount += 1 }
    guard (isError ? toldErrors : toldWarnings) < limit else { return }
    if isError { toldErrors += 1 } else { toldWarnings += 1 }
    told.append(
      BankProblem(severity: severity, file: file, line: line, item: nil, message: message()))
  }

  /// The problems told, with a last sentence that counts those left out.
  static func sentences(
    _ problems: [BankProblem], errorCount: Int, warningCount: Int
  ) -> [String] {
    var sentences = problems.map(\.description)
    func counted(_ all: Int, _ severity: BankProblem.Severity, _ noun: String) -> [String] {
      let count = all - problems.count { $0.severity == severity }
      return count == 0 ? [] : ["\(count) more \(noun)\(count == 1 ? "" : "s")"]
    }
    let more =
      counted(errorCount, .error, "error") + counted(warningCount, .warning, "warning")
    if !more.isEmpty { sentences.append("… and " + more.joined(separator: " and ") + ".") }
    return sentences
  }

  func inOrder(of files: [String]) -> [BankProblem] {
    func rank(_ index: Int) -> (Int, Int, Int) {
      let problem = told[index]
      return (files.firstIndex(of: problem.file) ?? .max, problem.line ?? .max, index)
    }
    return told.indices.sorted { rank($0) < rank($1) }.map { told[$0] }
  }
}

/// What a file says, between quotes, short enough for a sentence and without control characters.
func quoted(_ text: String) -> String {
  let clean = text.prefix(41).unicodeScalars.map {
    $0.properties.generalCategory == .control ? "\u{FFFD}" : $0
  }
  let isLong = text.prefix(41).count > 40
  return "'" + String(String.UnicodeScalarView(clean)).prefix(40) + (isLong ? "…'" : "'")
}

func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
  // Only so many bytes are looked at; a character may be cut in two at the end.
  quoted(String(decoding: bytes.prefix(200), as: UTF8.self))
}

@inline(__always)
func isSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}

/// Guesses which item comes next, since people are mostly given items in one order: a comparison of
/// eight bytes in place of a search.
struct IdentifierGuesses {
  private struct Entry {
    /// The first bytes of the id and the quote behind it, and which of the eight count.
    var word: UInt64
    var mask: UInt64
    var length: Int
    var start: Int
    /// The item that came after this one, the last time.
    var successor: Int
  }

  private var entries: [Entry] = []
  private var bytes: [UInt8] = []
  private var first = 0
  private var last = -1

  var count: Int { entries.count }

  mutating func append(_ id: UnsafeBufferPointer<UInt8>) {
    var word: UInt64 = 0
    for (offset, byte) in id.prefix(8).enumerated() { word |= UInt64(byte) << UInt64(8 * offset) }
    let mask = id.count >= 8 ? UInt64.max : (1 << UInt64(8 * id.count)) - 1
    // Ids that JSON writes with escapes are never guessed.
    let isPlain = !id.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    entries.append(
      Entry(
        word: word, mask: mask, length: isPlain ? id.count : -1, start: bytes.count,
        successor: entries.count + 1))
    bytes.append(contentsOf: id)
  }

  /// A new line begins: its first item is probably that of the line before.
  mutating func beginLine() { last = -1 }

  /// The guessed item, if its id stands at `text`; eight bytes there must be readable, and `limit` is
  /// the number that belong to the text. What follows the id is left to the caller.
  @inline(__always)
  func match(_ text: UnsafePointer<UInt8>, limit: Int) -> (item: Int, length: Int)? {
    let guess = last < 0 ? first : entries[last].successor
    guard guess < entries.count else { return nil }
    let entry = entries[guess]
    let word = UnsafeRawPointer(text).loadUnaligned(as: UInt64.self)
    guard (word ^ entry.word) & entry.mask == 0, entry.length >= 0, entry.length <= limit else {
      return nil
    }
    if entry.length > 8 {
      let isSame = bytes.withUnsafeBufferPointer { own -> Bool in
        guard let base = own.baseAddress else { return false }
        return memcmp(base + entry.start + 8, text + 8, entry.length - 8) == 0
      }
      guard isSame else { return nil }
    }
    return (guess, entry.length)
  }

  /// Tells which item it was.
  @inline(__always)
  mutating func note(_ item: Int) {
    if last < 0 { first = item } else { entries[last].successor = item }
    last = item
  }
}
