import ItemBanks

extension Design {
  /// How the next item is picked from those that may be given.
  public struct Selection: Sendable, Hashable {
    public var criterion: Criterion
    public var randomesque: Randomesque

    public init(
      criterion: Criterion = .maximumFisherInformation, randomesque: Randomesque = 1
    ) {
      self.criterion = criterion
      self.randomesque = randomesque
    }
  }

  /// What an item is worth at the current ability.
  public enum Criterion: String, Sendable, Codable, CaseIterable {
    /// Expected information at the current estimate (Lord 1980).
    case maximumFisherInformation = "mfi"
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
  }

  var json: JSONValue {
    let sizes = randomesque.sizes.map { JSONValue.number($0) }
    return .object([
      "criterion": .string(criterion.rawValue),
      "randomesque": sizes.count == 1 ? sizes[0] : .array(sizes),
    ])
  }

  func validate() throws(DesignError) {
    if let size = randomesque.sizes.first(where: { $0 < 1 }) {
      throw DesignError(message: "selection.randomesque is \(size); it must be 1 or more.")
    }
  }

  var english: String {
    let rule =
      switch criterion {
      case .maximumFisherInformation:
        "most about the person (maximum Fisher information at the current estimate)"
      }
    let sizes = randomesque.sizes
    if sizes == [1] { return "The next item is the one that tells \(rule)." }
    if sizes.count == 1 {
      return "The next item is drawn at random from the \(sizes[0]) that tell \(rule)."
    }
    let list = sizes.map(String.init).joined(separator: ", ")
    return
      "Each item is drawn at random from those that tell \(rule): from the best \(list) in turn, "
      + "then from the last number always."
  }
}
