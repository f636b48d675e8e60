/// One place of a ``Canvas``.
public struct Cell: Hashable, Sendable {
  /// What is drawn here: never a control character. A character wider than one column stands in its
  /// first cell.
  public internal(set) var character: Character
  public internal(set) var style: Style
  /// True for the second and later columns of the character to the left.
  public internal(set) var isContinuation: Bool

  static let blank = Cell(character: " ", style: .plain, isContinuation: false)
}
