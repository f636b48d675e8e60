import ItemResponse

extension Bank {
  /// The bank with parameters that a calibration found; everything else stays.
  ///
  /// Provisional and calibrated items get `status`; a pretest item is still given without being scored,
  /// and a retired one never, until somebody decides otherwise. Items that the bank does not have are
  /// added without a question. Responses are left out.
  ///
  /// - Parameter parameters: by item, in the order in which new ones are added.
  public func replacingParameters(
    _ parameters: [(item: String, model: LogisticModel)], status: Item.Status = .calibrated
  ) -> Bank {
    let found = Dictionary(
      parameters.map { ($0.item, $0.model) }, uniquingKeysWith: { first, _ in first })
    let own = Set(items.map(\.id))
    let changed = items.map { item -> Item in
      guard let model = found[item.id] else { return item }
      let isKept = item.status == .pretest || item.status == .retired
      return Item(
        id: item.id, question: item.question, domain: item.domain, parameters: model,
        status: isKept ? item.status : status, rationale: item.rationale,
        misconceptions: item.misconceptions, source: item.source, licence: item.licence)
    }
    let added = parameters.filter { !own.contains($0.item) }.map {
      Item(id: $0.item, parameters: $0.model, status: status, source: source, licence: licence)
    }
    return Bank(
      name: name, title: title, about: about, language: language, scale: scale, domains: domains,
      levels: levels, practice: practice, design: design, source: source, licence: licence,
      items: changed + added)
  }
}
