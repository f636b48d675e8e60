import ItemBanks

extension Design {
  /// What the person may see after the test.
  public struct Feedback: Sendable, Hashable {
    /// The items one missed, with the right answer and its rationale.
    public var showsMissedItems: Bool

    public init(showsMissedItems: Bool = false) { self.showsMissedItems = showsMissedItems }
  }
}

extension Design.Feedback: DesignPart {
  init(_ reader: inout DesignReader) throws(DesignError) {
    self.init(showsMissedItems: try reader.bool("missed") ?? false)
  }

  var json: JSONValue { .object(["missed": .bool(showsMissedItems)]) }

  func validate() {}

  var english: [String] {
    showsMissedItems
      ? ["Afterwards the person may look at the items missed, with the right answers."] : []
  }
}
