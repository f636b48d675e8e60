extension ScoreGrid {
  /// Makes a grid row by row.
  ///
  /// - Parameters:
  ///   - layout: chosen by what the cells hold unless given; `bits` gives way to `bytes` where a
  ///     value is above 1.
  ///   - fill: called once for each row in order, with `columnCount` bytes that are all `missing`.
  public init(
    rowCount: Int, columnCount: Int, layout: Layout? = nil,
    filling fill: (_ row: Int, _ cells: UnsafeMutableBufferPointer<UInt8>) -> Void
  ) {
    var rows = RowWriter(rowCount: rowCount, columnCount: columnCount, layout: layout ?? .bits)
    var cells = [UInt8](repeating: Self.missing, count: columnCount)
    for row in 0..<rowCount {
      cells.withUnsafeMutableBufferPointer { cells in
        cells.update(repeating: Self.missing)
        fill(row, cells)
        rows.write(UnsafeBufferPointer(cells), row: row)
      }
    }
    let grid = rows.grid
    self = layout == nil ? grid.laidOut(grid.suitableLayout) : grid
  }

  /// A grid from nested arrays, `nil` for an empty cell.
  ///
  /// - Precondition: rows of one length, values 0 ... 254.
  public init(_ rows: [[Int?]]) {
    let columnCount = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columnCount }, "rows differ in length")
    self.init(rowCount: rows.count, columnCount: columnCount) { row, cells in
      for (column, value) in rows[row].enumerated() {
        guard let value else { continue }
        precondition((0...Self.largestScore).contains(value), "a score is out of range")
        cells[column] = UInt8(value)
      }
    }
  }

  /// The layout that takes the least memory.
  public var suitableLayout: Layout {
    Self.suitableLayout(
      rowCount: rowCount, columnCount: columnCount, filledCount: filledCount,
      highestScore: highestScore)
  }

  static func suitableLayout(
    rowCount: Int, columnCount: Int, filledCount: Int, highestScore: Int
  ) -> Layout {
    let dense: Layout = highestScore <= 1 ? .bits : .bytes
    let denseBytesPerRow = dense == .bits ? 16 * planeWords(columns: columnCount) : columnCount
    // The product of two counts can pass what an Int holds; only the comparison matters.
    return 5 * Double(filledCount) + 8 * Double(rowCount + 1)
      < Double(denseBytesPerRow) * Double(rowCount) ? .sparse : dense
  }

  /// The same values in a layout of choice; `bits` only holds 0 and 1 and otherwise becomes `bytes`.
  public func laidOut(_ wanted: Layout) -> ScoreGrid {
    let target = wanted == .bits && highestScore > 1 ? .bytes : wanted
    guard target != layout else { return self }
    return ScoreGrid(rowCount: rowCount, columnCount: columnCount, copying: self, layout: target) {
      $0
    }
  }

  /// The rows at the given places, in that order; a row may be taken more than once.
  public func rows(_ chosen: [Int]) -> ScoreGrid {
    ScoreGrid(rowCount: chosen.count, columnCount: columnCount, copying: self, layout: layout) {
      chosen[$0]
    }
  }

  private init(
    rowCount: Int, columnCount: Int, copying source: ScoreGrid, layout: Layout,
    sourceRow: (Int) -> Int
  ) {
    self = source.withUnsafeRows { rows in
      ScoreGrid(rowCount: rowCount, columnCount: columnCount, layout: layout) { row, cells in
        rows.copyRow(sourceRow(row), to: cells)
      }
    }
  }

  /// The columns at the given places, in that order.
  public func columns(_ chosen: [Int]) -> ScoreGrid {
    precondition(chosen.allSatisfy { (0..<columnCount).contains($0) })
    var whole = [UInt8](repeating: Self.missing, count: columnCount)
    return withUnsafeRows { rows in
      ScoreGrid(rowCount: rowCount, columnCount: chosen.count, layout: layout) { row, cells in
        whole.withUnsafeMutableBufferPointer { whole in
          rows.copyRow(row, to: whole)
          for (column, source) in chosen.enumerated() { cells[column] = whole[source] }
        }
      }
    }
  }

  /// The same grid with the cells emptied that `keep` declines; for responses held out, for instance.
  /// Called for filled cells only, row by row with ascending columns.
  public func filter(
    _ keep: (_ row: Int, _ column: Int, _ score: Int) -> Bool
  ) -> ScoreGrid {
    withUnsafeRows { rows in
      ScoreGrid(rowCount: rowCount, columnCount: columnCount, layout: layout) { row, cells in
        rows.copyRow(row, to: cells)
        for column in 0..<columnCount where cells[column] != Self.missing {
          if !keep(row, column, Int(cells[column])) { cells[column] = Self.missing }
        }
      }
    }
  }

  /// Rows and columns exchanged, in the same layout: the way to go through one column quickly. Takes
  /// as much memory as the grid itself; 0.1 s for ten million cells in bits.
  public func transposed() -> ScoreGrid {
    switch storage {
    case .bits(let words): transposedBits(words)
    case .bytes(let bytes): transposedBytes(bytes)
    case .sparse(let starts, let columns, let scores):
      transposedSparse(starts: starts, columns: columns, scores: scores)
    }
  }

  private func transposedBits(_ words: [UInt64]) -> ScoreGrid {
    let sourceWords = Self.planeWords(columns: columnCount)
    let targetWords = Self.planeWords(columns: rowCount)
    var target = [UInt64](repeating: 0, count: 2 * columnCount * targetWords)
    var block = [UInt64](repeating: 0, count: 64)
    words.withUnsafeBufferPointer { words in
      target.withUnsafeMutableBufferPointer { target in
        block.withUnsafeMutableBufferPointer { block in
          for plane in 0..<2 {
            for rowWord in 0..<targetWords {
              let rows = min(64, rowCount - 64 * rowWord)
              for columnWord in 0..<sourceWords {
                for bit in 0..<64 {
                  let row = 64 * rowWord + bit
                  block[bit] = bit < rows ? words[(2 * row + plane) * sourceWords + columnWord] : 0
                }
                transposeBits(block)
                for bit in 0..<min(64, columnCount - 64 * columnWord) {
                  let column = 64 * columnWord + bit
                  target[(2 * column + plane) * targetWords + rowWord] = block[bit]
                }
              }
            }
          }
        }
      }
    }
    return exchanged(.bits(target))
  }

  private func transposedBytes(_ bytes: [UInt8]) -> ScoreGrid {
    var target = [UInt8](repeating: Self.missing, count: bytes.count)
    bytes.withUnsafeBufferPointer { bytes in
      target.withUnsafeMutableBufferPointer { target in
        // In squares, so that both sides stay in the cache.
        for firstRow in stride(from: 0, to: rowCount, by: 64) {
          for firstColumn in stride(from: 0, to: columnCount, by: 64) {
            for row in firstRow..<min(firstRow + 64, rowCount) {
              for column in firstColumn..<min(firstColumn + 64, columnCount) {
                target[column * rowCount + row] = bytes[row * columnCount + column]
              }
            }
          }
        }
      }
    }
    return exchanged(.bytes(target))
  }

  private func transposedSparse(starts: [Int], columns: [UInt32], scores: [UInt8]) -> ScoreGrid {
    precondition(rowCount <= Int(UInt32.max), "too many rows to become columns")
    var newStarts = [Int](repeating: 0, count: columnCount + 1)
    for column in columns { newStarts[Int(column) + 1] += 1 }
    for column in 0..<columnCount { newStarts[column + 1] += newStarts[column] }
    var next = newStarts
    var newColumns = [UInt32](repeating: 0, count: columns.count)
    var newScores = [UInt8](repeating: 0, count: columns.count)
    for row in 0..<rowCount {
      for index in starts[row]..<starts[row + 1] {
        let place = next[Int(columns[index])]
        next[Int(columns[index])] = place + 1
        newColumns[place] = UInt32(row)
        newScores[place] = scores[index]
      }
    }
    return exchanged(.sparse(starts: newStarts, columns: newColumns, scores: newScores))
  }

  private func exchanged(_ storage: Storage) -> ScoreGrid {
    ScoreGrid(
      rowCount: columnCount, columnCount: rowCount, filledCount: filledCount,
      highestScore: highestScore, storage: storage)
  }
}

/// Transposes a square of 64 × 64 bits in place, by exchanging ever smaller blocks (Warren, Hacker's
/// Delight, 7-3, with the bits counted from the low end).
private func transposeBits(_ block: UnsafeMutableBufferPointer<UInt64>) {
  var width = 32
  var mask: UInt64 = 0x0000_0000_FFFF_FFFF
  while width != 0 {
    var row = 0
    while row < 64 {
      let exchange = ((block[row] &>> UInt64(width)) ^ block[row + width]) & mask
      block[row] ^= exchange &<< UInt64(width)
      block[row + width] ^= exchange
      row = (row + width + 1) & ~width
    }
    width >>= 1
    mask ^= mask &<< UInt64(width)
  }
}

/// Takes rows of bytes and packs them; begins with bits and goes over to bytes at the first value
/// that needs it.
private struct RowWriter {
  let rowCount: Int
  let columnCount: Int
  private let planeWords: Int
  private var storage: ScoreGrid.Storage
  private var filledCount = 0
  private var highestScore = 0

  init(rowCount: Int, columnCount: Int, layout: ScoreGrid.Layout) {
    precondition(rowCount >= 0 && columnCount >= 0)
    self.rowCount = rowCount
    self.columnCount = columnCount
    planeWords = ScoreGrid.planeWords(columns: columnCount)
    switch layout {
    case .bits: storage = .bits([UInt64](repeating: 0, count: 2 * rowCount * planeWords))
    case .bytes:
      storage = .bytes([UInt8](repeating: ScoreGrid.missing, count: rowCount * columnCount))
    case .sparse:
      precondition(columnCount <= Int(UInt32.max))
      var starts = [0]
      starts.reserveCapacity(rowCount + 1)
      storage = .sparse(starts: starts, columns: [], scores: [])
    }
  }

  var grid: ScoreGrid {
    ScoreGrid(
      rowCount: rowCount, columnCount: columnCount, filledCount: filledCount,
      highestScore: highestScore, storage: storage)
  }

  mutating func write(_ cells: UnsafeBufferPointer<UInt8>, row: Int) {
    var highest: UInt8 = 0
    for cell in cells where cell != ScoreGrid.missing {
      filledCount += 1
      highest = max(highest, cell)
    }
    highestScore = max(highestScore, Int(highest))
    if highest > 1, case .bits = storage { widen(before: row) }

    switch storage {
    case .bits(var words):
      storage = .bits([])  // so that the array has one owner and is not copied
      var word = 2 * row * planeWords
      for first in stride(from: 0, to: columnCount, by: 64) {
        var filled: UInt64 = 0
        var ones: UInt64 = 0
        for bit in 0..<min(64, columnCount - first) {
          let cell = cells[first + bit]
          filled |= (cell == ScoreGrid.missing ? 0 : 1) &<< UInt64(bit)
          ones |= (cell == 1 ? 1 : 0) &<< UInt64(bit)
        }
        words[word] = filled
        words[word + planeWords] = ones
        word += 1
      }
      storage = .bits(words)
    case .bytes(var bytes):
      storage = .bits([])
      bytes.withUnsafeMutableBufferPointer { bytes in
        for column in 0..<columnCount { bytes[row * columnCount + column] = cells[column] }
      }
      storage = .bytes(bytes)
    case .sparse(var starts, var columns, var scores):
      storage = .bits([])
      for column in 0..<columnCount where cells[column] != ScoreGrid.missing {
        columns.append(UInt32(column))
        scores.append(cells[column])
      }
      starts.append(columns.count)
      storage = .sparse(starts: starts, columns: columns, scores: scores)
    }
  }

  private mutating func widen(before row: Int) {
    let narrow = ScoreGrid(
      rowCount: rowCount, columnCount: columnCount, filledCount: 0, highestScore: 1,
      storage: storage)
    var bytes = [UInt8](repeating: ScoreGrid.missing, count: rowCount * columnCount)
    bytes.withUnsafeMutableBufferPointer { bytes in
      narrow.withUnsafeRows { rows in
        for done in 0..<row {
          rows.copyRow(
            done,
            to: UnsafeMutableBufferPointer(rebasing: bytes[(done * columnCount)...]))
        }
      }
    }
    storage = .bytes(bytes)
  }
}
