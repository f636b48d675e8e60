import ItemBanks

extension Design.Content {
  /// - Parameter stopping: how the test stops, which says how long it is.
  func english(_ stopping: Design.Stopping) -> [String] {
    var sentences = [balance.english].compactMap { $0 }
    sentences += constraints.map(\.english)
    if !constraints.isEmpty || method == .exact { sentences += methodEnglish(stopping) }
    return sentences + groups.map(\.english)
  }

  private func methodEnglish(_ stopping: Design.Stopping) -> [String] {
    switch method {
    case .priority:
      return [
        "An item counts for more the more of its constraints is still to be filled (maximum priority "
          + "index); constraints that cannot all be kept give way."
      ]
    case .penalty:
      return [
        "An item counts for less the more its constraints are expected to be overfilled (weighted "
          + "penalties); constraints that cannot all be kept give way."
      ]
    case .exact:
      let length = stopping.maximumItems ?? 0
      var sentences = [
        "Each item comes from the best test of \(length) items that holds those given and keeps every "
          + "constraint (a shadow test)."
      ]
      if !stopping.rules.isEmpty || stopping.timeLimit != nil {
        sentences.append(
          "The constraints hold for the full \(length) items: a test that stops earlier may fall short "
            + "of them.")
      }
      return sentences
    }
  }
}

extension Design.Balance {
  var english: String? {
    switch self {
    case .none:
      return nil
    case .equalShares:
      return "Every content domain gets the same share of the items: the one furthest behind comes "
        + "next."
    case .shares(let shares):
      let total = shares.values.reduce(0, +)
      let list = shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.key) \(plain(100 * $0.value / total)) %" }.joined(separator: ", ")
      return "The content domains share the items: \(list); the one furthest behind comes next."
    }
  }
}

extension Design.Content.Constraint {
  /// `Constraint 'hard words': 2 to 4 items with domain words and level 3 or 4.`
  var english: String {
    let amount =
      switch (minimum, maximum) {
      case (let low?, let high?) where low == high: "exactly \(plain(low))"
      case (let low?, let high?): "\(plain(low)) to \(plain(high))"
      case (let low?, nil): "at least \(plain(low))"
      case (nil, let high?): "at most \(plain(high))"
      case (nil, nil): "any number"
      }
    let noun = (maximum ?? minimum) == 1 ? "item" : "items"
    let what = sum.map { "\(amount) \($0) in all" } ?? "\(amount) \(noun)"
    let of = sum == nil ? "" : ", summed over items"
    let importance = weight == 1 ? "" : " (weight \(plain(weight)))"
    return switch scope {
    case .all: "Constraint '\(name)': \(what)\(importance)."
    case .items(let items):
      "Constraint '\(name)': \(what)\(of.isEmpty ? " of " : of + " ")\(items.joined(separator: ", "))"
        + "\(importance)."
    case .matching(let properties):
      "Constraint '\(name)': \(what)\(of) with \(Self.english(properties))\(importance)."
    }
  }

  private static func english(_ properties: [String: [Item.Attribute]]) -> String {
    properties.sorted { $0.key < $1.key }.map { name, values in
      let list = values.map { value in
        switch value {
        case .number(let number): plain(number)
        case .text(let text): text
        }
      }
      return "\(name) \(list.joined(separator: " or "))"
    }.joined(separator: " and ")
  }
}

extension Design.Content.Group {
  var english: String {
    let list = items.joined(separator: ", ")
    return switch rule {
    case .independent: "At most one of \(list) is given."
    case .ordered: "The items \(list) are given one after the other in this order, or not at all."
    case .together: "The items \(list) are given one after the other, or not at all."
    }
  }
}
