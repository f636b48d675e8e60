import ItemResponse

extension Item {
  /// Whether bank files can carry its model: one of the library's own, or none.
  public var isCarriedByFiles: Bool { model.map { modelFields(of: $0) != nil } ?? true }
}

/// The fields by which a bank file carries a model; `nil` for a model that is not the library's own.
func modelFields(of model: any ResponseModel) -> [String: JSONValue]? {
  func list(_ values: [Double]) -> JSONValue { .array(values.map(JSONValue.number)) }
  func named(_ name: ModelName, _ fields: [String: JSONValue]) -> [String: JSONValue] {
    fields.merging(["model": .string(name.rawValue)]) { $1 }
  }
  switch model {
  case let model as LogisticModel:
    var fields = [
      "a": JSONValue.number(model.discrimination), "b": .number(model.difficulty),
    ]
    if model.lowerAsymptote != 0 { fields["c"] = .number(model.lowerAsymptote) }
    if model.upperAsymptote != 1 { fields["d"] = .number(model.upperAsymptote) }
    return fields
  case let model as GradedModel:
    return named(
      .graded, ["a": .number(model.discrimination), "thresholds": list(model.thresholds)])
  case let model as PartialCreditModel:
    return model.discrimination == 1
      ? named(.pcm, ["steps": list(model.steps)])
      : named(.gpcm, ["a": .number(model.discrimination), "steps": list(model.steps)])
  case let model as RatingScaleModel:
    return named(
      .rating,
      [
        "a": .number(model.discrimination), "b": .number(model.difficulty),
        "steps": list(model.steps),
      ])
  case let model as NominalModel:
    return named(.nominal, ["slopes": list(model.slopes), "intercepts": list(model.intercepts)])
  default:
    return nil
  }
}
