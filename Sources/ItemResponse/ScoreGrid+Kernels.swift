/// The rows of a `ScoreGrid` as raw memory, for kernels. Valid only inside `withUnsafeRows`; several
/// threads may read it at once.
public struct UnsafeScoreRows: @unchecked Sendable {
  public let rowCount: Int
  public let columnCount: Int
  public let cells: Cells

  /// Where the cells lie; a kernel that wants the last bit of speed switches on this once.
  public enum Cells {
    /// Row r has its plane of filled cells at `words + 2·r·planeWords` and its plane of ones
    /// `planeWords` further; bit c % 64 of word c / 64 is column c, and spare bits are 0. So the
    /// number of ones in a row is the population count of its second plane.
    case bits(words: UnsafePointer<UInt64>, planeWords: Int)
    /// Row r begins at `bytes + r·columnCount`; `ScoreGrid.missing` is empty.
    case bytes(UnsafePointer<UInt8>)
    /// Row r is `starts[r] ..< starts[r + 1]` of `columns` (ascending) and `scores`.
    case sparse(
      starts: UnsafePointer<Int>, columns: UnsafePointer<UInt32>, scores: UnsafePointer<UInt8>)
  }

  /// Writes a row as one byte a column, `ScoreGrid.missing` where a cell is empty.
  ///
  /// - Precondition: `target` has room for `columnCount` bytes.
  public func copyRow(_ row: Int, to target: UnsafeMutableBufferPointer<UInt8>) {
    precondition((0..<rowCount).contains(row) && target.count >= columnCount)
    guard columnCount > 0, let out = target.baseAddress else { return }
    switch cells {
    case .bits(let words, let planeWords):
      let filled = words + 2 * row * planeWords
      let ones = filled + planeWords
      var column = 0
      for word in 0..<planeWords {
        var isFilled = filled[word]
        var isOne = ones[word]
        for _ in 0..<min(64, columnCount - column) {
          // 0 → 255, 1 → the bit of the other plane.
          out[column] =
            (UInt8(truncatingIfNeeded: isFilled & 1) &- 1) | UInt8(truncatingIfNeeded: isOne & 1)
          isFilled >>= 1
          isOne >>= 1
          column += 1
        }
      }
    case .bytes(let bytes):
      out.update(from: bytes + row * columnCount, count: columnCount)
    case .sparse(let starts, let columns, let scores):
      out.update(repeating: ScoreGrid.missing, count: columnCount)
      for index in starts[row]..<starts[row + 1] { out[Int(columns[index])] = scores[index] }
    }
  }

  /// Writes the filled cells of a row as columns (ascending) and scores.
  ///
  /// - Precondition: both have room for `columnCount` elements, or for `filledCount(row)`.
  /// - Returns: their number.
  @discardableResult
  public func copyFilled(
    _ row: Int, columns target: UnsafeMutableBufferPointer<UInt32>,
    scores scoreTarget: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    let count = filledCount(row)
    precondition(target.count >= count && scoreTarget.count >= count)
    guard count > 0, let out = target.baseAddress, let scoreOut = scoreTarget.baseAddress else {
      return 0
    }
    switch cells {
    case .bits(let words, let planeWords):
      let filled = words + 2 * row * planeWords
      let ones = filled + planeWords
      var index = 0
      for word in 0..<planeWords {
        var rest = filled[word]
        let isOne = ones[word]
        while rest != 0 {
          let bit = UInt64(truncatingIfNeeded: rest.trailingZeroBitCount)
          out[index] = UInt32(truncatingIfNeeded: word << 6 | Int(truncatingIfNeeded: bit))
          scoreOut[index] = UInt8(truncatingIfNeeded: (isOne &>> bit) & 1)
          index += 1
          rest &= rest &- 1
        }
      }
    case .bytes(let bytes):
      let start = bytes + row * columnCount
      var index = 0
      for column in 0..<columnCount where start[column] != ScoreGrid.missing {
        out[index] = UInt32(truncatingIfNeeded: column)
        scoreOut[index] = start[column]
        index += 1
      }
    case .sparse(let starts, let columns, let scores):
      out.update(from: columns + starts[row], count: count)
      scoreOut.update(from: scores + starts[row], count: count)
    }
    return count
  }

  /// The number of filled cells in a row.
  public func filledCount(_ row: Int) -> Int {
    precondition((0..<rowCount).contains(row))
    switch cells {
    case .bits(let words, let planeWords):
      let filled = words + 2 * row * planeWords
      return (0..<planeWords).reduce(0) { $0 + filled[$1].nonzeroBitCount }
    case .bytes(let bytes):
      let start = bytes + row * columnCount
      return (0..<columnCount).reduce(0) { $0 + (start[$1] == ScoreGrid.missing ? 0 : 1) }
    case .sparse(let starts, _, _):
      return starts[row + 1] - starts[row]
    }
  }

  /// The sum of a row's scores.
  public func sum(_ row: Int) -> Int {
    precondition((0..<rowCount).contains(row))
    switch cells {
    case .bits(let words, let planeWords):
      let ones = words + (2 * row + 1) * planeWords
      return (0..<planeWords).reduce(0) { $0 + ones[$1].nonzeroBitCount }
    case .bytes(let bytes):
      let start = bytes + row * columnCount
      return (0..<columnCount).reduce(0) {
        $0 + (start[$1] == ScoreGrid.missing ? 0 : Int(start[$1]))
      }
    case .sparse(let starts, _, let scores):
      return (starts[row]..<starts[row + 1]).reduce(0) { $0 + Int(scores[$1]) }
    }
  }
}

extension ScoreGrid {
  /// Gives a kernel the rows as raw memory; the pointers must not leave `body`.
  public func withUnsafeRows<Result, Failure: Error>(
    _ body: (UnsafeScoreRows) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch storage {
    case .bits(let words):
      let planeWords = Self.planeWords(columns: columnCount)
      return try words.withPointer { pointer throws(Failure) in
        try body(rows(.bits(words: pointer, planeWords: planeWords)))
      }
    case .bytes(let bytes):
      return try bytes.withPointer { pointer throws(Failure) in try body(rows(.bytes(pointer))) }
    case .sparse(let starts, let columns, let scores):
      return try starts.withPointer { starts throws(Failure) in
        try columns.withPointer { columns throws(Failure) in
          try scores.withPointer { scores throws(Failure) in
            try body(rows(.sparse(starts: starts, columns: columns, scores: scores)))
          }
        }
      }
    }
  }

  private func rows(_ cells: UnsafeScoreRows.Cells) -> UnsafeScoreRows {
    UnsafeScoreRows(rowCount: rowCount, columnCount: columnCount, cells: cells)
  }
}

extension Array {
  /// A pointer to the elements; somewhere harmless for an empty array, whose elements nobody reads.
  fileprivate func withPointer<Result, Failure: Error>(
    _ body: (UnsafePointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeBufferPointer { buffer throws(Failure) in
      try body(
        buffer.baseAddress
          ?? UnsafePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped)
    }
  }
}
