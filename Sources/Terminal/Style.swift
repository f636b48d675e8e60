/// How a cell looks, in words that every terminal can follow: a role and a few attributes.
///
/// A role is only a hint of colour. Whatever it says must also be said by a word, a sign or its
/// place, because colours may be off (`NO_COLOR`, eight-colour or monochrome terminals).
public struct Style: Hashable, Sendable {
  /// What a colour means; the terminal decides which colour that is.
  public enum Role: Int, CaseIterable, Sendable {
    case plain, accent, good, caution, danger
  }

  /// What stays when there is no colour.
  public struct Attributes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let reverse = Attributes(rawValue: 4)
    public static let underline = Attributes(rawValue: 8)
  }

  public var role: Role
  public var attributes: Attributes

  public init(_ role: Role = .plain, _ attributes: Attributes = []) {
    self.role = role
    self.attributes = attributes
  }

  public static let plain = Style()
  public static let bold = Style(.plain, .bold)
  public static let dim = Style(.plain, .dim)
  public static let reverse = Style(.plain, .reverse)
  public static let underline = Style(.plain, .underline)
  public static let accent = Style(.accent)
  public static let good = Style(.good)
  public static let caution = Style(.caution)
  public static let danger = Style(.danger)

  /// The same style with more attributes: `.accent.adding(.bold)`.
  public func adding(_ more: Attributes) -> Style {
    Style(role, attributes.union(more))
  }

  /// Words for the marked pictures of tests, such as `accent bold`; empty for plain.
  var words: String {
    var words = role == .plain ? [] : ["\(role)"]
    if attributes.contains(.bold) { words.append("bold") }
    if attributes.contains(.dim) { words.append("dim") }
    if attributes.contains(.reverse) { words.append("reverse") }
    if attributes.contains(.underline) { words.append("underline") }
    return words.joined(separator: " ")
  }
}
