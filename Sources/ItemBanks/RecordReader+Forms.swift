import Foundation
import ItemResponse

extension RecordReader {
  // MARK: Tables

  mutating func readTable(_ bytes: UnsafeBufferPointer<UInt8>) throws(ByteSourceFailure) {
    let table = TableText(delimiter: TableText.delimiter(of: bytes))
    var rest = bytes
    var fieldOfColumn: [Int?]?
    var nextLine = 1
    while !rest.isEmpty {
      line = nextLine
      guard case .at(let end, let next, let lineCount) = table.recordEnd(in: rest, hasAll: true)
      else { throw ByteSourceFailure(message: TableText.openQuoteMessage) }
      let record = UnsafeBufferPointer(rebasing: rest[..<end])
      rest = UnsafeBufferPointer(rebasing: rest[next...])
      nextLine += lineCount
      if record.allSatisfy({ isSpace($0) || $0 == table.delimiter }) { continue }
      if let problem = textProblem(record) {
        fail(problem, line: line)
        continue
      }
      if let fieldOfColumn {
        readRecord(record, table, fieldOfColumn)
      } else {
        guard let titles = table.texts(of: record) else {
          throw ByteSourceFailure(message: TableText.strayQuoteMessage)
        }
        fieldOfColumn = place(titles)
        if fieldOfColumn == nil { return }
      }
    }
  }

  /// Which field each column holds; `nil`, with a problem, where a field that must be there is not.
  private mutating func place(_ titles: [String]) -> [Int?]? {
    var placed: [Int?] = Array(repeating: nil, count: titles.count)
    for (index, field) in fields.enumerated() {
      let column: Int?
      if let title = self.titles[field.name] {
        column = titles.firstIndex(of: title)
        guard column != nil else {
          fail(Self.missingTitle(title, titles), line: line)
          return nil
        }
      } else {
        column =
          titles.indices.filter { placed[$0] == nil }
          .compactMap { column in field.rank(ofTitle: titles[column]).map { (column, $0) } }
          .min { $0.1 < $1.1 }?.0
      }
      if let column {
        placed[column] = index
      } else if field.absence != .isAllowed {
        fail(
          "there is no column '\(field.name)'; " + Self.shown(titles)
            + "; rename one, or say by --column \(field.name)=TITLE which it is.", line: line)
        return nil
      }
    }
    return placed
  }

  private static func missingTitle(_ title: String, _ titles: [String]) -> String {
    "there is no column \(quoted(title)); \(shown(titles))."
  }

  private static func shown(_ titles: [String]) -> String {
    "the columns are " + titles.prefix(8).map { quoted($0) }.joined(separator: ", ")
      + (titles.count > 8 ? ", …" : "")
  }

  private mutating func readRecord(
    _ record: UnsafeBufferPointer<UInt8>, _ table: TableText, _ fieldOfColumn: [Int?]
  ) {
    clearValues()
    var start = 0
    var column = 0
    repeat {
      guard let field = table.field(in: record, at: start) else {
        return fail(TableText.strayQuoteMessage, line: line)
      }
      if column < fieldOfColumn.count, let index = fieldOfColumn[column] {
        values[index] =
          field.hasDoubledQuotes
          ? .joined(
            String(decoding: field.bytes, as: UTF8.self).replacingOccurrences(
              of: "\"\"", with: "\""))
          : .text(field.bytes)
      }
      start = field.end + 1
      column += 1
    } while start <= record.count
    guard column == fieldOfColumn.count else {
      return fail(
        "the row has \(column) fields where the titles are \(fieldOfColumn.count); put texts with a delimiter "
          + "in them between quotes.", line: line)
    }
    appendRecord()
  }

  // MARK: JSON Lines

  mutating func readJSONLines(_ bytes: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while start < bytes.count {
      line += 1
      let end = firstIndex(of: UInt8(ascii: "\n"), in: bytes, from: start) ?? bytes.count
      let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
      start = end + 1
      if !text.allSatisfy(isSpace) { readObject(text, isCutOff: end == bytes.count) }
    }
  }

  private mutating func readObject(_ text: UnsafeBufferPointer<UInt8>, isCutOff: Bool) {
    guard isUTF8(text) else {
      return fail("the line is not UTF-8 text; save the file with that encoding.", line: line)
    }
    arena.removeAll()
    clearValues()
    var cursor = JSONCursor(text, arena: arena)
    var ranks = [Int](repeating: .max, count: fields.count)
    do throws(JSONCursor.Mistake) {
      cursor.skipSpace()
      try cursor.expect(UInt8(ascii: "{"), .syntax)
      cursor.skipSpace()
      if !cursor.take(UInt8(ascii: "}")) {
        repeat {
          cursor.skipSpace()
          let key = try cursor.string()
          cursor.skipSpace()
          try cursor.expect(UInt8(ascii: ":"), .syntax)
          cursor.skipSpace()
          if let (field, rank) = place(key), rank < ranks[field] {
            ranks[field] = rank
            values[field] = try cursor.fieldValue()
          } else {
            try cursor.skipValue()
          }
          cursor.skipSpace()
        } while cursor.take(UInt8(ascii: ","))
        try cursor.expect(UInt8(ascii: "}"), .syntax)
      }
      cursor.skipSpace()
      if !cursor.isAtEnd { throw .syntax }
    } catch {
      return fail(cursor.description(of: error, isCutOff: isCutOff), line: line)
    }
    appendRecord()
  }

  private mutating func place(_ key: JSONText) -> (field: Int, rank: Int)? {
    let key = String(decoding: key.bytes, as: UTF8.self)
    if let known = fieldOfKey[key] { return known }
    var found: (field: Int, rank: Int)?
    for (index, field) in fields.enumerated() where found == nil {
      if let title = titles[field.name] {
        if title == key { found = (index, 0) }
      } else if let rank = field.rank(ofTitle: key) {
        found = (index, rank)
      }
    }
    fieldOfKey[key] = .some(found)
    return found
  }
}
