import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// Every entry of `../shared/oracles/irt-oracles.json` that these modules answer, held to its
/// tolerance and, where it has one, to its recheck. The file lies beside the repository and not in
/// it; where it is absent the figures written into the other tests stand for it.
struct OracleFileTests {
  private static let folder: URL = {
    // Beside the repository, or further up.
    var place = URL(fileURLWithPath: #filePath)
    while place.pathComponents.count > 1 {
      place.deleteLastPathComponent()
      let found = place.appending(path: "shared/oracles")
      if FileManager.default.fileExists(atPath: found.path) { return found }
    }
    return place
  }()

  private static let oracles: [Oracle] = {
    let file = folder.appending(path: "irt-oracles.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode([Oracle].self, from: data)) ?? []
  }()

  private static let families: Set = [
    "selection", "theta-mle", "theta-eap", "theta-map", "theta-wle", "theta-polytomous",
    "standard-error", "probability-information", "stopping", "scale-step",
  ]

  @Test(.enabled(if: !oracles.isEmpty, "there is no ../shared/oracles here"))
  func everyEntryHolds() throws {
    var checked: Set<String> = []
    for oracle in Self.oracles where Self.families.contains(oracle.family) {
      guard try check(oracle) else { continue }
      checked.insert(oracle.family)
    }
    #expect(checked == Self.families)
  }

  /// False for what is not ours to answer.
  private func check(_ oracle: Oracle) throws -> Bool {
    switch oracle.family {
    case "selection": try checkSelection(oracle)
    case "theta-mle": return try checkMLE(oracle)
    case "theta-eap": return try checkEAP(oracle)
    case "theta-map": try checkMAP(oracle)
    case "theta-wle": try checkWLE(oracle)
    case "theta-polytomous": try checkPartialCredit(oracle)
    case "standard-error": try checkStandardError(oracle)
    case "probability-information": return try checkModel(oracle)
    case "stopping": try checkStopping(oracle)
    default: try checkScale(oracle)
    }
    return true
  }

  private func checkSelection(_ oracle: Oracle) throws {
    let given = oracle.inputs["out"]?.numbers ?? []
    var design = Design.endless()
    if case .object(let shares)? = oracle.inputs["cbControl"] {
      design.content = .shares(shares.compactMapValues(\.number))
    }
    let bank = try self.bank(of: oracle)
    // catR's rule of integration; its BM is our MAP.
    design.estimation = .init(
      method: .map, quadrature: Quadrature(from: -4, to: 4, points: 33))
    if case .string(let name)? = oracle.inputs["criterion"] {
      design.selection.criterion = try #require(Self.criteria[name], "\(oracle.id): \(name)")
    }
    let plan = try TestPlan(bank: bank, design: design)
    let scores = oracle.inputs["x"]?.numbers ?? []
    let responses = zip(given, scores).map { item, score in
      ScoredResponse(model: plan.selector.model(Int(item) - 1), score: Int(score))
    }
    // Where no ability is given, it is the WLE after the answers.
    let theta =
      try oracle.inputs["theta"]?.number
      ?? AbilityEstimator(method: .wle).estimate(responses).theta
    let state = SelectionState(
      theta: theta, given: given.map { Int($0) - 1 }, responses: responses)
    let choice = try #require(plan.selector.propose(in: state))
    if let printed = oracle.recheckedQuantity {
      var value = choice.proposal.value
      // catR leaves the likelihood as it is.
      if design.selection.criterion == .kullbackLeibler {
        value *= Quadrature(from: -4, to: 4, points: 33).integral { theta in
          exp(logLikelihood(of: responses, at: theta).value)
        }
      }
      #expect(abs(value - printed) < 1e-6, "\(oracle.id): \(value)")
    }
    switch oracle.expected {
    case .string(let item): #expect(choice.proposal.item == item, "\(oracle.id)")
    default:
      let item = try #require(oracle.expected["item"]?.number)
      #expect(choice.proposal.item == "\(Int(item))", "\(oracle.id)")
    }
  }

  private static let criteria: [String: Design.Criterion] = [
    "MFI": .maximumFisherInformation, "bOpt": .nearestDifficulty, "MEI": .expectedInformation,
    "KL": .kullbackLeibler, "GDI": .globalDiscrimination,
  ]

  private func checkMLE(_ oracle: Oracle) throws -> Bool {
    // catR's made-up steps for constant patterns are what `noFiniteMaximum` stands in place of.
    guard oracle.inputs["items"] != nil else { return false }
    let responses = try self.responses(of: oracle)
    let estimator = AbilityEstimator(method: .mle)
    if case .string = oracle.expected {
      #expect(throws: AbilityEstimationError.noFiniteMaximum(.below)) {
        try estimator.estimate(responses)
      }
    } else {
      try oracle.expect(try estimator.estimate(responses).theta)
    }
    return true
  }

  private func checkEAP(_ oracle: Oracle) throws -> Bool {
    if oracle.inputs["f"] != nil {
      let low = try #require(oracle.inputs["lower"]?.number)
      let high = try #require(oracle.inputs["upper"]?.number)
      let points = try #require(oracle.inputs["n"]?.number)
      try oracle.expect(
        Quadrature(from: low, to: high, points: Int(points)).integral(of: exp))
      return true
    }
    // Scores after a calibration are Calibration's to show.
    guard oracle.inputs["items"] != nil else { return false }
    var quadrature = Quadrature(from: -4, to: 4, points: 401)
    if let grid = oracle.inputs["grid"]?.numbers {
      quadrature = Quadrature(from: grid[0], to: grid[1], points: Int(grid[2]))
    }
    let estimator = AbilityEstimator(method: .eap, quadrature: quadrature)
    try oracle.expect(try estimator.estimate(try responses(of: oracle)).theta)
    return true
  }

  private func checkMAP(_ oracle: Oracle) throws {
    let responses = try self.responses(of: oracle)
    let found = try AbilityEstimator(method: .map).estimate(responses)
    guard case .object = oracle.expected else { return try oracle.expect(found.theta) }
    let error = 1 / testInformation(of: responses.map(\.model), at: found.theta).squareRoot()
    let tolerance = oracle.tolerance
    #expect(abs(found.theta - (oracle.expected["theta"]?.number ?? .nan)) <= tolerance)
    #expect(abs(error - (oracle.expected["se"]?.number ?? .nan)) <= tolerance)
  }

  private func checkWLE(_ oracle: Oracle) throws {
    let bank = try self.bank(of: oracle)
    let item = bank.items[Int(try #require(oracle.inputs["items"]?.numbers.first)) - 1]
    let model = try #require(item.model)
    guard case .array(let patterns)? = oracle.inputs["x"] else { return }
    for (pattern, expected) in zip(patterns, oracle.expected.numbers) {
      let score = Int(try #require(pattern.numbers.first))
      let found = try AbilityEstimator(method: .wle)
        .estimate([ScoredResponse(model: model, score: score)])
      #expect(abs(found.theta - expected) <= oracle.tolerance, "\(oracle.id)")
    }
  }

  private func checkPartialCredit(_ oracle: Oracle) throws {
    let a = oracle.inputs["a"]?.numbers ?? []
    guard case .array(let steps)? = oracle.inputs["b"] else { return }
    let models = zip(a, steps).map { PartialCreditModel(discrimination: $0, steps: $1.numbers) }
    // The patterns stand in the entry's text: x=[2,1,2] / [0,1,2].
    for (scores, expected) in zip([[2, 1, 2], [0, 1, 2]], oracle.expected.numbers) {
      let found = try AbilityEstimator(method: .mle)
        .estimate(zip(models, scores).map { ScoredResponse(model: $0, score: $1) })
      #expect(abs(found.theta - expected) <= oracle.tolerance, "\(oracle.id)")
    }
  }

  private func checkStandardError(_ oracle: Oracle) throws {
    let theta = try #require(oracle.inputs["theta"]?.number)
    let models = try items(of: oracle).map { $0 as any ResponseModel }
    var information = testInformation(of: models, at: theta)
    if case .array(let prior)? = oracle.inputs["prior"], let deviation = prior.last?.number {
      information += Prior.normal(mean: 0, standardDeviation: deviation).precision
    }
    try oracle.expect(1 / information.squareRoot())
  }

  private func checkModel(_ oracle: Oracle) throws -> Bool {
    let isInformation = oracle.what.contains("information")
    if oracle.inputs["theta"] != nil {
      let theta = try #require(oracle.inputs["theta"]?.number)
      let models = try items(of: oracle)
      try oracle.expect(
        isInformation
          ? testInformation(of: models.map { $0 as any ResponseModel }, at: theta)
          : models[0].probability(at: theta))
      return true
    }
    guard let item = oracle.inputs["item"], case .string(let kind)? = item["m"] else {
      return false
    }
    let a = item["a"]?.number ?? 1
    let model: any ResponseModel =
      switch kind {
      case "GPC": PartialCreditModel(discrimination: a, steps: item["b"]?.numbers ?? [])
      case "GR": GradedModel(discrimination: a, thresholds: item["b"]?.numbers ?? [])
      default: LogisticModel(item)
      }
    try oracle.expect(
      (-3...3).map(Double.init).reduce(0) { sum, theta in
        if isInformation { return sum + log(model.information(at: theta)) }
        if oracle.what.contains("expected score") {
          return sum + log(model.expectedScore(at: theta))
        }
        return (0..<model.scoreCount).reduce(sum) {
          $0 + model.logProbability(of: $1, at: theta).value
        }
      })
    return true
  }

  /// The rules of the entry in a sitting that comes to the same point: weak items for `length`, strong
  /// ones for `precision`.
  private func checkStopping(_ oracle: Oracle) throws {
    guard case .array(let fired)? = oracle.expected["rules"], case .string(let rule)? = fired.first
    else { return }
    let rules = try #require(oracle.inputs["rules"])
    let length = Int(try #require(rules["length"]?.number))
    let precision = try #require(rules["precision"]?.number)
    let design = Design(stopping: .init(standardError: precision, maximumItems: length))
    let isLength = rule == "length"
    let session = try finished(evenBank(60, a: isLength ? 0.8 : 2.5), design)
    #expect(session.stopReason == (isLength ? .maximumLength : .precision), "\(oracle.id)")
    #expect((session.answers.count >= length) == isLength, "\(oracle.id)")
    #expect((session.estimate.standardError <= precision) == !isLength, "\(oracle.id)")
  }

  private func checkScale(_ oracle: Oracle) throws {
    let scale = Bank.Scale(mean: 50, standardDeviation: 100.0 / 8)
    let thetas = oracle.inputs["theta"]?.numbers ?? []
    for (theta, expected) in zip(thetas, oracle.expected.numbers) {
      #expect(abs(scale.scaled(theta) - expected) <= oracle.tolerance, "\(oracle.id)")
    }
  }

  // MARK: Inputs

  private func bank(of oracle: Oracle) throws -> Bank {
    if case .object(let items)? = oracle.inputs["items"] {
      return Bank(
        name: oracle.id,
        items: items.sorted { $0.key < $1.key }.map { Item(id: $0, parameters: LogisticModel($1)) })
    }
    guard case .string(let path)? = oracle.inputs["bank"] else { return Tcals.bank }
    let text = try String(contentsOf: Self.folder.appending(path: path), encoding: .utf8)
    let items = text.split(whereSeparator: \.isNewline).dropFirst().enumerated().map {
      index, line in
      let cells = line.split(separator: ",").map(String.init)
      return Item(
        id: "\(index + 1)", domain: cells[4],
        parameters: LogisticModel(
          discrimination: Double(cells[0]) ?? .nan, difficulty: Double(cells[1]) ?? .nan,
          lowerAsymptote: Double(cells[2]) ?? .nan, upperAsymptote: Double(cells[3]) ?? .nan))
    }
    let bank = Bank(name: "tcals", items: items)
    // The table in the tests is this file.
    #expect(bank.items == Tcals.bank.items)
    return bank
  }

  private func items(of oracle: Oracle) throws -> [LogisticModel] {
    if let item = oracle.inputs["item"] { return [LogisticModel(item)] }
    guard case .array(let items)? = oracle.inputs["items"] else { return [] }
    return items.map { LogisticModel($0) }
  }

  private func responses(of oracle: Oracle) throws -> [ScoredResponse] {
    let scores = oracle.inputs["x"]?.numbers ?? []
    return zip(try items(of: oracle), scores).map { ScoredResponse(model: $0, score: Int($1)) }
  }
}

/// One entry of the file; its README tells what the keys mean.
private struct Oracle: Decodable, Sendable {
  let id: String
  let family: String
  let what: String
  let inputs: JSONValue
  let expected: JSONValue
  let tolerance: Double
  let recheck: JSONValue?

  /// What a criterion's recheck gives for the chosen item: the number after its name, an equals sign or alone.
  var recheckedQuantity: Double? {
    guard case .string(let text)? = recheck, case .string(let criterion)? = inputs["criterion"],
      ["MEI", "KL", "GDI"].contains(criterion)
    else { return nil }
    let second = text.split(separator: ";").dropFirst().first ?? ""
    return Double((second.split(separator: "=").last ?? "").trimmingCharacters(in: .whitespaces))
  }

  /// One number, held to the tolerance, and to a recheck as far as that is printed.
  func expect(_ value: Double) throws {
    let number = try #require(expected.number)
    #expect(abs(value - number) <= tolerance, "\(id): \(value)")
    if let recheck = recheck?.number {
      #expect(abs(value - recheck) <= min(tolerance, 1e-5), "\(id): \(value)")
    }
  }
}

extension JSONValue {
  fileprivate subscript(key: String) -> JSONValue? {
    if case .object(let fields) = self { fields[key] } else { nil }
  }

  fileprivate var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  fileprivate var numbers: [Double] {
    if case .array(let values) = self { values.compactMap(\.number) } else { [] }
  }
}

extension LogisticModel {
  fileprivate init(_ item: JSONValue) {
    self.init(
      discrimination: item["a"]?.number ?? 1, difficulty: item["b"]?.number ?? .nan,
      lowerAsymptote: item["c"]?.number ?? 0, upperAsymptote: item["d"]?.number ?? 1)
  }
}
