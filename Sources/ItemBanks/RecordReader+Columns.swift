import Foundation
import ItemResponse

extension RecordReader {
  /// What all records tell about one field.
  struct Column {
    enum Outcome {
      case taken, missing
      /// The end of a sentence that begins "it is".
      case wrong(String)
    }

    let kind: RecordField.Kind
    /// Whether a record told it.
    private(set) var isUsed = false
    /// Of names, which `codes` counts; numbers and times are in `numbers`.
    private(set) var table = IdentifierTable()
    private(set) var codes: [Int32] = []
    private(set) var numbers: [Double] = []
    private var pendingCode: Int32 = -1
    private var pendingNumber = Double.nan

    init(_ kind: RecordField.Kind) { self.kind = kind }

    /// Looks at what the record at hand tells; counts only if `endRecord` keeps it.
    mutating func take(_ value: Value?) -> Outcome {
      switch value {
      case nil: return .missing
      case .unusable(let kind): return .wrong("\(kind); it must be a text or a number.")
      case .text(let bytes): return take(bytes)
      case .joined(var text): return text.withUTF8 { take($0) }
      }
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Outcome {
      if bytes.count <= 4, RecordReader.missing.contains(String(decoding: bytes, as: UTF8.self)) {
        return .missing
      }
      if kind == .name {
        guard bytes.count <= ResponseReader.longestIdentifier else {
          return .wrong("a text of \(bytes.count) bytes; at most 4096 are taken.")
        }
        guard let (index, _) = table.insert(bytes) else {
          return .wrong("one of more names than fit into memory.")
        }
        pendingCode = Int32(truncatingIfNeeded: index)
        return .taken
      }
      guard let number = number(bytes) else {
        let needed = kind == .time ? "a number or an ISO 8601 date and time" : "a number"
        return .wrong("\(quoted(bytes)); it must be \(needed).")
      }
      guard number.isFinite else { return .wrong("\(quoted(bytes)); it must be a finite number.") }
      pendingNumber = number
      return .taken
    }

    private func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
      if bytes.count == 1 {
        let digit = bytes[0] &- UInt8(ascii: "0")
        return digit <= 9 ? Double(digit) : nil
      }
      let text = String(decoding: bytes.prefix(64), as: UTF8.self)
      // Double reads hexadecimal numbers as well, which no such file means.
      if let number = Double(text), !text.contains(where: { $0 == "x" || $0 == "X" }) {
        return number
      }
      switch text.lowercased() {
      case "true": return 1
      case "false": return 0
      default: return kind == .time ? Self.seconds(text) : nil
      }
    }

    mutating func endRecord(keeping isKept: Bool) {
      if isKept {
        if pendingCode >= 0 || !pendingNumber.isNaN { isUsed = true }
        if kind == .name { codes.append(pendingCode) } else { numbers.append(pendingNumber) }
      }
      pendingCode = -1
      pendingNumber = .nan
    }

    /// Seconds since 1970 of `2026-11-21`, `2026-11-21 09:14`, `2026-11-21T09:14:05.120Z`; without a zone
    /// they are taken as UTC, which is all the same for an order.
    static func seconds(_ text: String) -> Double? {
      guard
        let match = text.wholeMatch(
          of:
            /(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?(Z|[+-]\d\d:?\d\d)?/)
      else { return nil }
      var parts = DateComponents()
      parts.timeZone = TimeZone(secondsFromGMT: 0)
      parts.year = Int(match.1)
      parts.month = Int(match.2)
      parts.day = Int(match.3)
      parts.hour = match.4.flatMap { Int($0) } ?? 0
      parts.minute = match.5.flatMap { Int($0) } ?? 0
      guard let date = Calendar(identifier: .gregorian).date(from: parts) else { return nil }
      var offset = 0.0
      if let zone = match.7, zone != "Z" {
        let digits = zone.filter(\.isNumber).compactMap(\.wholeNumberValue)
        let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
        offset = Double(zone.hasPrefix("-") ? -minutes : minutes) * 60
      }
      return date.timeIntervalSince1970 + (match.6.flatMap { Double($0) } ?? 0) - offset
    }
  }
}

extension JSONCursor {
  /// A text, a number or a word as it is written; a list of them as one text, in alphabetical order.
  mutating func fieldValue() throws(Mistake) -> RecordReader.Value? {
    switch next {
    case UInt8(ascii: "\""): return .text(try string().bytes)
    case UInt8(ascii: "n"):
      try skipValue()
      return nil
    case UInt8(ascii: "t"):
      try skipValue()
      return .joined("true")
    case UInt8(ascii: "f"):
      try skipValue()
      return .joined("false")
    case UInt8(ascii: "["): return try listValue()
    case UInt8(ascii: "{"):
      try skipValue()
      return .unusable("an object")
    default: return .text(try number().bytes)
    }
  }

  private mutating func listValue() throws(Mistake) -> RecordReader.Value? {
    _ = take(UInt8(ascii: "["))
    var texts: [String] = []
    var isUsable = true
    skipSpace()
    if !take(UInt8(ascii: "]")) {
      repeat {
        skipSpace()
        switch next {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
          isUsable = false
          try skipValue()
        default:
          switch try fieldValue() {
          case .text(let bytes): texts.append(String(decoding: bytes, as: UTF8.self))
          case .joined(let word): texts.append(word)
          default: break
          }
        }
        skipSpace()
      } while take(UInt8(ascii: ","))
      try expect(UInt8(ascii: "]"), .syntax)
    }
    guard isUsable else { return .unusable("a list of lists or objects") }
    return texts.isEmpty ? nil : .joined(texts.sorted().joined(separator: "+"))
  }
}
