import ItemBanks

extension Design {
  /// How the next item is picked from those that may be given.
  public struct Selection: Sendable, Hashable {
    public var criterion: Criterion
    public var randomesque: Randomesque
    /// Of `.expectedInformation`; `nil` for Fisher's.
    public var information: InformationKind?
    /// Of `.intervalInformation`, in logits; `nil` for 1.96 standard errors.
    public var halfWidth: Double?
    /// Of `.progressive` and `.proportional`: the larger, the longer chance decides; `nil` for 1.
    public var acceleration: Double?
    /// Of `.fixed`: item ids in the order in which they are given.
    public var items: [String]?
    public var strata: Strata?
    /// Whether information allows for the errors of the items' parameters.
    public var allowsForUncertainty = false

    public init(
      criterion: Criterion = .maximumFisherInformation, randomesque: Randomesque = 1,
      strata: Strata? = nil
    ) {
      self.criterion = criterion
      self.randomesque = randomesque
      self.strata = strata
    }
  }

  /// From how many of the best the item is drawn, with equal chances (Kingsbury & Zara 1989); 1 always
  /// takes the best. A list says so for each position, its last entry for all that follow: 5, 4, 3, 2, 1
  /// is the rule of McBride & Martin (1983).
  public struct Randomesque: Sendable, Hashable, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral
  {
    /// By position; never empty.
    public let sizes: [Int]

    /// - Precondition: at least one size.
    public init(_ sizes: [Int]) {
      precondition(!sizes.isEmpty)
      self.sizes = sizes
    }

    public init(_ size: Int) { self.init([size]) }
    public init(integerLiteral size: Int) { self.init(size) }
    public init(arrayLiteral sizes: Int...) { self.init(sizes) }

    /// - Parameter position: 1 for the first item.
    public func size(at position: Int) -> Int { sizes[min(position, sizes.count) - 1] }
  }
}

extension Design.Selection: DesignPart {
  init(_ reader: inout DesignReader) throws(DesignError) {
    self.init()
    criterion = try reader.choice("criterion") ?? criterion
    if let sizes = try reader.wholes("randomesque") {
      guard !sizes.isEmpty else {
        throw DesignError(message: "selection.randomesque is empty; write a whole number, as 5.")
      }
      randomesque = Design.Randomesque(sizes)
    }
    information = try reader.choice("information")
    halfWidth = try reader.number("half_width")
    acceleration = try reader.number("acceleration")
    items = try reader.strings("items")
    strata = try reader.part("strata")
    allowsForUncertainty = try reader.bool("uncertainty") ?? false
  }

  /// What is not set is left out: logs are older than most of these keys, and the same log always gives the
  /// same bytes.
  var json: JSONValue {
    let sizes = randomesque.sizes.map { JSONValue.number($0) }
    var fields: [String: JSONValue] = [
      "criterion": .string(criterion.rawValue),
      "randomesque": sizes.count == 1 ? sizes[0] : .array(sizes),
    ]
    if let information { fields["information"] = .string(information.rawValue) }
    if let halfWidth { fields["half_width"] = .number(halfWidth) }
    if let acceleration { fields["acceleration"] = .number(acceleration) }
    if let items { fields["items"] = .array(items.map { .string($0) }) }
    if let strata { fields["strata"] = strata.json }
    if allowsForUncertainty { fields["uncertainty"] = .bool(true) }
    return .object(fields)
  }

  func validate() throws(DesignError) {
    if let size = randomesque.sizes.first(where: { $0 < 1 }) {
      throw DesignError(message: "selection.randomesque is \(size); it must be 1 or more.")
    }
    try refuseWhatIsNotUsed()
    if let halfWidth, !(halfWidth > 0) {
      throw DesignError(
        message: "selection.half_width is \(halfWidth); it must be greater than 0 logits.")
    }
    if let acceleration, !(0...100).contains(acceleration) {
      throw DesignError(
        message: "selection.acceleration is \(acceleration); it must lie between 0 and 100.")
    }
    if criterion == .fixed {
      guard let items, !items.isEmpty else {
        throw DesignError(
          message: "selection.criterion is fixed without 'items'; list the ids to give, in order.")
      }
      var seen: Set<String> = []
      if let twice = items.first(where: { !seen.insert($0).inserted }) {
        throw DesignError(message: "selection.items has '\(twice)' twice; name each item once.")
      }
    }
    try strata?.validate()
  }

  private func refuseWhatIsNotUsed() throws(DesignError) {
    guard let part = unusedParts.first else { return }
    throw DesignError(
      message:
        "selection.\(part.key) is of no use to the criterion \(criterion.rawValue); leave it out, or "
        + "use \(part.users).")
  }

  /// A key that only some criteria use.
  struct Part {
    let key: String
    let users: String
    let clear: (inout Design.Selection) -> Void
  }

  /// What is set, and of no use to the criterion.
  var unusedParts: [Part] {
    var parts: [Part] = []
    func add(
      _ key: String, ifSet isSet: Bool, usedBy isUsed: Bool, _ users: String,
      _ clear: @escaping (inout Design.Selection) -> Void
    ) {
      if isSet, !isUsed { parts.append(Part(key: key, users: users, clear: clear)) }
    }
    add(
      "randomesque", ifSet: randomesque != 1, usedBy: !criterion.isDraw && criterion != .fixed,
      "a criterion that ranks items"
    ) { $0.randomesque = 1 }
    add(
      "information", ifSet: information != nil, usedBy: criterion == .expectedInformation, "mei"
    ) { $0.information = nil }
    add(
      "half_width", ifSet: halfWidth != nil, usedBy: criterion == .intervalInformation, "interval"
    ) { $0.halfWidth = nil }
    add(
      "acceleration", ifSet: acceleration != nil, usedBy: criterion.leavesToChance,
      "progressive or proportional"
    ) { $0.acceleration = nil }
    add("items", ifSet: items != nil, usedBy: criterion == .fixed, "fixed") { $0.items = nil }
    add("strata", ifSet: strata != nil, usedBy: criterion != .fixed, "another criterion") {
      $0.strata = nil
    }
    let users = Design.Criterion.allCases.filter(\.usesInformation).map(\.rawValue)
    add(
      "uncertainty", ifSet: allowsForUncertainty,
      usedBy: criterion.usesInformation && information != .observed,
      "one of " + users.joined(separator: ", ")
    ) { $0.allowsForUncertainty = false }
    return parts
  }

  /// What can only be told together with how the test stops.
  func validate(with stopping: Design.Stopping) throws(DesignError) {
    if criterion.leavesToChance, stopping.maximumItems == nil, stopping.standardError == nil {
      throw DesignError(
        message:
          "selection.criterion \(criterion.rawValue) asks how far the test has come; give "
          + "stopping.max_items or stopping.se.")
    }
    if let strata, strata.lengths == nil, (stopping.maximumItems ?? 0) < strata.count {
      throw DesignError(
        message:
          "selection.strata has no 'lengths', and stopping.max_items is not there to part into "
          + "\(strata.count), or too small; give either.")
    }
  }

  func english(maximumItems: Int?) -> String {
    var sentences = [rule]
    if let strata { sentences.append(strata.english(maximumItems: maximumItems)) }
    if allowsForUncertainty {
      sentences.append("Information allows for the errors of the items' parameters.")
    }
    return sentences.joined(separator: " ")
  }

  private var rule: String {
    switch criterion {
    case .random: return "The next item is drawn at random from all that may be given."
    case .proportional:
      return "The next item is drawn with chances in proportion to a power of the information at "
        + "the current estimate, a power that rises from 0 as the test goes on (proportional "
        + "method, acceleration \(plain(acceleration ?? 1)))."
    case .fixed:
      return "The items are the \(items?.count ?? 0) of a list, in its order; then the test ends."
    default: break
    }
    let sizes = randomesque.sizes
    if sizes == [1] { return "The next item is the one \(clause(ofSeveral: false))." }
    let those = clause(ofSeveral: true)
    if sizes.count == 1 {
      return "The next item is drawn at random from the \(sizes[0]) \(those)."
    }
    let list = sizes.map(String.init).joined(separator: ", ")
    return
      "Each item is drawn at random from those \(those): from the best \(list) in turn, "
      + "then from the last number always."
  }
}
