import ItemResponse

extension Bank {
  /// The bank with logistic parameters that a calibration found, see `replacingModels`.
  ///
  /// - Parameter errors: of the parameters, by item.
  public func replacingParameters(
    _ parameters: [(item: String, model: LogisticModel)], errors: [String: ParameterErrors] = [:],
    status: Item.Status = .calibrated, promotes: Bool = false
  ) -> Bank {
    replacingModels(
      parameters.map { ($0.item, $0.model) }, errors: errors, status: status, promotes: promotes)
  }

  /// The bank with models that a calibration found; everything else stays.
  ///
  /// Provisional and calibrated items get `status`; a pretest item is still given without being scored,
  /// and a retired one never, until somebody decides otherwise. Items that the bank does not have are
  /// added without a question. Responses are left out.
  ///
  /// An item whose question gives other scores than a model has (a right or wrong for two points) keeps
  /// the model that it had.
  ///
  /// - Parameters:
  ///   - models: by item, in the order in which new ones are added.
  ///   - errors: of the parameters of logistic ones, by item.
  ///   - promotes: whether that is decided now: pretest items, too, get `status`.
  public func replacingModels(
    _ models: [(item: String, model: any ResponseModel)], errors: [String: ParameterErrors] = [:],
    status: Item.Status = .calibrated, promotes: Bool = false
  ) -> Bank {
    let found = Dictionary(
      models.map { ($0.item, $0.model) }, uniquingKeysWith: { first, _ in first })
    let own = Set(items.map(\.id))
    let changed = items.map { item -> Item in
      guard let model = found[item.id], item.fits(model) else { return item }
      let isKept = item.status == .retired || (item.status == .pretest && !promotes)
      return item.replacing(
        model: model, parameterErrors: errors[item.id], status: isKept ? item.status : status)
    }
    let added = models.filter { !own.contains($0.item) }.map {
      Item(
        id: $0.item, model: $0.model, parameterErrors: errors[$0.item], status: status,
        source: source, licence: licence)
    }
    return Bank(
      name: name, title: title, about: about, language: language, scale: scale, domains: domains,
      levels: levels, practice: practice, design: design, source: source, licence: licence,
      sets: sets, items: changed + added)
  }
}
