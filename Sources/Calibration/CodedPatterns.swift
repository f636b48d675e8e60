import CCalibration
import Numerical

/// Responses as the E-step reads them: equal rows counted once, and neighbouring items taken
/// together, so that one addition brings in the answers to several of them.
///
/// The items are cut into groups of `groupSize`. Whatever a person did within a group (which items
/// were seen, which were right) is one *state*; every state that occurs anywhere has a number, its
/// *row*. A pattern is then the short list of its rows, a state in which nothing was seen being left
/// out. With complete data and groups of four the E-step adds a quarter as many numbers as there are
/// responses. (The trick is that of the Four Russians: Arlazarov, Dinic, Kronrod & Faradzev 1970.)
final class CodedPatterns: @unchecked Sendable {
  let itemCount: Int
  /// The number of distinct patterns.
  let count: Int
  let personCount: Int
  let codes: Buffer<UInt32>
  let offsets: Buffer<UInt32>
  /// Persons for each pattern.
  let counts: Buffer<Double>
  /// For each row its cells, 2 · item + score: cells[cellStarts[row] ..< cellStarts[row + 1]].
  let cells: [UInt32]
  let cellStarts: [Int]
  let isComplete: Bool
  /// The pattern of each person; −1 for somebody without a response to any included item.
  let patternOfPerson: [Int32]
  /// Filled cells over all persons, excluded items left out.
  let responseCount: Int

  var rowCount: Int { cellStarts.count - 1 }
  /// Codes of all patterns together.
  var codeCount: Int { Int(offsets.base[count]) }

  var raw: ccal_patterns {
    ccal_patterns(codes: codes.base, offsets: offsets.base, counts: counts.base)
  }

  /// - Parameters:
  ///   - isIncluded: items left out of the likelihood are `false`.
  ///   - responseCount: an upper bound of the filled cells, for the memory set aside.
  ///   - readRow: fills a buffer of one byte for each item: 0, 1, or 255 for missing.
  init(
    rowCount: Int, isIncluded: [Bool], groupSize requestedSize: Int? = nil,
    responseCount: Int? = nil, personWeights: [Double]? = nil,
    readRow: (Int, UnsafeMutableBufferPointer<UInt8>) -> Void
  ) {
    let items = isIncluded.indices.filter { isIncluded[$0] }
    let scratch = Buffer<UInt8>(isIncluded.count, filledWith: 255)
    defer { scratch.keepAlive() }
    let row = UnsafeMutableBufferPointer(start: scratch.base, count: isIncluded.count)

    let size = requestedSize ?? Self.groupSize(rowCount: rowCount, items: items, row: row, readRow)
    let states = Self.power(3, size)
    let groups = (items.count + size - 1) / size
    // States get temporary numbers as they are first seen, and their final ones, in order of group and
    // state, at the end.
    var numberOfState = [Int32](repeating: -1, count: groups * states)
    var stateOfNumber: [Int32] = []
    let rowStates = Buffer<Int32>(groups, filledWith: 0)
    let codes = Buffer<UInt32>(
      min(rowCount * groups, responseCount ?? .max), filledWith: 0)
    let offsets = Buffer<UInt32>(rowCount + 1, filledWith: 0)
    let counts = Buffer<Double>(rowCount, filledWith: 0)
    defer { rowStates.keepAlive() }
    var patternOfPerson = [Int32](repeating: -1, count: rowCount)
    // An open-addressing table from the codes' hash to the pattern.
    var slots = [Int32](
      repeating: -1, count: Self.power(2, Self.bits(max(16, 2 * rowCount))))
    let mask = slots.count - 1
    var used = 0
    var patternCount = 0
    var responses = 0
    for person in 0..<rowCount {
      readRow(person, row)
      let length = Self.states(of: row, items: items, size: size, into: rowStates.base)
      guard length > 0 else { continue }
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
      for index in 0..<length {
        let state = Int(rowStates.base[index] >> 4)
        responses += Int(rowStates.base[index] & 15)
        var number = numberOfState[state]
        if number < 0 {
          number = Int32(stateOfNumber.count)
          numberOfState[state] = number
          stateOfNumber.append(Int32(state))
        }
        codes.base[used + index] = UInt32(number)
        hash = (hash ^ UInt64(number)) &* 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 32
      }
      var slot = Int(truncatingIfNeeded: hash) & mask
      while true {
        let pattern = Int(slots[slot])
        if pattern < 0 {
          slots[slot] = Int32(patternCount)
          patternOfPerson[person] = Int32(patternCount)
          patternCount += 1
          used += length
          offsets.base[patternCount] = UInt32(used)
          counts.base[patternCount - 1] = personWeights?[person] ?? 1
          break
        }
        let other = Int(offsets.base[pattern])
        if Int(offsets.base[pattern + 1]) - other == length {
          var index = 0
          while index < length, codes.base[other + index] == codes.base[used + index] { index += 1 }
          if index == length {
            counts.base[pattern] += personWeights?[person] ?? 1
            patternOfPerson[person] = Int32(pattern)
            break
          }
        }
        slot = (slot + 1) & mask
      }
    }

    let sorted = stateOfNumber.indices.sorted { stateOfNumber[$0] < stateOfNumber[$1] }
    var rowOfNumber = [UInt32](repeating: 0, count: sorted.count)
    var cells: [UInt32] = []
    var cellStarts = [0]
    for (finalRow, number) in sorted.enumerated() {
      rowOfNumber[number] = UInt32(finalRow)
      let state = Int(stateOfNumber[number])
      var digits = state % states
      let first = state / states * size
      var found: [UInt32] = []
      for offset in stride(from: size - 1, through: 0, by: -1) {
        let digit = digits % 3
        digits /= 3
        if digit > 0 { found.append(UInt32(2 * items[first + offset] + digit - 1)) }
      }
      cells += found.reversed()
      cellStarts.append(cells.count)
    }
    for index in 0..<used { codes.base[index] = rowOfNumber[Int(codes.base[index])] }
    self.itemCount = isIncluded.count
    self.count = patternCount
    self.personCount = rowCount
    self.codes = codes
    self.offsets = offsets
    self.counts = counts
    self.cells = cells
    self.cellStarts = cellStarts
    self.patternOfPerson = patternOfPerson
    self.responseCount = responses
    isComplete = responses == rowCount * items.count
  }

  /// The states of a row's groups in which anything was seen, each as 16 · (group and state) + the
  /// number of its responses.
  private static func states(
    of row: UnsafeMutableBufferPointer<UInt8>, items: [Int], size: Int,
    into target: UnsafeMutablePointer<Int32>
  ) -> Int {
    let states = power(3, size)
    var count = 0
    var group = 0
    var position = 0
    items.withUnsafeBufferPointer { items in
      while position < items.count {
        var state = 0
        var seen = 0
        for index in position..<position + size {
          state *= 3
          guard index < items.count else { continue }
          let score = row[items[index]]
          guard score != 255 else { continue }
          state += Int(score) + 1
          seen += 1
        }
        if seen > 0 {
          target[count] = Int32(truncatingIfNeeded: (group * states + state) << 4 | seen)
          count += 1
        }
        group += 1
        position += size
      }
    }
    return count
  }

  /// The cells of a pattern, 2 · item + score, ascending in the item.
  func forEachCell(of pattern: Int, _ body: (_ item: Int, _ score: Int) -> Void) {
    for index in Int(offsets.base[pattern])..<Int(offsets.base[pattern + 1]) {
      let row = Int(codes.base[index])
      for cell in cells[cellStarts[row]..<cellStarts[row + 1]] {
        body(Int(cell >> 1), Int(cell & 1))
      }
    }
  }

  /// Whether anybody answered one of the items that are not constant right and another wrong.
  func hasMixedPattern(among tallies: ItemTallies) -> Bool {
    for pattern in 0..<count {
      var scores = 0
      forEachCell(of: pattern) { item, score in
        if tallies.isMixed(item) { scores |= 1 << score }
      }
      if scores == 3 { return true }
    }
    return false
  }

  /// Groups of four, unless so little of a group is seen at a time that they would only make the
  /// table larger than the cache. A sample of rows tells.
  private static func groupSize(
    rowCount: Int, items: [Int], row: UnsafeMutableBufferPointer<UInt8>,
    _ readRow: (Int, UnsafeMutableBufferPointer<UInt8>) -> Void
  ) -> Int {
    guard rowCount > 0 else { return 1 }
    let step = max(1, rowCount / 200)
    var seen = 0
    var touched = 0
    for person in stride(from: 0, to: rowCount, by: step) {
      readRow(person, row)
      for first in stride(from: 0, to: items.count, by: 4) {
        var any = 0
        for index in first..<min(first + 4, items.count) where row[items[index]] != 255 { any += 1 }
        seen += any
        if any > 0 { touched += 1 }
      }
    }
    return 2 * touched <= seen ? 4 : 1
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  private static func bits(_ value: Int) -> Int { Int.bitWidth - (value - 1).leadingZeroBitCount }
}
