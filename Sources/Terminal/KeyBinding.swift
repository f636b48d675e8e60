/// Keys, what they do, and the words that say so: footers and help are drawn from the same value
/// that acts.
public struct KeyBinding<Action> {
  public var keys: [Key]
  /// How footers name the keys, such as `A–D` or `↑↓`.
  public var label: String
  /// A word or three, such as "confirm".
  public var help: String
  public var action: Action
  /// The less important go first when a footer is too narrow.
  public var importance: Int
  /// A disabled binding does nothing and is not shown.
  public var isEnabled: Bool
  /// Whether the footer has it. Help shows it in any case.
  public var isInFooter: Bool

  /// - Parameter label: the keys' own labels, joined, unless given.
  public init(
    _ keys: [Key], _ help: String, label: String? = nil, importance: Int = 0,
    isEnabled: Bool = true, isInFooter: Bool = true, action: Action
  ) {
    self.keys = keys
    self.label = label ?? keys.map(\.label).joined(separator: "/")
    self.help = help
    self.action = action
    self.importance = importance
    self.isEnabled = isEnabled
    self.isInFooter = isInFooter
  }
}

extension KeyBinding: Sendable where Action: Sendable {}
