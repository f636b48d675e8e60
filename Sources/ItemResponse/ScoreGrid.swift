/// A large table of small whole numbers in rows and columns, some cells empty: scores, or the options
/// that people chose.
///
/// Kept in whichever of three layouts suits it; what a cell holds does not depend on the layout.
/// Kernels read it through `withUnsafeRows`, everybody else by subscript.
public struct ScoreGrid: Sendable {
  public let rowCount: Int
  public let columnCount: Int
  /// The number of cells that are not empty.
  public let filledCount: Int
  /// The largest value in any cell; 0 in an empty grid.
  public let highestScore: Int
  let storage: Storage

  /// What an empty cell is in unpacked rows.
  public static let missing: UInt8 = 255
  /// The largest value a cell can hold.
  public static let largestScore = 254

  public enum Layout: Sendable, Hashable {
    /// Two bits a cell: whether it is filled and whether it is 1. Only for 0 and 1.
    case bits
    /// A byte a cell.
    case bytes
    /// Five bytes a *filled* cell, for grids filled to less than a twentieth.
    case sparse
  }

  enum Storage: Sendable {
    /// For each row `planeWords` words that say which cells are filled, then as many that say which
    /// are 1; bit c % 64 of word c / 64 is column c. Bits past the last column are 0.
    case bits([UInt64])
    /// Row after row.
    case bytes([UInt8])
    /// Row r is starts[r] ..< starts[r + 1] of both; columns ascend within a row.
    case sparse(starts: [Int], columns: [UInt32], scores: [UInt8])
  }

  init(
    rowCount: Int, columnCount: Int, filledCount: Int, highestScore: Int, storage: Storage
  ) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.filledCount = filledCount
    self.highestScore = highestScore
    self.storage = storage
  }

  public var layout: Layout {
    switch storage {
    case .bits: .bits
    case .bytes: .bytes
    case .sparse: .sparse
    }
  }

  /// The 64-bit words of one plane of one row in the `bits` layout.
  static func planeWords(columns: Int) -> Int { (columns + 63) / 64 }

  /// The value of a cell; `nil` where it is empty. In the sparse layout a binary search.
  public subscript(row: Int, column: Int) -> Int? {
    precondition((0..<rowCount).contains(row) && (0..<columnCount).contains(column))
    switch storage {
    case .bits(let words):
      let planeWords = Self.planeWords(columns: columnCount)
      let word = 2 * row * planeWords + column / 64
      let bit = UInt64(1) << UInt64(column % 64)
      return words[word] & bit == 0 ? nil : (words[word + planeWords] & bit == 0 ? 0 : 1)
    case .bytes(let bytes):
      let value = bytes[row * columnCount + column]
      return value == Self.missing ? nil : Int(value)
    case .sparse(let starts, let columns, let scores):
      var low = starts[row]
      var high = starts[row + 1]
      while low < high {
        let middle = (low + high) / 2
        if columns[middle] < column { low = middle + 1 } else { high = middle }
      }
      return low < starts[row + 1] && columns[low] == column ? Int(scores[low]) : nil
    }
  }
}

extension ScoreGrid: Equatable {
  /// The same values in the same cells, whatever the layouts.
  public static func == (left: ScoreGrid, right: ScoreGrid) -> Bool {
    guard left.rowCount == right.rowCount, left.columnCount == right.columnCount,
      left.filledCount == right.filledCount, left.highestScore == right.highestScore
    else { return false }
    var leftRow = [UInt8](repeating: 0, count: left.columnCount)
    var rightRow = leftRow
    return left.withUnsafeRows { leftRows in
      right.withUnsafeRows { rightRows in
        (0..<left.rowCount).allSatisfy { row in
          leftRow.withUnsafeMutableBufferPointer { leftRows.copyRow(row, to: $0) }
          rightRow.withUnsafeMutableBufferPointer { rightRows.copyRow(row, to: $0) }
          return leftRow == rightRow
        }
      }
    }
  }
}
