import Foundation

/// A table for spreadsheets and programs (RFC 4180): lines end with CR LF, and no cell is a formula.
struct CSVText {
  private(set) var data = Data()

  enum Cell {
    case text(String)
    /// A number says itself in full; one that is not finite leaves its cell empty.
    case number(Double)
    case count(Int)
  }

  init(_ columns: [String]) {
    append(columns.map(Cell.text))
  }

  mutating func append(_ cells: [Cell]) {
    data += Data((cells.map(Self.written).joined(separator: ",") + "\r\n").utf8)
  }

  private static func written(_ cell: Cell) -> String {
    switch cell {
    case .count(let count): String(count)
    case .number(let value): value.isFinite ? "\(value)" : ""
    case .text(let text): quoted(harmless(text))
    }
  }

  /// A spreadsheet takes text that begins so for a formula; the apostrophe tells it that this is text.
  private static func harmless(_ text: String) -> String {
    let text = Wording.safe(text)
    guard let first = text.unicodeScalars.first(where: { $0 != " " }) else { return text }
    return "=+-@\t\r＝＋－＠".unicodeScalars.contains(first) ? "'" + text : text
  }

  private static func quoted(_ text: String) -> String {
    text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
