import Foundation

/// The grammar of tables: records end with a line, fields with a delimiter, and a field between quotes
/// may hold either (RFC 4180). Spaces around fields without quotes do not count.
struct TableText {
  /// Comma, semicolon or tab.
  let delimiter: UInt8

  /// Where a record ends.
  enum RecordEnd {
    /// The record is `..<end`; the next begins at `next`, `lineCount` lines further.
    case at(end: Int, next: Int, lineCount: Int)
    /// The bytes at hand do not have all of it.
    case beyond
    /// They never will: a quote is open when the file ends.
    case openQuote
  }

  /// Finds the end of the record that begins at 0.
  ///
  /// - Parameter searched: so many first bytes are known to have no line end.
  func recordEnd(
    in bytes: UnsafeBufferPointer<UInt8>, hasAll: Bool, searched: Int = 0
  ) -> RecordEnd {
    let newline = firstIndex(of: UInt8(ascii: "\n"), in: bytes, from: searched)
    let firstLine = UnsafeBufferPointer(rebasing: bytes[..<(newline ?? bytes.count)])
    guard firstIndex(of: UInt8(ascii: "\""), in: firstLine) == nil else {
      return quotedRecordEnd(in: bytes, hasAll: hasAll)
    }
    guard let newline else {
      return hasAll ? .at(end: bytes.count, next: bytes.count, lineCount: 1) : .beyond
    }
    return .at(end: trimmed(newline, in: bytes), next: newline + 1, lineCount: 1)
  }

  private func quotedRecordEnd(in bytes: UnsafeBufferPointer<UInt8>, hasAll: Bool) -> RecordEnd {
    var position = 0
    var lineCount = 1
    var isFieldStart = true
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\n") {
        return .at(end: trimmed(position - 1, in: bytes), next: position, lineCount: lineCount)
      }
      if byte == UInt8(ascii: "\""), isFieldStart {
        // Two quotes are one quote of the text; the second reopens the field.
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
          if bytes[position] == UInt8(ascii: "\n") { lineCount += 1 }
          position += 1
        }
        guard position < bytes.count else { return hasAll ? .openQuote : .beyond }
        position += 1
        isFieldStart = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
        continue
      }
      // Space before a quote is left out.
      isFieldStart = byte == delimiter || (isFieldStart && byte == 0x20)
    }
    return hasAll ? .at(end: position, next: position, lineCount: lineCount) : .beyond
  }

  /// Without the carriage return of a Windows line end.
  private func trimmed(_ end: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    end > 0 && bytes[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
  }

  /// Whether there are so many whole records at the beginning.
  func hasRecords(_ count: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = bytes
    for _ in 0..<count {
      guard case .at(_, let next, _) = recordEnd(in: rest, hasAll: false) else { return false }
      rest = UnsafeBufferPointer(rebasing: rest[next...])
    }
    return true
  }

  /// A field as it stands in a record.
  struct Field {
    /// Without its quotes.
    let bytes: UnsafeBufferPointer<UInt8>
    /// Whether quotes inside are doubled.
    let hasDoubledQuotes: Bool
    /// Where the delimiter or the end of the record follows.
    let end: Int
  }

  /// The field that begins at `start`; `nil` where text follows a closing quote.
  func field(in record: UnsafeBufferPointer<UInt8>, at start: Int) -> Field? {
    var first = start
    while first < record.count, record[first] == 0x20 { first += 1 }
    guard first < record.count, record[first] == UInt8(ascii: "\"") else {
      var end = first
      while end < record.count, record[end] != delimiter { end += 1 }
      var last = end
      while last > first, record[last - 1] == 0x20 { last -= 1 }
      return Field(
        bytes: UnsafeBufferPointer(rebasing: record[first..<last]), hasDoubledQuotes: false,
        end: end)
    }
    first += 1
    var position = first
    var hasDoubledQuotes = false
    while position < record.count {
      if record[position] == UInt8(ascii: "\"") {
        guard position + 1 < record.count, record[position + 1] == UInt8(ascii: "\"") else { break }
        hasDoubledQuotes = true
        position += 1
      }
      position += 1
    }
    guard position < record.count else { return nil }
    var end = position + 1
    while end < record.count, record[end] == 0x20 { end += 1 }
    guard end == record.count || record[end] == delimiter else { return nil }
    return Field(
      bytes: UnsafeBufferPointer(rebasing: record[first..<position]),
      hasDoubledQuotes: hasDoubledQuotes, end: end)
  }

  /// All fields of a record as texts; `nil` where text follows a closing quote.
  func texts(of record: UnsafeBufferPointer<UInt8>) -> [String]? {
    var texts: [String] = []
    var start = 0
    repeat {
      guard let field = field(in: record, at: start) else { return nil }
      let text = String(decoding: field.bytes, as: UTF8.self)
      texts.append(
        field.hasDoubledQuotes ? text.replacingOccurrences(of: "\"\"", with: "\"") : text)
      start = field.end + 1
    } while start <= record.count
    return texts
  }

  /// The delimiter of a table, by its first record: whichever of the three is there most.
  static func delimiter(of bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == UInt8(ascii: "\n") { break }
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\t") {
        counts[byte, default: 0] += 1
      }
    }
    let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best?.key ?? UInt8(ascii: ",")
  }

  struct Failure: Error {
    let line: Int
    let message: String
  }

  /// All rows of a small table that is in memory; empty lines are left out.
  static func rows(of data: Data) -> Result<[(line: Int, fields: [String])], Failure> {
    let bytes = [UInt8](data)
    return bytes.withUnsafeBufferPointer { bytes in
      let table = TableText(delimiter: delimiter(of: bytes))
      var rows: [(line: Int, fields: [String])] = []
      var rest = bytes
      var line = 1
      while !rest.isEmpty {
        guard case .at(let end, let next, let lineCount) = table.recordEnd(in: rest, hasAll: true)
        else { return .failure(Failure(line: line, message: openQuoteMessage)) }
        let record = UnsafeBufferPointer(rebasing: rest[..<end])
        guard let fields = table.texts(of: record) else {
          return .failure(Failure(line: line, message: strayQuoteMessage))
        }
        if !record.allSatisfy(isSpace) { rows.append((line, fields)) }
        line += lineCount
        rest = UnsafeBufferPointer(rebasing: rest[next...])
      }
      return .success(rows)
    }
  }

  static let openQuoteMessage = "a quote is opened here and never closed; close it."
  static let strayQuoteMessage =
    "text follows a closing quote; put the whole field between quotes, and double quotes inside."
}

/// Why a record of a table is no text, if it is none.
func textProblem(_ record: UnsafeBufferPointer<UInt8>) -> String? {
  if !isUTF8(record) { return "the line is not UTF-8 text; save the file with that encoding." }
  if firstIndex(of: 0, in: record) != nil {
    return "the line has NUL bytes; the file is damaged, or not text."
  }
  if firstIndex(of: UInt8(ascii: "\r"), in: record) != nil,
    firstIndex(of: UInt8(ascii: "\""), in: record) == nil
  {
    return "the line has a CR in the middle; save the file with LF line ends."
  }
  return nil
}
