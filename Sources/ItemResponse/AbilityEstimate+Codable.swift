extension AbilityEstimate: Codable {
  private enum CodingKeys: String, CodingKey {
    case theta, method
    case standardError = "se"
    case standardErrorKind = "se_kind"
  }

  /// An infinite standard error is `null` in a file: JSON has no infinity.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      theta: try container.decode(Double.self, forKey: .theta),
      standardError: try container.decodeIfPresent(Double.self, forKey: .standardError)
        ?? .infinity,
      method: try container.decode(AbilityMethod.self, forKey: .method),
      standardErrorKind: try container.decode(StandardErrorKind.self, forKey: .standardErrorKind))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(theta, forKey: .theta)
    try container.encode(standardError.isFinite ? standardError : nil, forKey: .standardError)
    try container.encode(method, forKey: .method)
    try container.encode(standardErrorKind, forKey: .standardErrorKind)
  }
}
