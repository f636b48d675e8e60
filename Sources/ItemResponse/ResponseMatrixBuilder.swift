/// Collects responses in any order, whoever and whatever they belong to, and makes a matrix of them.
///
/// Meant for files larger than memory would like: until `finish` the responses are kept as a stream
/// of bytes, about two bits for a response of complete rows and one to five bytes elsewhere.
public struct ResponseMatrixBuilder: Sendable {
  /// The items so far.
  public private(set) var items = IdentifierTable()
  /// The persons so far.
  public private(set) var persons = IdentifierTable()
  /// The number of responses so far, repeated ones included.
  public private(set) var responseCount = 0

  private var highestValue: UInt8 = 0
  private var stream = SegmentStream()
  private var groupNames = IdentifierTable()
  private var groupCodes: [UInt16] = []

  public init() {}

  // MARK: Who and what

  /// The place of an item, made if need be; `nil` where the table of ids is full.
  public mutating func item(_ id: UnsafeBufferPointer<UInt8>) -> (index: Int, isNew: Bool)? {
    items.insert(id)
  }

  /// The place of a person, made if need be; `nil` where the table of ids is full.
  ///
  /// - Precondition: `addNumberedPerson` was never called.
  public mutating func person(_ id: UnsafeBufferPointer<UInt8>) -> (index: Int, isNew: Bool)? {
    persons.insert(id)
  }

  /// A new person without a name: the first is `1`, and so on.
  ///
  /// - Precondition: no person has a name.
  public mutating func addNumberedPerson() -> Int {
    precondition(persons.isEmpty || persons.isNumbered)
    persons = IdentifierTable(numbered: persons.count + 1)
    return persons.count - 1
  }

  /// Gives names to persons that were only numbered so far, so that others can have names, too.
  ///
  /// - Parameter name: the name of a person by number, from 1 on; distinct.
  public mutating func nameNumberedPersons(_ name: (_ number: Int) -> String) {
    guard persons.isNumbered else { return }
    persons = IdentifierTable((1..<(persons.count + 1)).map(name))
  }

  /// What came of telling a person's group.
  public enum GroupResult: Sendable, Equatable {
    case known
    /// The person is already in another group, which is named.
    case conflict(String)
    /// There are 65 535 groups already.
    case tooMany
  }

  /// Puts a person into a group.
  public mutating func setGroup(
    _ name: UnsafeBufferPointer<UInt8>, ofPerson person: Int
  ) -> GroupResult {
    guard let code = groupNames.insert(name)?.index, code < Int(PersonGroups.none) else {
      return .tooMany
    }
    while groupCodes.count <= person { groupCodes.append(PersonGroups.none) }
    let known = groupCodes[person]
    if known != PersonGroups.none, Int(known) != code {
      return .conflict(groupNames[Int(known)])
    }
    groupCodes[person] = UInt16(code)
    return .known
  }

  // MARK: Responses

  /// Adds responses of one person.
  ///
  /// - Parameters:
  ///   - items: places of items, in any order.
  ///   - values: scores, or codes of options; 0 ... 254.
  ///   - source: where they come from, as a number that `Overlap` gives back: a line, for instance.
  ///   - sourceStep: 1 where each further response comes from the next source, 0 where all come from
  ///     the one.
  public mutating func append(
    person: Int, items: UnsafeBufferPointer<UInt32>, values: UnsafeBufferPointer<UInt8>,
    source: Int, sourceStep: Int = 0
  ) {
    precondition(items.count == values.count && (0...1).contains(sourceStep))
    guard items.count > 0 else { return }
    responseCount += items.count
    let highest = stream.append(
      person: person, items: items, values: values, source: source, sourceStep: sourceStep)
    highestValue = max(highestValue, highest)
  }

  // MARK: The result

  /// One response that was given twice.
  public struct Overlap: Sendable, Equatable {
    public let person: Int
    public let item: Int
    public let firstValue: UInt8
    public let firstSource: Int
    public let secondValue: UInt8
    public let secondSource: Int
  }

  /// All that is to say of responses given twice: how many, and the first few of either kind.
  public struct Overlaps: Sendable, Equatable {
    /// Given twice with different values; the first value is in the matrix.
    public internal(set) var conflictCount = 0
    /// Given twice with the same value.
    public internal(set) var repeatCount = 0
    public internal(set) var conflicts: [Overlap] = []
    /// At most one for each person.
    public internal(set) var repeats: [Overlap] = []
  }

  /// How options become scores.
  public struct Key: Sendable {
    /// What the collected values stand for.
    public let options: [String]
    /// For each item the right option, an index into `options`.
    public let rightOptions: [UInt8]

    public init(options: [String], rightOptions: [UInt8]) {
      self.options = options
      self.rightOptions = rightOptions
    }
  }

  /// Makes the matrix.
  ///
  /// - Parameters:
  ///   - key: where the collected values are options; they are then kept beside the scores.
  ///   - layout: of the scores; chosen by their number unless given.
  ///   - overlapLimit: how many overlaps of either kind are told in detail.
  public consuming func finish(
    key: Key? = nil, layout: ScoreGrid.Layout? = nil, overlapLimit: Int = 20
  ) -> (matrix: ResponseMatrix, overlaps: Overlaps) {
    var collector = OverlapCollector(limit: overlapLimit)
    let wanted =
      layout
      ?? ScoreGrid.suitableLayout(
        rowCount: persons.count, columnCount: items.count, filledCount: responseCount,
        highestScore: Int(highestValue))
    var scores: ScoreGrid
    switch wanted {
    case .bits where highestValue <= 1: scores = bits(&collector)
    case .bits, .bytes: scores = bytes(&collector)
    case .sparse: scores = sparse(&collector)
    }
    let overlaps = collector.resolved(in: stream)
    stream = SegmentStream()

    var choices: ChosenOptions?
    if let key {
      precondition(key.rightOptions.count == items.count)
      choices = ChosenOptions(options: key.options, grid: scores)
      scores = scores.scored { $1 == key.rightOptions[$0] }
    }
    var groups: PersonGroups?
    if !groupCodes.isEmpty {
      while groupCodes.count < persons.count { groupCodes.append(PersonGroups.none) }
      groups = PersonGroups(names: Array(groupNames), codes: groupCodes)
    }
    return (
      ResponseMatrix(
        scores: scores, items: items, persons: persons, groups: groups, choices: choices), overlaps
    )
  }

  private func bits(_ overlaps: inout OverlapCollector) -> ScoreGrid {
    let planeWords = ScoreGrid.planeWords(columns: items.count)
    var words = [UInt64](repeating: 0, count: 2 * persons.count * planeWords)
    var filledCount = 0
    var highest = 0
    words.withUnsafeMutableBufferPointer { words in
      stream.forEachSegment(takeBits: { run in
        let start = 2 * run.person * planeWords
        return Self.copy(
          run, to: UnsafeMutableBufferPointer(rebasing: words[start..<(start + 2 * planeWords)]),
          &filledCount, &highest)
      }) { segment in
        let start = 2 * segment.person * planeWords
        for index in 0..<segment.count {
          let item = Int(segment.items[index])
          let word = start + item >> 6
          let bit = UInt64(1) &<< UInt64(item & 63)
          let one = segment.values[index] == 1 ? bit : 0
          if words[word] & bit != 0 {
            overlaps.note(
              person: segment.person, item: item,
              isConflict: words[word + planeWords] & bit != one)
          } else {
            words[word] |= bit
            words[word + planeWords] |= one
            filledCount += 1
            if one != 0 { highest = 1 }
          }
        }
      }
    }
    return ScoreGrid(
      rowCount: persons.count, columnCount: items.count, filledCount: filledCount,
      highestScore: highest, storage: .bits(words))
  }

  /// Puts a run of bits into a row, a word at a time.
  ///
  /// - Returns: `false`, with nothing done, where one of the cells is filled already.
  private static func copy(
    _ run: SegmentStream.BitRun, to row: UnsafeMutableBufferPointer<UInt64>,
    _ filledCount: inout Int, _ highest: inout Int
  ) -> Bool {
    let planeWords = row.count / 2
    let shift = UInt64(run.first & 63)
    let wordCount = (run.span + 63) / 64
    for pass in 0..<2 {
      for index in 0..<wordCount {
        let filled = run.filled.map { run.word(index, of: $0) } ?? run.mask(index)
        let word = run.first >> 6 + index
        // What does not fit into this word goes to the bottom of the next; a shift by 64 gives 0.
        let overflow = filled >> (64 - shift)
        if pass == 0 {
          if row[word] & (filled << shift) != 0 { return false }
          if overflow != 0, row[word + 1] & overflow != 0 { return false }
        } else {
          let ones = run.word(index, of: run.ones) & filled
          row[word] |= filled << shift
          row[word + planeWords] |= ones << shift
          if overflow != 0 {
            row[word + 1] |= overflow
            row[word + 1 + planeWords] |= ones >> (64 - shift)
          }
          filledCount += filled.nonzeroBitCount
          if ones != 0 { highest = 1 }
        }
      }
    }
    return true
  }

  private func bytes(_ overlaps: inout OverlapCollector) -> ScoreGrid {
    let columnCount = items.count
    var bytes = [UInt8](repeating: ScoreGrid.missing, count: persons.count * columnCount)
    var filledCount = 0
    var highest: UInt8 = 0
    bytes.withUnsafeMutableBufferPointer { bytes in
      stream.forEachSegment { segment in
        let start = segment.person * columnCount
        for index in 0..<segment.count {
          let item = Int(segment.items[index])
          let value = segment.values[index]
          let known = bytes[start + item]
          if known != ScoreGrid.missing {
            overlaps.note(person: segment.person, item: item, isConflict: known != value)
          } else {
            bytes[start + item] = value
            filledCount += 1
            highest = max(highest, value)
          }
        }
      }
    }
    return ScoreGrid(
      rowCount: persons.count, columnCount: columnCount, filledCount: filledCount,
      highestScore: Int(highest), storage: .bytes(bytes))
  }

  private func sparse(_ overlaps: inout OverlapCollector) -> ScoreGrid {
    var starts = [Int](repeating: 0, count: persons.count + 1)
    stream.forEachSegment { starts[$0.person + 1] += $0.count }
    for person in 0..<persons.count { starts[person + 1] += starts[person] }
    var columns = [UInt32](repeating: 0, count: responseCount)
    var scores = [UInt8](repeating: 0, count: responseCount)
    columns.withUnsafeMutableBufferPointer { columns in
      scores.withUnsafeMutableBufferPointer { scores in
        // `starts[p]` walks to the end of row p, which is where row p + 1 began; moved back below.
        stream.forEachSegment { segment in
          var place = starts[segment.person]
          for index in 0..<segment.count {
            columns[place] = segment.items[index]
            scores[place] = segment.values[index]
            place += 1
          }
          starts[segment.person] = place
        }
      }
    }
    for person in stride(from: persons.count, to: 0, by: -1) { starts[person] = starts[person - 1] }
    starts[0] = 0

    // Each row is put in order, and what was given twice is kept once.
    var kept = 0
    var highest: UInt8 = 0
    var order: [UInt64] = []
    for person in 0..<persons.count {
      let row = starts[person]..<starts[person + 1]
      starts[person] = kept
      if zip(row, row.dropFirst()).contains(where: { columns[$0] >= columns[$1] }) {
        // The place in the row makes the order of equal columns that of their coming.
        order.removeAll(keepingCapacity: true)
        for index in row {
          order.append(UInt64(columns[index]) << 32 | UInt64(index - row.lowerBound))
        }
        order.sort()
        let unsorted = Array(scores[row])
        for (index, entry) in zip(row, order) {
          columns[index] = UInt32(truncatingIfNeeded: entry >> 32)
          scores[index] = unsorted[Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)]
        }
      }
      for index in row {
        if kept > starts[person], columns[kept - 1] == columns[index] {
          overlaps.note(
            person: person, item: Int(columns[index]), isConflict: scores[kept - 1] != scores[index]
          )
        } else {
          columns[kept] = columns[index]
          scores[kept] = scores[index]
          highest = max(highest, scores[index])
          kept += 1
        }
      }
    }
    starts[persons.count] = kept
    columns.removeLast(columns.count - kept)
    scores.removeLast(scores.count - kept)
    return ScoreGrid(
      rowCount: persons.count, columnCount: items.count, filledCount: kept,
      highestScore: Int(highest),
      storage: .sparse(starts: starts, columns: columns, scores: scores))
  }
}

extension ScoreGrid {
  /// 0 and 1 in place of the values of the filled cells.
  fileprivate func scored(_ isRight: (_ column: Int, _ value: UInt8) -> Bool) -> ScoreGrid {
    if case .sparse(let starts, let columns, var scores) = storage {
      for index in scores.indices {
        scores[index] = isRight(Int(columns[index]), scores[index]) ? 1 : 0
      }
      return ScoreGrid(
        rowCount: rowCount, columnCount: columnCount, filledCount: filledCount,
        highestScore: Int(scores.max() ?? 0),
        storage: .sparse(starts: starts, columns: columns, scores: scores))
    }
    return withUnsafeRows { rows in
      ScoreGrid(rowCount: rowCount, columnCount: columnCount) { row, cells in
        rows.copyRow(row, to: cells)
        for column in 0..<columnCount where cells[column] != Self.missing {
          cells[column] = isRight(column, cells[column]) ? 1 : 0
        }
      }
    }
  }
}

/// Notes cells that were given twice; where they were given is looked up afterwards, for the few that
/// are told.
private struct OverlapCollector {
  private struct Cell: Hashable {
    let person: Int
    let item: Int
  }

  private let limit: Int
  private var overlaps = ResponseMatrixBuilder.Overlaps()
  private var conflictCells: [Cell] = []
  private var repeatCells: [Cell] = []
  private var lastRepeater = -1

  init(limit: Int) {
    self.limit = limit
  }

  mutating func note(person: Int, item: Int, isConflict: Bool) {
    if isConflict {
      overlaps.conflictCount += 1
      if conflictCells.count < limit { conflictCells.append(Cell(person: person, item: item)) }
    } else {
      overlaps.repeatCount += 1
      if person != lastRepeater, repeatCells.count < limit {
        lastRepeater = person
        repeatCells.append(Cell(person: person, item: item))
      }
    }
  }

  func resolved(in stream: SegmentStream) -> ResponseMatrixBuilder.Overlaps {
    guard overlaps.conflictCount + overlaps.repeatCount > 0 else { return overlaps }
    var found: [Cell: [(value: UInt8, source: Int)]] = [:]
    for cell in conflictCells + repeatCells { found[cell] = [] }
    let persons = Set(found.keys.map(\.person))
    stream.forEachSegment { segment in
      guard persons.contains(segment.person) else { return }
      for index in 0..<segment.count {
        let cell = Cell(person: segment.person, item: Int(segment.items[index]))
        found[cell]?.append(
          (segment.values[index], segment.source + index * segment.sourceStep))
      }
    }
    func overlap(_ cell: Cell, where isSecond: (UInt8, UInt8) -> Bool)
      -> ResponseMatrixBuilder.Overlap?
    {
      guard let all = found[cell], let first = all.first,
        let second = all.dropFirst().first(where: { isSecond(first.value, $0.value) })
      else { return nil }
      return ResponseMatrixBuilder.Overlap(
        person: cell.person, item: cell.item, firstValue: first.value, firstSource: first.source,
        secondValue: second.value, secondSource: second.source)
    }
    var result = overlaps
    result.conflicts = conflictCells.compactMap { overlap($0, where: !=) }
    result.repeats = repeatCells.compactMap { overlap($0, where: ==) }
    return result
  }
}
