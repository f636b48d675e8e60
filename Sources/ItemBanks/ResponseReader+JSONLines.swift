import Foundation
import ItemResponse

// JSON (RFC 8259) read byte by byte. A line is walked once; nothing is allocated for a response whose
// item was guessed. The grammar is checked in full: what JSONDecoder refuses is refused here.

extension ResponseReader {
  mutating func readJSONLines(_ window: ByteWindow) throws(ByteSourceFailure) {
    format = .jsonLines
    var hasReturns = false
    var searched = 0
    while true {
      var end = firstIndex(of: UInt8(ascii: "\n"), in: window.bytes, from: searched)
      if end == nil {
        searched = window.bytes.count
        if !window.hasAll {
          try readMore(window)
          continue
        }
        guard !window.bytes.isEmpty else { break }
        end = window.bytes.count
      }
      guard let end else { break }
      line += 1
      let isCutOff = end == window.bytes.count
      var text = UnsafeBufferPointer(rebasing: window.bytes[..<end])
      if text.last == UInt8(ascii: "\r") {
        hasReturns = true
        text = UnsafeBufferPointer(rebasing: text.dropLast())
      }
      readLine(text, isCutOff: isCutOff)
      window.consume(isCutOff ? end : end + 1)
      searched = 0
    }
    if hasReturns { warn("lines end in CR LF; save the file with LF line ends.", line: nil) }
  }

  private mutating func readLine(_ text: UnsafeBufferPointer<UInt8>, isCutOff: Bool) {
    guard text.contains(where: { !isSpace($0) }) else {
      if !isCutOff { warn("the line is empty; leave it out.", line: line) }
      return
    }
    guard isUTF8(text) else {
      return fail(
        firstIndex(of: 0, in: text) == nil
          ? "the line is not UTF-8 text; save the file with that encoding."
          : "the line has NUL bytes; the file is damaged, or not text.", line: line)
    }
    arena.removeAll()
    var cursor = JSONCursor(text, arena: arena)
    var record = ResponseLine()
    row.removeAll()
    do throws(JSONCursor.Mistake) {
      try read(&record, from: &cursor)
    } catch {
      return fail(cursor.description(of: error, isCutOff: isCutOff), line: line)
    }
    // A field of a response line may well be called so.
    let isSetLine = record.isSetLine && !record.isResponseLine
    if record.isBankLine || record.isItemLine || isSetLine {
      guard !record.isResponseLine else {
        return fail(
          "the line is both a response line and a line of a bank; split it in two.", line: line)
      }
      bankLines.append(
        ResponseData.CollectedLine(
          file: file, line: line, bytes: Data(text),
          isItem: record.isItemLine && !record.isBankLine))
      return
    }
    finish(record)
  }

  private mutating func finish(_ record: ResponseLine) {
    guard record.isResponseLine else {
      return fail(
        "the line has none of 'bank', 'item_id' and 'subject_id', so nothing tells what it is; "
          + "add one.", line: line)
    }
    guard record.isSound else { return }
    guard let subject = record.subject else {
      return fail("'subject_id' is missing; say whose responses these are.", line: line)
    }
    guard record.hasResponses else {
      return fail("'responses' is missing; add the scores by item.", line: line)
    }
    for name in record.otherNames where unknownFields.count < options.problemLimit {
      if unknownFields.insert(String(decoding: name.bytes, as: UTF8.self)).inserted {
        warn("field \(quoted(name.bytes)) is not known; it is skipped everywhere.", line: line)
      }
    }
    guard let person = person(subject.bytes, notesReturn: true) else { return }
    if let group = record.group { setGroup(group.bytes, ofPerson: person) }
    appendRow(of: person)
  }

  /// Hands the items and values of the line at hand to the builder.
  mutating func appendRow(of person: Int) {
    builder.append(person: person, items: row.items, values: row.values, source: source)
  }

  private mutating func read(
    _ record: inout ResponseLine, from cursor: inout JSONCursor
  ) throws(JSONCursor.Mistake) {
    cursor.skipSpace()
    try cursor.expect(UInt8(ascii: "{"), .syntax)
    cursor.skipSpace()
    if !cursor.take(UInt8(ascii: "}")) {
      repeat {
        cursor.skipSpace()
        let name = try cursor.string()
        cursor.skipSpace()
        try cursor.expect(UInt8(ascii: ":"), .syntax)
        cursor.skipSpace()
        try readField(name, &record, from: &cursor)
        cursor.skipSpace()
      } while cursor.take(UInt8(ascii: ","))
      try cursor.expect(UInt8(ascii: "}"), .syntax)
    }
    cursor.skipSpace()
    if !cursor.isAtEnd { throw .syntax }
  }

  private mutating func readField(
    _ name: JSONText, _ record: inout ResponseLine, from cursor: inout JSONCursor
  ) throws(JSONCursor.Mistake) {
    if name.equals("responses") {
      record.isResponseLine = true
      record.hasResponses = true
      try readResponses(&record, from: &cursor)
    } else if name.equals("subject_id") {
      record.isResponseLine = true
      record.subject = try readText("subject_id", &record, from: &cursor)
    } else if name.equals("group") {
      record.group = try readText("group", &record, from: &cursor)
    } else {
      if name.equals("bank") { record.isBankLine = true }
      if name.equals("item_id") { record.isItemLine = true }
      if name.equals("set") { record.isSetLine = true }
      record.otherNames.append(name)
      try cursor.skipValue()
    }
  }

  /// A text, or a number as it is written; `nil` for null and, with a problem, for anything else.
  private mutating func readText(
    _ name: String, _ record: inout ResponseLine, from cursor: inout JSONCursor
  ) throws(JSONCursor.Mistake) -> JSONText? {
    switch cursor.next {
    case UInt8(ascii: "\""): return try cursor.string()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try cursor.number()
    case UInt8(ascii: "n"):
      try cursor.skipValue()
      return nil
    default:
      let kind = cursor.kindOfNext
      try cursor.skipValue()
      record.isSound = false
      // Lines of banks have fields of these names at their pleasure.
      if !record.isBankLine, !record.isItemLine {
        fail("'\(name)' is \(kind); it must be a text.", line: line)
      }
      return nil
    }
  }

  private mutating func readResponses(
    _ record: inout ResponseLine, from cursor: inout JSONCursor
  ) throws(JSONCursor.Mistake) {
    guard cursor.next == UInt8(ascii: "{") else {
      let kind = cursor.kindOfNext
      try cursor.skipValue()
      record.isSound = false
      return fail("'responses' is \(kind); it must be an object of scores by item.", line: line)
    }
    try cursor.expect(UInt8(ascii: "{"), .syntax)
    cursor.skipSpace()
    guard !cursor.take(UInt8(ascii: "}")) else { return }
    guesses.beginLine()
    repeat {
      cursor.skipSpace()
      let item: Int?
      if let guess = cursor.match(guesses) {
        item = guess
      } else {
        item = self.item(try cursor.string().bytes)
      }
      cursor.skipSpace()
      try cursor.expect(UInt8(ascii: ":"), .syntax)
      cursor.skipSpace()
      let value = try readValue(of: item, from: &cursor)
      if let item {
        guesses.note(item)
        if value >= 0 { row.append(item: item, value: value) }
      }
      if item == nil || value == Self.badValue { record.isSound = false }
      cursor.skipSpace()
    } while cursor.take(UInt8(ascii: ","))
    try cursor.expect(UInt8(ascii: "}"), .syntax)
  }

  static let missingValue = -1
  static let badValue = -2

  /// A score or the code of an option; `missingValue` for null, `badValue` with a problem.
  @inline(__always)
  private mutating func readValue(
    of item: Int?, from cursor: inout JSONCursor
  ) throws(JSONCursor.Mistake) -> Int {
    if choices == nil, let bit = cursor.takeBit() { return bit }
    return try readRareValue(of: item, from: &cursor)
  }

  @inline(never)
  private mutating func readRareValue(
    of item: Int?, from cursor: inout JSONCursor
  ) throws(JSONCursor.Mistake) -> Int {
    let kind = cursor.kindOfNext
    switch cursor.next {
    case UInt8(ascii: "n"):
      try cursor.skipValue()
      return Self.missingValue
    case UInt8(ascii: "\"") where choices != nil:
      return choice(try cursor.string().bytes, of: item)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let number = try cursor.number()
      if choices != nil { return choice(number.bytes, of: item) }
      return score(number.bytes, of: item)
    case UInt8(ascii: "t") where choices == nil:
      try cursor.skipValue()
      return 1
    case UInt8(ascii: "f") where choices == nil:
      try cursor.skipValue()
      return 0
    case UInt8(ascii: "\""):
      let text = try cursor.string()
      fail {
        "the response to item \($0.name(of: item)) is the text \(quoted(text.bytes)); "
          + "it must be \($0.scoreRange), or a key must say which option is right."
      }
      return Self.badValue
    default:
      try cursor.skipValue()
      fail { "the response to item \($0.name(of: item)) is \(kind); it must be \($0.scoreRange)." }
      return Self.badValue
    }
  }

  /// What a score may be, in words.
  var scoreRange: String {
    options.allowsPolytomous
      ? "a whole number from 0 to \(ScoreGrid.largestScore)" : "0 or 1"
  }

  func name(of item: Int?) -> String { item.map { quoted(builder.items[$0]) } ?? "''" }

  /// A number as a score.
  mutating func score(_ number: UnsafeBufferPointer<UInt8>, of item: Int?) -> Int {
    let text = String(decoding: number.prefix(64), as: UTF8.self)
    let highest = options.allowsPolytomous ? ScoreGrid.largestScore : 1
    guard number.count <= 64, let value = Double(text), value >= 0, value <= Double(highest),
      value == value.rounded()
    else {
      fail {
        "the response to item \($0.name(of: item)) is \(quoted(number).dropFirst().dropLast()); "
          + "it must be \($0.scoreRange)."
      }
      return Self.badValue
    }
    return Int(value)
  }

  /// A text as the code of an option.
  mutating func choice(_ text: UnsafeBufferPointer<UInt8>, of item: Int?) -> Int {
    if let code = choices?.code(of: text) { return Int(code) }
    fail {
      "the response to item \($0.name(of: item)) is \(quoted(text)), which is none of the options; "
        + "correct it, or name it among those for no answer."
    }
    return Self.badValue
  }
}

/// What a line of JSON said so far.
private struct ResponseLine {
  var subject: JSONText?
  var group: JSONText?
  var hasResponses = false
  var isResponseLine = false
  var isBankLine = false
  var isItemLine = false
  var isSetLine = false
  /// Whether every field could be used.
  var isSound = true
  var otherNames: [JSONText] = []
}

/// A text of a JSON line: bytes of the line itself, or of the arena where it had escapes.
struct JSONText {
  let bytes: UnsafeBufferPointer<UInt8>

  func equals(_ name: StaticString) -> Bool {
    guard bytes.count == name.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
    return memcmp(base, name.utf8Start, bytes.count) == 0
  }
}

/// Keeps texts at one address until the next line.
final class TextArena {
  private var texts: [UnsafeMutableBufferPointer<UInt8>] = []

  func keep(_ bytes: [UInt8]) -> UnsafeBufferPointer<UInt8> {
    let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
    _ = text.update(from: bytes)
    texts.append(text)
    return UnsafeBufferPointer(rebasing: text[..<bytes.count])
  }

  func removeAll() {
    guard !texts.isEmpty else { return }
    for text in texts { text.deallocate() }
    texts.removeAll()
  }

  deinit { removeAll() }
}

/// Walks through one line of JSON. At least `ByteWindow.padding` bytes behind the line are readable.
struct JSONCursor {
  /// What can be wrong; where, tells the cursor's position.
  enum Mistake: Error {
    case syntax, depth, surrogate
  }

  /// The deepest nesting that is followed; no field of ours needs more than two.
  static let deepest = 128

  let text: UnsafeBufferPointer<UInt8>
  private let start: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private var here: UnsafePointer<UInt8>
  private let arena: TextArena

  /// - Parameter arena: where texts with escapes go; has to outlive them.
  /// - Precondition: `text` is not empty.
  init(_ text: UnsafeBufferPointer<UInt8>, arena: TextArena) {
    self.arena = arena
    guard let base = text.baseAddress else { preconditionFailure("there is a text") }
    self.text = text
    start = base
    here = base
    end = base + text.count
  }

  var position: Int { here - start }
  var isAtEnd: Bool { here >= end }
  /// The next byte; 0, which JSON has nowhere, at the end.
  var next: UInt8 { here < end ? here.pointee : 0 }

  @inline(__always)
  mutating func skipSpace() {
    while here < end, isSpace(here.pointee) { here += 1 }
  }

  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard here < end, here.pointee == byte else { return false }
    here += 1
    return true
  }

  @inline(__always)
  mutating func expect(_ byte: UInt8, _ mistake: Mistake) throws(Mistake) {
    if !take(byte) { throw mistake }
  }

  /// 0 or 1, if that is the whole of the value that follows.
  @inline(__always)
  mutating func takeBit() -> Int? {
    guard end - here >= 2 else { return nil }
    let digit = here[0] &- UInt8(ascii: "0")
    let after = here[1]
    guard digit <= 1, after == UInt8(ascii: ",") || after == UInt8(ascii: "}") || after == 0x20
    else { return nil }
    here += 1
    return Int(digit)
  }

  /// The guessed item, if its id is the text that follows.
  @inline(__always)
  mutating func match(_ guesses: IdentifierGuesses) -> Int? {
    guard end - here >= 3, here.pointee == UInt8(ascii: "\""),
      let (item, length) = guesses.match(here + 1, limit: end - here - 2),
      here[1 + length] == UInt8(ascii: "\"")
    else { return nil }
    here += length + 2
    return item
  }

  /// What kind of value follows, in words.
  var kindOfNext: String {
    switch next {
    case UInt8(ascii: "{"): "an object"
    case UInt8(ascii: "["): "a list"
    case UInt8(ascii: "\""): "a text"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): "true or false"
    case UInt8(ascii: "n"): "null"
    default: "a number"
    }
  }

  mutating func string() throws(Mistake) -> JSONText {
    try expect(UInt8(ascii: "\""), .syntax)
    let first = here
    while here < end {
      let byte = here.pointee
      if byte == UInt8(ascii: "\"") {
        let slice = UnsafeBufferPointer(start: first, count: here - first)
        here += 1
        return JSONText(bytes: slice)
      }
      if byte == UInt8(ascii: "\\") { return try stringWithEscapes(from: first) }
      if byte < 0x20 { throw .syntax }
      here += 1
    }
    throw .syntax
  }

  private mutating func stringWithEscapes(
    from first: UnsafePointer<UInt8>
  ) throws(Mistake) -> JSONText {
    var bytes = [UInt8](UnsafeBufferPointer(start: first, count: here - first))
    while here < end {
      let byte = here.pointee
      if byte < 0x20 { throw .syntax }
      here += 1
      if byte == UInt8(ascii: "\"") { return JSONText(bytes: arena.keep(bytes)) }
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      let escape = next
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(escape)
      case UInt8(ascii: "b"): bytes.append(0x08)
      case UInt8(ascii: "f"): bytes.append(0x0C)
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "u"):
        here += 1
        bytes.append(contentsOf: String(Character(try escapedScalar())).utf8)
        continue
      default: throw .syntax
      }
      here += 1
    }
    throw .syntax
  }

  /// The character of `\uXXXX` or of a pair of them (RFC 8259, 7), the first `\u` being read.
  private mutating func escapedScalar() throws(Mistake) -> Unicode.Scalar {
    let first = try hexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      throw .surrogate
    }
    let second = try hexDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw .surrogate }
    return scalar
  }

  private mutating func hexDigits() throws(Mistake) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      switch next {
      case let digit where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit):
        value = value << 4 | UInt32(digit - UInt8(ascii: "0"))
      case let digit where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit):
        value = value << 4 | UInt32(digit - UInt8(ascii: "a") + 10)
      case let digit where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(digit):
        value = value << 4 | UInt32(digit - UInt8(ascii: "A") + 10)
      default: throw .syntax
      }
      here += 1
    }
    return value
  }

  /// A number as it is written.
  mutating func number() throws(Mistake) -> JSONText {
    let first = here
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return JSONText(bytes: UnsafeBufferPointer(start: first, count: here - first))
  }

  private mutating func digits() throws(Mistake) {
    let first = here
    while here < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(here.pointee) { here += 1 }
    if here == first { throw .syntax }
  }

  /// Walks over any value.
  mutating func skipValue() throws(Mistake) { try skipValue(depth: 0) }

  private mutating func skipValue(depth: Int) throws(Mistake) {
    guard depth < Self.deepest else { throw .depth }
    switch next {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    case UInt8(ascii: "["):
      here += 1
      skipSpace()
      if take(UInt8(ascii: "]")) { return }
      repeat {
        skipSpace()
        try skipValue(depth: depth + 1)
        skipSpace()
      } while take(UInt8(ascii: ","))
      try expect(UInt8(ascii: "]"), .syntax)
    case UInt8(ascii: "{"):
      here += 1
      skipSpace()
      if take(UInt8(ascii: "}")) { return }
      repeat {
        skipSpace()
        _ = try string()
        skipSpace()
        try expect(UInt8(ascii: ":"), .syntax)
        skipSpace()
        try skipValue(depth: depth + 1)
        skipSpace()
      } while take(UInt8(ascii: ","))
      try expect(UInt8(ascii: "}"), .syntax)
    default: _ = try number()
    }
  }

  private mutating func skipWord(_ word: StaticString) throws(Mistake) {
    let count = word.utf8CodeUnitCount
    guard end - here >= count, memcmp(here, word.utf8Start, count) == 0 else { throw .syntax }
    here += count
  }

  /// What is wrong with the line, in words.
  ///
  /// - Parameter isCutOff: whether the file ends with this line, without a line end.
  func description(of mistake: Mistake, isCutOff: Bool) -> String {
    if firstIndex(of: 0, in: text) != nil {
      return "the line has NUL bytes; the file is damaged, or not text."
    }
    if text.first(where: { !isSpace($0) }) == UInt8(ascii: "[") {
      return "the line begins a list; write one object a line, without a list around them."
    }
    if isCutOff, isAtEnd {
      return "the last line is cut off in the middle of an object; restore the rest of it."
    }
    let rest = UnsafeBufferPointer(rebasing: text[position...])
    for word in ["NaN", "nan", "-inf", "inf", "Infinity", "-Infinity", "-NaN"]
    where rest.starts(with: word.utf8) {
      return "a value is \(word), which JSON does not have; write null where an answer is missing."
    }
    switch mistake {
    case .depth:
      return "lists or objects are nested more than \(Self.deepest) deep; flatten it."
    case .surrogate: return "an escape \\u in a text is half of a character; write both halves."
    case .syntax:
      let column =
        String(decoding: text[..<position], as: UTF8.self).unicodeScalars.count + 1
      let near = isAtEnd ? "at its end" : "at column \(column), \(quoted(rest))"
      return "the line is not valid JSON \(near); check its quotes, commas and braces."
    }
  }
}
