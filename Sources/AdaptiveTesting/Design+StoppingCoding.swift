import ItemBanks

extension Design.Stopping: DesignPart {
  /// A stopping part says all of how the test stops: without "se" there is no such rule.
  init(_ reader: inout DesignReader) throws(DesignError) {
    self.init(
      minimumItems: try reader.whole("min_items") ?? 1,
      maximumItems: try reader.whole("max_items"),
      timeLimit: try reader.number("time_limit"),
      rules: try StoppingRule.rules(&reader, isTopmost: true))
  }

  var json: JSONValue {
    var fields = StoppingRule.fields(of: rules)
    fields["min_items"] = .number(minimumItems)
    fields["max_items"] = maximumItems.map { .number($0) }
    fields["time_limit"] = timeLimit.map(JSONValue.number)
    return .object(fields)
  }

  func validate() throws(DesignError) {
    if minimumItems < 0 {
      throw DesignError(message: "stopping.min_items is \(minimumItems); it must be 0 or more.")
    }
    if let maximumItems {
      if maximumItems < 1 {
        throw DesignError(message: "stopping.max_items is \(maximumItems); it must be 1 or more.")
      }
      if minimumItems > maximumItems {
        throw DesignError(
          message:
            "stopping.min_items (\(minimumItems)) is greater than stopping.max_items "
            + "(\(maximumItems)); lower the one or raise the other.")
      }
    }
    if let timeLimit, !(timeLimit > 0 && timeLimit <= 1e7) {
      throw DesignError(
        message: "stopping.time_limit is \(timeLimit); it must be a number of seconds above 0.")
    }
    for rule in rules { try rule.validate() }
    if let rule = rules.first(where: { if case .length = $0 { true } else { false } }) {
      throw DesignError(
        message: "stopping has a rule '\(rule.field.key)' by itself; write max_items.")
    }
    let keys = rules.map(\.field.key)
    if let twice = keys.first(where: { key in keys.count { $0 == key } > 1 }) {
      throw DesignError(message: "stopping has two rules '\(twice)'; put them into one 'any'.")
    }
    if rules.count(where: { $0.classification != nil }) > 1 {
      throw DesignError(message: "stopping has two 'classify' rules; put all cuts into one.")
    }
  }
}

extension StoppingRule {
  /// By kind, as they are asked; those of one kind as they come.
  static func inOrder(_ rules: [StoppingRule]) -> [StoppingRule] {
    let order = [
      "se", "se_change", "predicted_reduction", "theta_change", "min_information", "items",
      "classify", "all", "any",
    ]
    return order.flatMap { key in rules.filter { $0.field.key == key } }
  }

  /// The keys of rules, the same at the top of a stopping part and inside `all` and `any`.
  fileprivate static func rules(
    _ reader: inout DesignReader, isTopmost: Bool
  ) throws(DesignError) -> [StoppingRule] {
    var rules: [StoppingRule] = []
    if let threshold = try reader.number("se") { rules.append(.standardError(atMost: threshold)) }
    if let (below, items) = try reader.steadiness("se_change") {
      rules.append(.standardErrorChange(below: below, items: items))
    }
    if let below = try reader.number("predicted_reduction") {
      rules.append(.predictedReduction(below: below))
    }
    if let (below, items) = try reader.steadiness("theta_change") {
      rules.append(.thetaChange(below: below, items: items))
    }
    if let below = try reader.number("min_information") { rules.append(.information(below: below)) }
    if !isTopmost, let count = try reader.whole("items") { rules.append(.length(count)) }
    if var part = try reader.object("classify") {
      rules.append(.classified(try Classification(&part)))
      try part.finish()
    }
    for (key, combine) in [("all", StoppingRule.all), ("any", StoppingRule.any)] {
      guard let parts = try reader.objects(key) else { continue }
      var combined: [StoppingRule] = []
      for var part in parts {
        combined += try Self.rules(&part, isTopmost: false)
        try part.finish()
      }
      rules.append(combine(combined))
    }
    return rules
  }

  /// The inverse, of rules of different kinds.
  fileprivate static func fields(of rules: [StoppingRule]) -> [String: JSONValue] {
    Dictionary(rules.map(\.field), uniquingKeysWith: { first, _ in first })
  }

  fileprivate var field: (key: String, value: JSONValue) {
    switch self {
    case .standardError(let threshold): ("se", .number(threshold))
    case .standardErrorChange(let below, let items):
      ("se_change", .object(["below": .number(below), "items": .number(items)]))
    case .predictedReduction(let below): ("predicted_reduction", .number(below))
    case .thetaChange(let below, let items):
      ("theta_change", .object(["below": .number(below), "items": .number(items)]))
    case .information(let below): ("min_information", .number(below))
    case .length(let count): ("items", .number(count))
    case .classified(let classification): ("classify", classification.json)
    case .all(let rules): ("all", .array(rules.map { .object(Self.fields(of: [$0])) }))
    case .any(let rules): ("any", .array(rules.map { .object(Self.fields(of: [$0])) }))
    }
  }

  fileprivate func validate() throws(DesignError) {
    switch self {
    case .standardError(let threshold):
      guard threshold > 0, threshold.isFinite else {
        throw DesignError(
          message: "stopping.se is \(threshold); it must be greater than 0, for example 0.3.")
      }
    case .standardErrorChange(let below, let items):
      try Self.check(below, items, "se_change")
    case .thetaChange(let below, let items):
      try Self.check(below, items, "theta_change")
    case .predictedReduction(let below):
      guard below > 0, below.isFinite else {
        throw DesignError(
          message: "stopping.predicted_reduction is \(below); it must be greater than 0, as 0.01.")
      }
    case .information(let below):
      guard below >= 0 else {
        throw DesignError(message: "stopping.min_information is \(below); it must be 0 or more.")
      }
    case .length(let count):
      guard count >= 1 else {
        throw DesignError(message: "stopping: items is \(count); it must be 1 or more.")
      }
    case .classified(let classification): try classification.validate()
    case .all(let rules), .any(let rules):
      guard !rules.isEmpty else {
        throw DesignError(
          message: "stopping: 'all' or 'any' has no rule in it; write one, or leave it out.")
      }
      for rule in rules { try rule.validate() }
    }
  }

  private static func check(_ below: Double, _ items: Int, _ key: String) throws(DesignError) {
    guard below > 0, below.isFinite else {
      throw DesignError(
        message: "stopping.\(key).below is \(below); it must be greater than 0, as 0.01.")
    }
    guard items >= 1 else {
      throw DesignError(message: "stopping.\(key).items is \(items); it must be 1 or more.")
    }
  }
}

extension Classification {
  private enum Name: String, CaseIterable {
    case interval, sprt, glr
  }

  fileprivate init(_ reader: inout DesignReader) throws(DesignError) {
    let name: Name = try reader.choice("by") ?? .interval
    cuts = try reader.list("cuts") ?? []
    switch name {
    case .interval: method = .interval(level: try reader.number("level") ?? 0.95)
    case .sprt, .glr:
      var test = SequentialTest()
      test.halfWidth = try reader.number("half_width") ?? test.halfWidth
      test.falsePositive = try reader.number("alpha") ?? test.falsePositive
      test.falseNegative = try reader.number("beta") ?? test.falseNegative
      method = name == .sprt ? .likelihoodRatio(test) : .generalizedLikelihoodRatio(test)
    }
  }

  fileprivate var json: JSONValue {
    var fields: [String: JSONValue] = ["cuts": .array(cuts.map(JSONValue.number))]
    switch method {
    case .interval(let level):
      fields["by"] = .string(Name.interval.rawValue)
      fields["level"] = .number(level)
    case .likelihoodRatio(let test), .generalizedLikelihoodRatio(let test):
      if case .likelihoodRatio = method {
        fields["by"] = .string(Name.sprt.rawValue)
      } else {
        fields["by"] = .string(Name.glr.rawValue)
      }
      fields["half_width"] = .number(test.halfWidth)
      fields["alpha"] = .number(test.falsePositive)
      fields["beta"] = .number(test.falseNegative)
    }
    return .object(fields)
  }

  fileprivate func validate() throws(DesignError) {
    guard !cuts.isEmpty else {
      throw DesignError(
        message: "stopping.classify.cuts is empty; write at least one cut score in logits.")
    }
    guard cuts.allSatisfy({ abs($0) <= 10 }), zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw DesignError(
        message: "stopping.classify.cuts must rise from one to the next, within ±10 logits.")
    }
    switch method {
    case .interval(let level):
      guard level > 0, level < 1 else {
        throw DesignError(
          message: "stopping.classify.level is \(level); it must lie between 0 and 1, as 0.95.")
      }
    case .likelihoodRatio(let test), .generalizedLikelihoodRatio(let test):
      guard test.halfWidth > 0, test.halfWidth <= 10 else {
        throw DesignError(
          message:
            "stopping.classify.half_width is \(test.halfWidth); it must be above 0 and at most 10.")
      }
      for (key, chance) in [("alpha", test.falsePositive), ("beta", test.falseNegative)]
      where !(chance > 0 && chance < 0.5) {
        throw DesignError(
          message: "stopping.classify.\(key) is \(chance); it must lie between 0 and 0.5.")
      }
    }
  }
}

extension DesignReader {
  /// `{"below": 0.01, "items": 3}`, of which `items` is 1 where it is left out.
  fileprivate mutating func steadiness(
    _ key: String
  ) throws(DesignError) -> (below: Double, items: Int)? {
    guard var part = try object(key) else { return nil }
    guard let below = try part.number("below") else {
      throw DesignError(
        message: "stopping.\(key) has no 'below'; write the change that counts as none.")
    }
    let items = try part.whole("items") ?? 1
    try part.finish()
    return (below, items)
  }
}
