/// A rectangle of cells, cut into smaller ones as a screen is laid out.
///
/// Every operation is clamped: an area never has negative sides, and cutting more than there is
/// gives what there is.
public struct Area: Hashable, Sendable {
  public var row: Int
  public var column: Int
  public private(set) var rows: Int
  public private(set) var columns: Int

  public init(row: Int = 0, column: Int = 0, rows: Int, columns: Int) {
    self.row = row
    self.column = column
    self.rows = max(0, rows)
    self.columns = max(0, columns)
  }

  public var isEmpty: Bool { rows == 0 || columns == 0 }

  /// The row below the last one, and the column right of the last one.
  public var endRow: Int { row + rows }
  public var endColumn: Int { column + columns }

  public func contains(row: Int, column: Int) -> Bool {
    row >= self.row && row < endRow && column >= self.column && column < endColumn
  }

  /// Takes rows from the top and returns them; the rest remains here.
  public mutating func cutTop(_ count: Int) -> Area {
    let count = min(max(0, count), rows)
    let piece = Area(row: row, column: column, rows: count, columns: columns)
    row += count
    rows -= count
    return piece
  }

  /// Takes rows from the bottom and returns them; the rest remains here.
  public mutating func cutBottom(_ count: Int) -> Area {
    let count = min(max(0, count), rows)
    rows -= count
    return Area(row: endRow, column: column, rows: count, columns: columns)
  }

  /// Takes columns from the left and returns them; the rest remains here.
  public mutating func cutLeft(_ count: Int) -> Area {
    let count = min(max(0, count), columns)
    let piece = Area(row: row, column: column, rows: rows, columns: count)
    column += count
    columns -= count
    return piece
  }

  /// Takes columns from the right and returns them; the rest remains here.
  public mutating func cutRight(_ count: Int) -> Area {
    let count = min(max(0, count), columns)
    columns -= count
    return Area(row: row, column: endColumn, rows: rows, columns: count)
  }

  /// The area without a margin on each side.
  public func inset(rows margin: Int = 0, columns side: Int = 0) -> Area {
    var inner = self
    _ = inner.cutTop(margin)
    _ = inner.cutBottom(margin)
    _ = inner.cutLeft(side)
    _ = inner.cutRight(side)
    return inner
  }

  /// An area of the given size, or less, in the middle of this one.
  public func centered(rows: Int, columns: Int) -> Area {
    let rows = min(max(0, rows), self.rows)
    let columns = min(max(0, columns), self.columns)
    return Area(
      row: row + (self.rows - rows) / 2, column: column + (self.columns - columns) / 2,
      rows: rows, columns: columns)
  }
}
