import Foundation
import ItemResponse

/// The names of the models in bank files, with the keys of their parameters. The logistic model is the
/// one without a name.
enum ModelName: String, CaseIterable {
  case logistic, graded, gpcm, pcm, rating, nominal

  var keys: [String] {
    switch self {
    case .logistic: ["a", "b", "c", "d"]
    case .graded: ["a", "thresholds"]
    case .gpcm: ["a", "steps"]
    case .pcm: ["steps"]
    case .rating: ["a", "b", "steps"]
    case .nominal: ["slopes", "intercepts"]
    }
  }

  /// Keys that no item without a `model` has.
  static let ownKeys = ["thresholds", "steps", "slopes", "intercepts"]
}

/// What an item line says of its model; whatever is wrong is left in the reader's problems.
struct ModelReading {
  /// `nil` where the line has no parameters, or where something is wrong with them.
  private(set) var model: (any ResponseModel)?
  /// Standard errors of the parameters; `nil` where the line has none.
  private(set) var errors: ParameterErrors?
  /// Whether the line says nothing of a model.
  private(set) var isAbsent = false

  init(_ fields: inout FieldReader) {
    guard let text = fields.string("model") else {
      isAbsent = !fields.has("b")
      let strays = ModelName.ownKeys.filter(fields.has)
      if isAbsent, let first = strays.first {
        let models = ModelName.allCases.filter { $0.keys.contains(first) }.map(\.rawValue)
        fields.error(
          "has '\(first)' but no 'model'; say which it is: \(models.joined(separator: ", ")).")
        for stray in strays { _ = fields.take(stray) }
      }
      model = LogisticModel(&fields)
      errors = ParameterErrors(&fields, of: .logistic, isAbsent: isAbsent)
      return
    }
    // The logistic model goes by the names of its cases, too, as in --model.
    let isCase = ["rasch", "1pl", "2pl", "3pl", "4pl"].contains(text)
    guard let name = isCase ? .logistic : ModelName(rawValue: text) else {
      let known = ModelName.allCases.map(\.rawValue).joined(separator: ", ")
      fields.error("model is '\(text)'; it must be one of \(known).")
      return
    }
    isAbsent = name == .logistic && !fields.has("b")
    var isSound = true
    for key in (ModelName.logistic.keys + ModelName.ownKeys)
    where fields.has(key) && !name.keys.contains(key) {
      _ = fields.take(key)
      fields.error(
        "the model '\(name.rawValue)' has no '\(key)', only \(name.keys.joined(separator: ", ")).")
      isSound = false
    }
    if name != .logistic {
      for key in name.keys where key != "a" && !fields.has(key) {
        fields.error("the model '\(name.rawValue)' needs '\(key)'.")
        isSound = false
      }
    }
    let found: (any ResponseModel)? =
      switch name {
      case .logistic: LogisticModel(&fields)
      case .graded: GradedModel(&fields)
      case .gpcm, .pcm: PartialCreditModel(&fields)
      case .rating: RatingScaleModel(&fields)
      case .nominal: NominalModel(&fields)
      }
    errors = ParameterErrors(&fields, of: name, isAbsent: isAbsent)
    model = isSound ? found : nil
  }
}

extension FieldReader {
  /// Beyond this the exponent a(θ − b) could leave the range of numbers; nobody means such values.
  private static let largestParameter = 1e6

  /// The discrimination, 1 where it is not given; `nil` where it is wrong.
  fileprivate mutating func discrimination() -> Double? {
    guard has("a") else { return 1 }
    guard let a = number("a") else { return nil }
    guard a > 0, a <= Self.largestParameter else {
      error(
        a > 0
          ? "discrimination is \(a); it must be at most 1000000."
          : "discrimination is \(a); it must be greater than 0.")
      return nil
    }
    return a
  }

  /// `nil` where it is missing or wrong.
  fileprivate mutating func difficulty() -> Double? {
    guard let b = number("b") else { return nil }
    guard abs(b) <= Self.largestParameter else {
      error("difficulty is \(b); it must lie within ±1000000.")
      return nil
    }
    return b
  }

  /// A list of one or more parameters; `nil` where it is missing or wrong.
  fileprivate mutating func parameters(_ name: String) -> [Double]? {
    guard let values = numbers(name) else { return nil }
    guard (1...ScoreGrid.largestScore).contains(values.count) else {
      error("'\(name)' has \(values.count) numbers; it needs 1 to \(ScoreGrid.largestScore).")
      return nil
    }
    if let far = values.first(where: { abs($0) > Self.largestParameter }) {
      error("'\(name)' has \(far); all must lie within ±1000000.")
      return nil
    }
    return values
  }

  /// Rarely meant, but possible.
  fileprivate mutating func warnOfFarPlaces(_ places: [Double], _ name: String) {
    if let far = places.first(where: { abs($0) > 10 }) {
      warning("\(name) is \(far); values beyond ±10 are rarely meant.")
    }
  }
}

extension LogisticModel {
  fileprivate init?(_ fields: inout FieldReader) {
    let hasDifficulty = fields.has("b")
    if fields.has("a") && !hasDifficulty {
      fields.error("has a discrimination 'a' but no difficulty 'b'; give both or neither.")
    }
    let a = fields.discrimination()
    let b = fields.difficulty()
    let c = fields.number("c") ?? 0
    let d = fields.number("d") ?? 1
    guard hasDifficulty else { return nil }

    var isSound = a != nil && b != nil
    if !(0 <= c && c < 1) {
      fields.error("lower asymptote is \(c); it must be at least 0 and less than 1.")
      isSound = false
    }
    if !(0 < d && d <= 1) {
      fields.error("upper asymptote is \(d); it must be greater than 0 and at most 1.")
      isSound = false
    } else if isSound && c >= d {
      fields.error("lower asymptote is \(c), not below the upper asymptote, \(d).")
      isSound = false
    }
    guard isSound, let a, let b else { return nil }
    self.init(discrimination: a, difficulty: b, lowerAsymptote: c, upperAsymptote: d)
    fields.warnOfFarPlaces([b], "difficulty")
  }
}

extension GradedModel {
  fileprivate init?(_ fields: inout FieldReader) {
    let a = fields.discrimination()
    guard let thresholds = fields.parameters("thresholds"), let a else { return nil }
    // So close that nothing of the category between them is left counts as equal.
    for (low, high) in zip(thresholds, thresholds.dropFirst())
    where !(-expm1(-a * (high - low)) > 0) {
      fields.error("threshold \(high) follows \(low); each must be greater than the one before it.")
      return nil
    }
    self.init(discrimination: a, thresholds: thresholds)
    fields.warnOfFarPlaces(thresholds, "a threshold")
  }
}

extension PartialCreditModel {
  fileprivate init?(_ fields: inout FieldReader) {
    let a = fields.discrimination()
    guard let steps = fields.parameters("steps"), let a else { return nil }
    self.init(discrimination: a, steps: steps)
    fields.warnOfFarPlaces(steps, "a step")
  }
}

extension RatingScaleModel {
  fileprivate init?(_ fields: inout FieldReader) {
    let a = fields.discrimination()
    let b = fields.difficulty()
    guard let steps = fields.parameters("steps"), let a, let b else { return nil }
    self.init(discrimination: a, difficulty: b, steps: steps)
    fields.warnOfFarPlaces([b], "difficulty")
    fields.warnOfFarPlaces(steps, "a step")
  }
}

extension NominalModel {
  fileprivate init?(_ fields: inout FieldReader) {
    let slopes = fields.parameters("slopes")
    let intercepts = fields.parameters("intercepts")
    guard let slopes, let intercepts else { return nil }
    guard slopes.count == intercepts.count else {
      fields.error(
        "has \(slopes.count) slopes and \(intercepts.count) intercepts; every category has both.")
      return nil
    }
    guard Set(slopes).count > 1 else {
      fields.error("all slopes are equal, so that no answer tells anything; make them differ.")
      return nil
    }
    self.init(slopes: slopes, intercepts: intercepts)
  }
}

extension ParameterErrors {
  /// By their keys in a bank file.
  static let keys: [(key: String, error: KeyPath<ParameterErrors, Double> & Sendable)] = [
    ("se_a", \.discrimination), ("se_b", \.difficulty), ("se_c", \.lowerAsymptote),
    ("se_d", \.upperAsymptote),
  ]

  /// `nil` where the line has none, or none that may stand there.
  fileprivate init?(_ fields: inout FieldReader, of model: ModelName, isAbsent: Bool) {
    let first = Self.keys.map(\.key).first(where: fields.has)
    var values: [String: Double] = [:]
    for (key, _) in Self.keys {
      guard let value = fields.number(key) else { continue }
      if value < 0 { fields.error("\(key) is \(value); a standard error must be at least 0.") }
      values[key] = max(value, 0)
    }
    guard let first else { return nil }
    guard model == .logistic, !isAbsent else {
      fields.error(
        isAbsent
          ? "has '\(first)' but no difficulty 'b'; give both or neither."
          : "the model '\(model.rawValue)' has no '\(first)'; only logistic items carry errors.")
      return nil
    }
    // Errors of 0 are no errors; the line then says what it would without them.
    guard values.values.contains(where: { $0 > 0 }) else { return nil }
    self.init(
      discrimination: values["se_a"] ?? 0, difficulty: values["se_b"] ?? 0,
      lowerAsymptote: values["se_c"] ?? 0, upperAsymptote: values["se_d"] ?? 0)
  }
}
