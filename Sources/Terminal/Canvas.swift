/// A picture made of cells: what a screen draws into, what a terminal shows and what a test
/// compares.
///
/// Nothing put outside it is an error; it is clipped. Control characters and bidirectional
/// overrides never enter a cell, so text from files, students and databases may be put as it is.
public struct Canvas: Hashable, Sendable {
  /// A place on the canvas, counted from 0 at the top left.
  public struct Position: Hashable, Sendable {
    public var row: Int
    public var column: Int
    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  public let rows: Int
  public let columns: Int
  /// Where the terminal's cursor stands; nil hides it.
  public var cursor: Position?

  private var cells: [Cell]

  /// A blank canvas; negative sizes count as zero.
  public init(rows: Int, columns: Int) {
    self.rows = max(0, rows)
    self.columns = max(0, columns)
    cells = Array(repeating: .blank, count: self.rows * self.columns)
  }

  /// The whole canvas.
  public var area: Area { Area(rows: rows, columns: columns) }

  /// The cell at a place, which must exist.
  public subscript(row: Int, column: Int) -> Cell {
    precondition(area.contains(row: row, column: column), "no such cell")
    return cells[row * columns + column]
  }

  /// Puts one line of text and returns the column after it.
  ///
  /// - Parameters:
  ///   - column: may be negative: what lies to the left of the canvas is not drawn.
  ///   - width: at most so many columns are used; a wide character that would stick out is left
  ///     away.
  @discardableResult
  public mutating func put(
    _ text: some StringProtocol, row: Int, column: Int, style: Style = .plain, width: Int? = nil
  ) -> Int {
    // A huge width must not overflow the sum.
    let limit = min(columns, column + max(0, min(width ?? .max / 2, .max / 4)))
    var at = column
    for character in text {
      let wanted = DisplayWidth.of(character)
      if wanted == 0 { continue }
      if at + wanted > limit { break }
      if row >= 0 && row < rows {
        if at >= 0 {
          set(character.safeOnCanvas, row: row, column: at, width: wanted, style: style)
        } else if at + wanted > 0 {
          for half in 0..<(at + wanted) {
            set(" ", row: row, column: half, width: 1, style: style)
          }
        }
      }
      at += wanted
    }
    return at
  }

  /// Fills an area with a character one column wide.
  public mutating func fill(_ area: Area, with character: Character = " ", style: Style = .plain) {
    let character = DisplayWidth.of(character) == 1 ? character.safeOnCanvas : " "
    for row in max(0, area.row)..<max(0, area.row, min(rows, area.endRow)) {
      for column in max(0, area.column)..<max(0, area.column, min(columns, area.endColumn)) {
        set(character, row: row, column: column, width: 1, style: style)
      }
    }
  }

  /// Draws a quiet horizontal line over a row of an area, or over the whole row.
  public mutating func rule(row: Int, in area: Area? = nil, style: Style = .dim) {
    let span = area ?? self.area
    fill(
      Area(row: row, column: span.column, rows: 1, columns: span.columns), with: "─", style: style)
  }

  /// Changes the style of what an area shows and keeps its characters.
  public mutating func restyle(_ area: Area, _ change: (Style) -> Style) {
    for row in max(0, area.row)..<max(0, area.row, min(rows, area.endRow)) {
      for column in max(0, area.column)..<max(0, area.column, min(columns, area.endColumn)) {
        let index = row * columns + column
        cells[index].style = change(cells[index].style)
      }
    }
  }

  /// `character` must fit: `column + width` is at most `columns`.
  private mutating func set(
    _ character: Character, row: Int, column: Int, width: Int, style: Style
  ) {
    let start = row * columns
    // Half of a wide character cannot stay when the other half is drawn over.
    var left = column
    while left > 0 && cells[start + left].isContinuation {
      left -= 1
      cells[start + left] = .blank
    }
    var right = column + width
    while right < columns && cells[start + right].isContinuation {
      cells[start + right] = .blank
      right += 1
    }
    cells[start + column] = Cell(character: character, style: style, isContinuation: false)
    for offset in 1..<max(1, width) {
      cells[start + column + offset] = Cell(character: " ", style: style, isContinuation: true)
    }
  }
}
