import Foundation
import ItemResponse

/// The right option of each item, for responses that are the options people chose.
public struct OptionKey: Sendable, Hashable {
  /// How the right options are told.
  public enum RightOptions: Sendable, Hashable {
    case byItem([String: String])
    /// In the order of the item columns.
    case inOrder([String])
  }

  public let rightOptions: RightOptions
  /// The options there are. `nil`: whatever the responses hold, as long as it looks like the keys
  /// (letters, or numbers).
  public var options: Set<String>?
  /// Options that stand for "saw it and did not answer": wrong, and no distractor to warn about.
  public var omitted: Set<String>

  public init(_ rightOptions: RightOptions, options: Set<String>? = nil, omitted: Set<String> = [])
  {
    self.rightOptions = rightOptions
    self.options = options
    self.omitted = omitted
  }

  /// The key that a bank's own items carry: those that ask for one of several options.
  public init(items: some Sequence<Item>) {
    var key: [String: String] = [:]
    for item in items {
      if case .choice(_, let right) = item.question?.format { key[item.id] = optionLetter(right) }
    }
    self.init(.byItem(key))
  }

  /// Reads a key file: two columns, item and key, with or without names above; or the items in a row
  /// and the keys in the row below; or just the keys, in a row, a column, or one word (`DBADB`).
  ///
  /// - Returns: the key, `nil` where there are errors.
  public static func read(_ data: Data, file: String) -> (key: OptionKey?, problems: [BankProblem])
  {
    func problem(_ message: String, _ line: Int?) -> (OptionKey?, [BankProblem]) {
      (nil, [BankProblem(severity: .error, file: file, line: line, item: nil, message: message)])
    }
    var data = data
    if data.starts(with: [0xEF, 0xBB, 0xBF]) { data = Data(data.dropFirst(3)) }
    guard data.count <= 1 << 24 else { return problem("this is too long for a key file.", nil) }
    guard String(validating: data, as: UTF8.self) != nil else {
      return problem("the file is not UTF-8 text; save it with that encoding.", nil)
    }
    guard !data.contains(0) else {
      return problem("the file has NUL bytes; it is damaged, or not text.", nil)
    }
    let rows: [(line: Int, fields: [String])]
    switch TableText.rows(of: data) {
    case .failure(let failure): return problem(failure.message, failure.line)
    case .success(let all): rows = all
    }
    guard let first = rows.first else {
      return problem("the file is empty; it should hold items and their right options.", nil)
    }

    // Two items in a row above their two keys look like two columns; the second row gives it away.
    let isPairBelowNames =
      rows.count == 2 && looksLikeKeys(rows[1].fields) && !looksLikeKeys([first.fields.last ?? ""])
      && !["key", "answer", "correct", "right"].contains(first.fields.last?.lowercased())
    if rows.allSatisfy({ $0.fields.count == 2 }), !isPairBelowNames {
      let titles = first.fields.map { $0.lowercased() }
      let names: Set = ["item", "item_id", "id", "question", "key", "answer", "correct", "right"]
      let hasTitles = names.isSuperset(of: titles)
      let itemColumn =
        hasTitles && ["key", "answer", "correct", "right"].contains(titles[0]) ? 1 : 0
      var key: [String: String] = [:]
      for row in rows.dropFirst(hasTitles ? 1 : 0) {
        let item = row.fields[itemColumn]
        let option = row.fields[1 - itemColumn]
        guard !item.isEmpty, !option.isEmpty else {
          return problem("the item or its key is empty; give both.", row.line)
        }
        if let other = key[item], other != option {
          return problem(
            "item \(quoted(item)) has the key \(quoted(option)), but \(quoted(other)) before; "
              + "keep the one that is right.", row.line)
        }
        key[item] = option
      }
      guard !key.isEmpty else { return problem("there is a header and no key below it.", nil) }
      return (OptionKey(.byItem(key)), [])
    }
    if rows.count == 2, first.fields.count == rows[1].fields.count, first.fields.count > 1 {
      var key: [String: String] = [:]
      for (item, option) in zip(first.fields, rows[1].fields) where !item.isEmpty {
        guard key.updateValue(option, forKey: item) == nil else {
          return problem("item \(quoted(item)) is there twice; name each item once.", first.line)
        }
      }
      return (OptionKey(.byItem(key)), [])
    }
    if rows.count == 1 || rows.allSatisfy({ $0.fields.count == 1 }) {
      var keys = rows.flatMap(\.fields)
      if rows.count > 1, ["key", "answer", "correct", "right"].contains(keys[0].lowercased()) {
        keys.removeFirst()
      }
      if keys.count == 1, let word = keys.first { keys = word.map { String($0) } }
      guard !keys.contains("") else { return problem("a key is empty; give every item one.", nil) }
      return (OptionKey(.inOrder(keys)), [])
    }
    let ragged = rows.first { $0.fields.count != first.fields.count } ?? first
    return problem(
      "a key file has two columns, item and key; this line has \(ragged.fields.count).",
      ragged.line)
  }

  private static func looksLikeKeys(_ fields: [String]) -> Bool {
    fields.allSatisfy { $0.count == 1 }
  }
}

/// Options as small numbers, and how often each was chosen.
struct ChoiceCodes {
  let key: OptionKey
  private(set) var options: [String] = []
  private(set) var counts: [Int] = []
  private var codeOfOption: [String: UInt8] = [:]
  /// The code of each option of one byte, − 1 for none.
  private var codeOfByte = [Int16](repeating: -1, count: 256)
  private let lettersAllowed: Bool
  private let digitsAllowed: Bool
  private let longest: Int

  init(_ key: OptionKey) {
    self.key = key
    let keys: [String] =
      switch key.rightOptions {
      case .byItem(let byItem): byItem.sorted { $0.key < $1.key }.map(\.value)
      case .inOrder(let inOrder): inOrder
      }
    lettersAllowed = keys.contains { $0.contains(where: \.isLetter) }
    digitsAllowed = keys.contains { $0.contains(where: \.isNumber) }
    longest = keys.map(\.count).max() ?? 1
  }

  /// The code of an option, `nil` where it cannot be one. Does not count it.
  mutating func code(of field: UnsafeBufferPointer<UInt8>) -> UInt8? {
    if field.count == 1 {
      let known = codeOfByte[Int(field[0])]
      if known >= 0 {
        counts[Int(known)] += 1
        return UInt8(known)
      }
    }
    guard field.count <= 64 else { return nil }
    let option = String(decoding: field, as: UTF8.self)
    guard let code = code(of: option, isKey: false) else { return nil }
    counts[Int(code)] += 1
    if field.count == 1 { codeOfByte[Int(field[0])] = Int16(code) }
    return code
  }

  /// The code of an option, or of a key; `nil` where it cannot be one or there are too many.
  mutating func code(of option: String, isKey: Bool) -> UInt8? {
    if let known = codeOfOption[option] { return known }
    guard isKey || isAllowed(option), options.count <= ScoreGrid.largestScore else { return nil }
    let code = UInt8(options.count)
    options.append(option)
    counts.append(0)
    codeOfOption[option] = code
    return code
  }

  /// Whether a text could be an option, by its looks.
  func isAllowed(_ option: String) -> Bool {
    if key.omitted.contains(option) { return true }
    if let options = key.options { return options.contains(option) }
    return option.count <= longest
      && option.allSatisfy { ($0.isLetter && lettersAllowed) || ($0.isNumber && digitsAllowed) }
  }
}

extension ResponseReader {
  /// The key in the order of the items; problems where an item has none, and warnings for options
  /// that are never right, which are often codes for no answer.
  mutating func resolvedKey(_ codes: ChoiceCodes) -> ResponseMatrixBuilder.Key? {
    var codes = codes
    var rightOptions: [UInt8] = []
    file = files.first?.name ?? "key"
    if case .inOrder(let keys) = codes.key.rightOptions, keys.count != builder.items.count {
      let count = builder.items.count
      fail(
        "there are \(count) items and \(keys.count) keys; give one for each item.",
        line: nil)
      return nil
    }
    for (index, item) in builder.items.enumerated() {
      let right =
        switch codes.key.rightOptions {
        case .byItem(let byItem): byItem[item]
        case .inOrder(let inOrder): Optional(inOrder[index])
        }
      guard let right else {
        fail("item \(quoted(item)) has no key; add it, or leave the column out.", line: nil)
        continue
      }
      guard let code = codes.code(of: right, isKey: true) else {
        fail("there are more than 255 different options; are these choices?", line: nil)
        return nil
      }
      rightOptions.append(code)
    }
    guard rightOptions.count == builder.items.count else { return nil }
    if case .byItem(let byItem) = codes.key.rightOptions {
      for item in byItem.keys.sorted() where builder.items.index(of: item) == nil {
        warn(
          "the key has item \(quoted(item)), which nobody answered; look at the names.", line: nil)
      }
    }
    let right = Set(rightOptions)
    for (code, option) in codes.options.enumerated() {
      if right.contains(UInt8(code)) || codes.key.omitted.contains(option)
        || codes.counts[code] == 0
      {
        continue
      }
      warn(
        "option \(quoted(option)) was chosen \(codes.counts[code]) times and is never right; "
          + "if it means no answer, say so.", line: nil)
    }
    return ResponseMatrixBuilder.Key(options: codes.options, rightOptions: rightOptions)
  }
}
