/// The keys that work now, in the order in which a footer shows them.
public struct KeyMap<Action> {
  public var bindings: [KeyBinding<Action>]

  public init(_ bindings: [KeyBinding<Action>]) {
    self.bindings = bindings
  }

  /// What a key does now. A letter that is not bound as typed is tried in the other case.
  public func action(for key: Key) -> Action? {
    if let exact = binding(for: key) { return exact.action }
    guard case .character(let character) = key else { return nil }
    for folded in [character.lowercased(), character.uppercased()] where folded.count == 1 {
      if let match = binding(for: .character(Character(folded))) { return match.action }
    }
    return nil
  }

  private func binding(for key: Key) -> KeyBinding<Action>? {
    bindings.first { $0.isEnabled && $0.keys.contains(key) }
  }
}

extension KeyMap: Sendable where Action: Sendable {}
