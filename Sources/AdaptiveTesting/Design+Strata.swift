import ItemBanks

extension Design {
  /// A bank parted into strata that a test goes through in order, so that items that tell most are kept for
  /// when the person is known better (Chang & Ying 1999, doi:10.1177/01466219922031338).
  public struct Strata: Sendable, Hashable {
    public var basis: Basis
    /// How many.
    public var count: Int
    /// Items from each stratum, the first first; the last one's also for what comes after. `nil` parts the
    /// longest test evenly.
    public var lengths: [Int]?

    public enum Basis: String, Sendable, Codable, CaseIterable {
      /// By discrimination, rising (Chang & Ying 1999).
      case discrimination = "a"
      /// By discrimination within blocks of like difficulty, so that every stratum has all difficulties
      /// (Chang, Qian & Ying 2001, doi:10.1177/01466210122032181).
      case blockedDiscrimination = "a_b_blocked"
      /// By the most that each item tells anywhere (Barrada, Mazuela & Olea 2006).
      case information
    }

    public init(_ basis: Basis, count: Int = 4, lengths: [Int]? = nil) {
      self.basis = basis
      self.count = count
      self.lengths = lengths
    }
  }
}

extension Design.Strata: DesignPart {
  init(_ reader: inout DesignReader) throws(DesignError) {
    guard let basis: Basis = try reader.choice("by") else {
      throw DesignError(
        message: "selection.strata has no 'by'; write a, a_b_blocked or information.")
    }
    let lengths = try reader.wholes("lengths")
    self.init(basis, count: try reader.whole("count") ?? lengths?.count ?? 4, lengths: lengths)
  }

  var json: JSONValue {
    var fields: [String: JSONValue] = ["by": .string(basis.rawValue), "count": .number(count)]
    if let lengths { fields["lengths"] = .array(lengths.map { .number($0) }) }
    return .object(fields)
  }

  func validate() throws(DesignError) {
    guard count >= 2 else {
      throw DesignError(
        message: "selection.strata.count is \(count); it must be 2 or more, or leave strata out.")
    }
    guard let lengths else { return }
    guard lengths.count == count else {
      throw DesignError(
        message:
          "selection.strata.lengths has \(lengths.count) numbers for \(count) strata; write one "
          + "for each.")
    }
    if let length = lengths.first(where: { $0 < 1 }) {
      throw DesignError(
        message: "selection.strata.lengths has \(length); each must be 1 or more.")
    }
  }

  /// How many items each stratum gives in a test of at most so many items.
  func lengths(maximumItems: Int) -> [Int] {
    lengths
      ?? (0..<count).map { (($0 + 1) * maximumItems) / count - ($0 * maximumItems) / count }
  }

  func english(maximumItems: Int?) -> String {
    let rule =
      switch basis {
      case .discrimination: "by discrimination"
      case .blockedDiscrimination: "by discrimination within blocks of like difficulty"
      case .information: "by how much they tell at most"
      }
    let numbers = (lengths ?? maximumItems.map(lengths(maximumItems:)) ?? []).map(String.init)
      .joined(separator: ", ")
    return "Items are parted into \(count) strata \(rule), and taken from one after the other, "
      + "the lowest first: \(numbers)."
  }
}
