import Foundation
import ItemResponse

// Wide and long tables. A record is made whole in the window, checked, and walked once; a field that
// is a bare 0 or 1 is taken on sight.

extension ResponseReader {
  mutating func readTable(_ window: ByteWindow) throws(ByteSourceFailure) {
    let table = TableText(delimiter: TableText.delimiter(of: window.bytes))
    while !window.hasAll, !table.hasRecords(3, in: window.bytes) {
      let count = window.bytes.count
      repeat { try readMore(window) } while window.bytes.count < 2 * count && !window.hasAll
    }
    let sample = sampleRows(window.bytes, table, hasAll: window.hasAll)
    guard let titles = sample.first else {
      format = options.format
      // Not one record could be taken apart; the reasons are those of any record.
      if let record = try nextRecord(window, table) {
        let problem = textProblem(record) ?? TableText.strayQuoteMessage
        fail(problem, line: line)
      }
      return
    }
    let longColumns = self.longColumns(titles)
    format = options.format ?? (longColumns == nil ? .wide : .long)
    let hasHeader =
      switch options.header {
      case .present: true
      case .absent: false
      case .automatic: format == .long ? longColumns != nil : looksLikeHeader(titles)
      }
    var columns: TableColumns?
    if format == .long {
      columns = hasHeader ? longTableColumns(titles, longColumns) : .untitledLong
    } else {
      columns = wideTableColumns(sample, hasHeader: hasHeader)
    }
    guard let columns else { return }

    let before = builder.responseCount
    var isHeader = hasHeader
    var rowCount = 0
    var long = LongRun()
    row.removeAll()
    while let record = try nextRecord(window, table) {
      if isHeader {
        isHeader = false
        if let problem = textProblem(record) { fail(problem, line: line) }
        continue
      }
      rowCount += 1
      if let problem = textProblem(record) {
        fail(problem, line: line)
      } else if format == .long {
        readLongRecord(record, table, columns, &long)
      } else {
        readWideRecord(record, table, columns)
      }
    }
    flush(&long)
    if rowCount == 0 {
      fail("there is a header and no row below it; add the responses.", line: 1)
    } else if builder.responseCount == before, problems.errorCount == 0 {
      fail("there is no response in the table, only gaps; look at its columns.", line: nil)
    }
  }

  // MARK: Records

  /// The next record that is not empty; it stays in the window until the next call.
  private mutating func nextRecord(
    _ window: ByteWindow, _ table: TableText
  ) throws(ByteSourceFailure) -> UnsafeBufferPointer<UInt8>? {
    window.consume(consumed)
    consumed = 0
    line += linesConsumed
    linesConsumed = 0
    var searched = 0
    while !(window.hasAll && window.bytes.isEmpty) {
      switch table.recordEnd(in: window.bytes, hasAll: window.hasAll, searched: searched) {
      case .at(let end, let next, let lineCount):
        line += 1
        linesConsumed = lineCount - 1
        let record = UnsafeBufferPointer(rebasing: window.bytes[..<end])
        if record.allSatisfy(isSpace), !record.contains(table.delimiter) {
          if next < window.bytes.count || !window.hasAll {
            warn("the line is empty; leave it out.", line: line)
          }
          window.consume(next)
          searched = 0
          continue
        }
        consumed = next
        return record
      case .beyond:
        // Without a quote in it, what was looked through once need not be again; with one it is, and
        // so has to be twice as long by then.
        let count = window.bytes.count
        searched = firstIndex(of: UInt8(ascii: "\""), in: window.bytes) == nil ? count : 0
        repeat { try readMore(window) } while window.bytes.count < 2 * count && !window.hasAll
      case .openQuote:
        line += 1
        throw ByteSourceFailure(message: TableText.openQuoteMessage)
      }
    }
    return nil
  }

  /// The first records as texts, to find out what the table is. Broken ones end the sample.
  private func sampleRows(
    _ bytes: UnsafeBufferPointer<UInt8>, _ table: TableText, hasAll: Bool
  ) -> [[String]] {
    var rows: [[String]] = []
    var rest = bytes
    while rows.count < 50, !rest.isEmpty,
      case .at(let end, let next, _) = table.recordEnd(in: rest, hasAll: hasAll)
    {
      let record = UnsafeBufferPointer(rebasing: rest[..<end])
      rest = UnsafeBufferPointer(rebasing: rest[next...])
      if record.allSatisfy(isSpace), !record.contains(table.delimiter) { continue }
      guard let texts = table.texts(of: record) else { break }
      rows.append(texts)
    }
    return rows
  }

  // MARK: What the columns are

  private static let subjectTitles = Set(["subject"] + RecordField.subjectSynonyms)
  private static let itemTitles: Set = [
    "item", "item_id", "itemid", "question", "question_id", "questionid", "problem", "problem_id",
    "task", "task_id",
  ]
  private static let responseTitles: Set = [
    "response", "score", "correct", "answer", "value", "outcome", "resp", "is_correct",
  ]

  /// The columns of a long table, if that is what titles say.
  private func longColumns(_ titles: [String]) -> LongColumns? {
    if let named = options.longColumns { return named }
    guard options.format != .wide, options.header != .absent else { return nil }
    func only(_ names: Set<String>) -> String? {
      let found = titles.filter { names.contains($0.lowercased()) }
      return found.count == 1 ? found[0] : nil
    }
    guard let item = only(Self.itemTitles), let response = only(Self.responseTitles) else {
      return nil
    }
    // Beside a column called "subject" another may be called "name".
    let subject =
      titles.first { Self.subjectTitles.contains($0.lowercased()) && $0.lowercased() != "name" }
      ?? only(Self.subjectTitles)
    return subject.map { LongColumns(subject: $0, item: item, response: response) }
  }

  private mutating func longTableColumns(
    _ titles: [String], _ columns: LongColumns?
  ) -> TableColumns? {
    guard let columns else {
      fail(
        "a long table needs columns for subject, item and response; name them so, or say which "
          + "they are.", line: 1)
      return nil
    }
    func place(_ title: String) -> Int? {
      guard let index = titles.firstIndex(of: title) else {
        fail(Self.missingColumn(title, titles), line: 1)
        return nil
      }
      return index
    }
    guard let subject = place(columns.subject), let item = place(columns.item),
      let response = place(columns.response)
    else { return nil }
    var roles = [TableColumns.Role](repeating: .ignored, count: titles.count)
    if let group = options.groupColumn {
      guard let index = place(group) else { return nil }
      roles[index] = .group
    }
    roles[subject] = .person
    roles[item] = .itemName
    roles[response] = .response
    return TableColumns(roles: roles)
  }

  private static func missingColumn(_ title: String, _ titles: [String]) -> String {
    let shown = titles.prefix(8).map { quoted($0) }.joined(separator: ", ")
    return "there is no column \(quoted(title)); the columns are \(shown)"
      + (titles.count > 8 ? ", … ." : ".")
  }

  /// Whether a text could be a response in this reading.
  private func couldBeResponse(_ text: String) -> Bool {
    if options.missing.contains(text) { return true }
    if let choices {
      // Items called A, B, … look like options; their names are in the key.
      if case .byItem(let byItem) = choices.key.rightOptions, byItem[text] != nil { return false }
      return choices.isAllowed(text)
    }
    guard let value = Self.plainScore(text) else { return false }
    return value <= (options.allowsPolytomous ? ScoreGrid.largestScore : 1)
  }

  private func looksLikeHeader(_ titles: [String]) -> Bool {
    guard let last = titles.last else { return false }
    // The first may be the id of a person; the last is a response or its title.
    return titles.dropFirst().contains { !couldBeResponse($0) } || !couldBeResponse(last)
  }

  private mutating func wideTableColumns(
    _ sample: [[String]], hasHeader: Bool
  ) -> TableColumns? {
    let titles = sample.first ?? []
    let firstRows = sample.dropFirst(hasHeader ? 1 : 0).compactMap(\.first)
    var roles = [TableColumns.Role](repeating: .ignored, count: titles.count)
    var personColumn: Int?
    switch options.personColumn {
    case .none: personColumn = nil
    case .first: personColumn = 0
    case .named(let name):
      personColumn = hasHeader ? titles.firstIndex(of: name) : nil
      guard personColumn != nil else {
        fail(Self.missingColumn(name, hasHeader ? titles : []), line: 1)
        return nil
      }
    case .automatic:
      let title = hasHeader ? titles.first?.lowercased() : nil
      let isNamed = title.map { $0.isEmpty || Self.subjectTitles.contains($0) } ?? false
      let counts = firstRows.count >= 3 && firstRows == (1...firstRows.count).map { String($0) }
      personColumn = isNamed || counts || firstRows.contains { !couldBeResponse($0) } ? 0 : nil
      if titles.count == 1 { personColumn = nil }
    }
    if let personColumn { roles[personColumn] = .person }
    if let group = options.groupColumn {
      guard hasHeader, let index = titles.firstIndex(of: group) else {
        fail(Self.missingColumn(group, hasHeader ? titles : []), line: 1)
        return nil
      }
      roles[index] = .group
    }
    if personColumn == nil, builder.persons.count > 0 || !files.isEmpty {
      warn("no column names the persons; they are named by file and row.", line: 1)
    }

    var taken: Set<Int> = []
    for (index, title) in titles.enumerated() {
      guard roles[index] == .ignored, !(hasHeader && options.ignoredColumns.contains(title)) else {
        continue
      }
      // Items of a table without titles go by their places.
      var name = hasHeader ? title : "item\(index + (personColumn == 0 ? 0 : 1))"
      if name.isEmpty {
        fail("column \(index + 1) has no title; give it one, or remove the column.", line: 1)
        return nil
      }
      guard let item = name.withUTF8({ item($0, line: 1) }) else { return nil }
      guard taken.insert(item).inserted else {
        fail(
          "column \(quoted(title)) is there twice; every item needs a title of its own.", line: 1)
        return nil
      }
      roles[index] = .item(item)
    }
    if taken.isEmpty {
      fail("there is no column of responses; see what the columns are.", line: 1)
      return nil
    }
    return TableColumns(roles: roles)
  }

  // MARK: Wide

  private mutating func readWideRecord(
    _ record: UnsafeBufferPointer<UInt8>, _ table: TableText, _ columns: TableColumns
  ) {
    guard let base = record.baseAddress else { return }
    row.removeAll()
    var personField: TableText.Field?
    var groupField: TableText.Field?
    var isSound = true
    var start = 0
    var column = 0
    let takesBits = choices == nil
    repeat {
      if takesBits { takeBits(base, count: record.count, table, columns, &start, &column) }
      guard start <= record.count else { break }
      guard column < columns.roles.count else {
        return fail { $0.columnCountProblem(record, table, columns) }
      }
      guard let field = table.field(in: record, at: start) else {
        return fail(TableText.strayQuoteMessage, line: line)
      }
      switch columns.roles[column] {
      case .item(let item):
        let value = self.value(of: field, item: item)
        if value >= 0 {
          row.append(item: item, value: value)
        } else if value == Self.badValue {
          isSound = false
        }
      case .person: personField = field
      case .group: groupField = field
      case .ignored, .itemName, .response: break
      }
      start = field.end + 1
      column += 1
    } while start <= record.count
    guard column == columns.roles.count else {
      return fail { $0.columnCountProblem(record, table, columns) }
    }
    guard isSound else { return }

    let person: Int?
    if let personField {
      person = withText(of: personField) { reader, id in reader.person(id, notesReturn: true) }
    } else {
      person = unnamedPerson()
    }
    guard let person else { return }
    if let groupField {
      withText(of: groupField) { reader, name in
        if !reader.isMissing(name) { reader.setGroup(name, ofPerson: person) }
      }
    }
    appendRow(of: person)
  }

  /// Takes fields that are a bare 0 or 1, up to the first that is not or is no response.
  @inline(__always)
  private mutating func takeBits(
    _ record: UnsafePointer<UInt8>, count: Int, _ table: TableText, _ columns: TableColumns,
    _ start: inout Int, _ column: inout Int
  ) {
    columns.itemOfColumn.withUnsafeBufferPointer { items in
      while column < items.count, start < count {
        let item = items[column]
        // Behind the record at least a byte is readable; it belongs to the field only if inside.
        let digit = record[start] &- UInt8(ascii: "0")
        guard item >= 0, digit <= 1,
          start + 1 == count || record[start + 1] == table.delimiter
        else { return }
        row.append(item: Int(item), value: Int(digit))
        start += 2
        column += 1
      }
    }
  }

  private mutating func unnamedPerson() -> Int? {
    if files.isEmpty, builder.persons.isEmpty || builder.persons.isNumbered {
      return builder.addNumberedPerson()
    }
    unnamedCount += 1
    var name = "\(file):\(unnamedCount)"
    return name.withUTF8 { person($0, notesReturn: true) }
  }

  private func columnCountProblem(
    _ record: UnsafeBufferPointer<UInt8>, _ table: TableText, _ columns: TableColumns
  ) -> String {
    let count = table.texts(of: record)?.count ?? 0
    return "the row has \(count) column\(count == 1 ? "" : "s") and the first row has "
      + "\(columns.roles.count); every row needs the same, gaps left empty."
  }

  /// Gives the text of a field, its doubled quotes made single.
  private mutating func withText<Result>(
    of field: TableText.Field,
    _ body: (inout ResponseReader, UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    guard field.hasDoubledQuotes else { return body(&self, field.bytes) }
    var text: [UInt8] = []
    var isSecond = false
    for byte in field.bytes {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if !isSecond || byte != UInt8(ascii: "\"") { text.append(byte) }
    }
    return text.withUnsafeBufferPointer { body(&self, $0) }
  }

  // MARK: Values

  private func isMissing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if text.isEmpty { return options.missing.contains("") }
    return text.count <= 16 && options.missing.contains(String(decoding: text, as: UTF8.self))
  }

  /// A score or the code of an option; `missingValue` for a gap, `badValue` with a problem.
  private mutating func value(of field: TableText.Field, item: Int?) -> Int {
    let text = field.bytes
    if choices == nil, text.count == 1, text[0] == UInt8(ascii: "0") || text[0] == UInt8(ascii: "1")
    {
      return Int(text[0] - UInt8(ascii: "0"))
    }
    if isMissing(text) { return Self.missingValue }
    if choices != nil { return choice(text, of: item) }
    let word = String(decoding: text.prefix(64), as: UTF8.self)
    let highest = options.allowsPolytomous ? ScoreGrid.largestScore : 1
    if let score = Self.plainScore(word), score <= highest, text.count <= 64 { return score }
    if Double(word) != nil { return score(text, of: item) }
    fail {
      "the response to item \($0.name(of: item)) is \(quoted(text)); it must be \($0.scoreRange), "
        + "or empty"
        + (word.count == 1 && word.allSatisfy(\.isLetter)
          ? "; choices need a key that says which option is right." : ".")
    }
    return Self.badValue
  }

  /// A score as programs write it: `1`, `1.0`, `TRUE`.
  private static func plainScore(_ text: String) -> Int? {
    switch text {
    case "TRUE", "True", "true": return 1
    case "FALSE", "False", "false": return 0
    default:
      guard let value = Double(text), value >= 0, value <= Double(ScoreGrid.largestScore),
        value == value.rounded(), text.utf8.allSatisfy({ $0 < 0x3A })
      else { return nil }
      return Int(value)
    }
  }

  // MARK: Long

  /// Responses of one person in lines without a gap, not yet handed over.
  struct LongRun {
    var person = -1
    var firstLine = 0
    /// The person's id, to see that the next line is of the same.
    var id: [UInt8] = []

    func isOf(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
      guard id.count == other.count, let base = other.baseAddress else { return false }
      return memcmp(id, base, id.count) == 0
    }
  }

  private mutating func flush(_ run: inout LongRun) {
    guard run.person >= 0, row.count > 0 else { return }
    builder.append(
      person: run.person, items: row.items, values: row.values,
      source: files.count << 40 | run.firstLine, sourceStep: 1)
    row.removeAll()
  }

  private mutating func readLongRecord(
    _ record: UnsafeBufferPointer<UInt8>, _ table: TableText, _ columns: TableColumns,
    _ run: inout LongRun
  ) {
    var personField: TableText.Field?
    var itemField: TableText.Field?
    var responseField: TableText.Field?
    var groupField: TableText.Field?
    var start = 0
    var column = 0
    repeat {
      guard column < columns.roles.count else {
        return fail { $0.columnCountProblem(record, table, columns) }
      }
      guard let field = table.field(in: record, at: start) else {
        return fail(TableText.strayQuoteMessage, line: line)
      }
      switch columns.roles[column] {
      case .person: personField = field
      case .itemName: itemField = field
      case .response: responseField = field
      case .group: groupField = field
      case .item, .ignored: break
      }
      start = field.end + 1
      column += 1
    } while start <= record.count
    guard column == columns.roles.count, let personField, let itemField, let responseField else {
      return fail { $0.columnCountProblem(record, table, columns) }
    }

    let item: Int?
    if !itemField.hasDoubledQuotes, let base = itemField.bytes.baseAddress,
      let (guess, length) = guesses.match(base, limit: itemField.bytes.count),
      length == itemField.bytes.count
    {
      item = guess
    } else {
      item = withText(of: itemField) { reader, id in reader.item(id) }
    }
    guard let item else { return }
    let value = value(of: responseField, item: item)
    guard value != Self.badValue else { return }

    let isSamePerson =
      run.person >= 0 && !personField.hasDoubledQuotes && run.isOf(personField.bytes)
    if !isSamePerson || line != run.firstLine + row.count {
      flush(&run)
      run.firstLine = line
      if !isSamePerson {
        let person = withText(of: personField) { reader, id in
          run.id.removeAll(keepingCapacity: true)
          run.id.append(contentsOf: id)
          return reader.person(id, notesReturn: false)
        }
        run.person = person ?? -1
        // The item after this one is guessed within a person's run; a run begins as others began.
        guesses.beginLine()
      }
    }
    guard run.person >= 0 else { return }
    guesses.note(item)
    if let groupField {
      withText(of: groupField) { reader, name in
        if !reader.isMissing(name) { reader.setGroup(name, ofPerson: run.person) }
      }
    }
    guard value >= 0 else { return }
    if row.count == 0 { run.firstLine = line }
    row.append(item: item, value: value)
  }
}

/// What each column of a table is for.
struct TableColumns {
  enum Role: Equatable {
    case person, group, ignored
    /// The responses to an item of a wide table.
    case item(Int)
    /// The names of items, and the responses, in a long table.
    case itemName, response
  }

  let roles: [Role]
  /// For each column its item, or −1.
  let itemOfColumn: [Int32]

  init(roles: [Role]) {
    self.roles = roles
    itemOfColumn = roles.map { role in
      if case .item(let item) = role { Int32(truncatingIfNeeded: item) } else { -1 }
    }
  }

  /// Subject, item, response, in a long table without titles.
  static let untitledLong = TableColumns(roles: [.person, .itemName, .response])
}
