import ArgumentParser
import Calibration
import Foundation
import ItemResponse
import Numerical

extension CalibrationModel: ExpressibleByArgument {}

/// `0,2`: numbers separated by commas.
struct NumberList: ExpressibleByArgument {
  let text: String
  let values: [Double]

  init?(argument: String) {
    text = argument
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    values = parts.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    guard values.count == parts.count, values.allSatisfy(\.isFinite) else { return nil }
  }

  func normal(_ option: String) throws -> NormalDistribution {
    guard values.count == 2, values[1] > 0 else {
      throw ValidationError(
        "\(option) is '\(text)'; it must be a mean and a standard deviation above 0, as 0,1.")
    }
    return NormalDistribution(mean: values[0], standardDeviation: values[1])
  }

  func beta(_ option: String) throws -> BetaPrior {
    guard values.count == 2, values.allSatisfy({ $0 >= 1 }) else {
      throw ValidationError(
        "\(option) is '\(text)'; it must be two numbers of at least 1, as 5,17.")
    }
    return BetaPrior(alpha: values[0], beta: values[1])
  }

  func quadrature(_ option: String) throws -> Quadrature {
    guard values.count == 3, (3...10_000).contains(values[0]), values[0].rounded() == values[0],
      values[1] < values[2], abs(values[1]) <= 100, abs(values[2]) <= 100
    else {
      throw ValidationError(
        "\(option) is '\(text)'; it must be the number of points, from and to, as 61,-6,6.")
    }
    return Quadrature(from: values[1], to: values[2], points: Int(values[0]))
  }
}

/// `1pl,2pl,3pl`
struct ModelList: ExpressibleByArgument {
  let models: [CalibrationModel]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    models = parts.compactMap {
      CalibrationModel(rawValue: $0.trimmingCharacters(in: .whitespaces).lowercased())
    }
    guard models.count == parts.count else { return nil }
  }

  /// Each once, the smallest first, so that each is nested in the next.
  var ordered: [CalibrationModel] { CalibrationModel.allCases.filter(models.contains) }
}

/// How parameters are estimated.
struct EstimationOptions: ParsableArguments {
  enum Method: String, ExpressibleByArgument, CaseIterable { case mml, cml }
  enum Priors: String, ExpressibleByArgument, CaseIterable { case weak, none }
  enum Latent: String, ExpressibleByArgument, CaseIterable { case normal, histogram }
  enum FewPersons: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

  @Option(help: "rasch, 1pl, 2pl, 3pl or 4pl; 2pl without it.")
  var model: CalibrationModel?

  @Option(help: "mml (marginal maximum likelihood) or, for rasch, cml (conditional).")
  var method: Method = .mml

  @Option(
    help: "Priors on item parameters: weak or none; weak without it where data are sparse.")
  var priors: Priors?

  @Option(help: ArgumentHelp("log a is normal.", valueName: "mean,sd"))
  var priorA: NumberList?

  @Option(help: ArgumentHelp("b is normal.", valueName: "mean,sd"))
  var priorB: NumberList?

  @Option(help: ArgumentHelp("c is beta.", valueName: "alpha,beta"))
  var priorC: NumberList?

  @Option(help: ArgumentHelp("1 - d is beta.", valueName: "alpha,beta"))
  var priorD: NumberList?

  @Option(
    help: ArgumentHelp(
      "Where abilities are summed over, in standard deviations.", valueName: "points,from,to"))
  var quadrature: NumberList?

  @Option(help: "The ability distribution: normal or histogram (estimated at each point).")
  var latent: Latent = .normal

  @Flag(help: "Let discriminations be negative.")
  var allowNegative = false

  @Option(help: ArgumentHelp("Give up after so many steps.", valueName: "n"))
  var iterations: Int?

  @Option(help: ArgumentHelp("How many threads; all cores without it.", valueName: "n"))
  var threads: Int?

  @Option(
    help: "Few persons and many items: auto, always or never by a method made for that.")
  var fewPersons: FewPersons = .auto

  /// The model in force.
  var chosenModel: CalibrationModel {
    model ?? (method == .cml || fewPersons == .always ? .rasch : .twoPL)
  }

  /// Whether a prior is given of a parameter that the model has.
  func hasSinglePriors(for model: CalibrationModel) -> Bool {
    priorA != nil && model != .rasch || priorB != nil
      || priorC != nil && model.hasLowerAsymptote || priorD != nil && model.hasUpperAsymptote
  }

  func validate() throws {
    if let iterations, !(1...1_000_000).contains(iterations) {
      throw ValidationError("--iterations must be from 1 to 1000000.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be from 1 to 1024.")
    }
    _ = try quadrature?.quadrature("--quadrature")
    _ = try (
      priorA?.normal("--prior-a"), priorB?.normal("--prior-b"), priorC?.beta("--prior-c"),
      priorD?.beta("--prior-d")
    )
    try checkAsymptotes(of: chosenModel)
  }

  /// 3PL and 4PL cannot do without.
  func checkAsymptotes(of model: CalibrationModel) throws {
    let lacksC = model.hasLowerAsymptote && priorC == nil
    let lacksD = model.hasUpperAsymptote && priorD == nil
    if priors != .weak, lacksC || lacksD {
      let options = [lacksC ? "--prior-c 5,17" : nil, lacksD ? "--prior-d 2,20" : nil]
        .compactMap { $0 }.joined(separator: " and ")
      throw ValidationError(
        "\(model.rawValue) is not estimable from responses alone: guessing and slipping need a prior; "
          + "give --priors weak, or \(options).")
    }
  }

  /// The priors in force, and what to say where they came by themselves.
  func resolvedPriors(
    for model: CalibrationModel, responses: ResponseMatrix, anchors: Set<String>
  ) throws -> (priors: ItemPriors, remark: String?) {
    var found = priors == .weak ? ItemPriors.weak(for: model) : ItemPriors.none
    var remark: String?
    if priors == nil, !hasSinglePriors(for: model) {
      found = .recommended(for: model, responses: responses, keeping: anchors)
      if !found.isEmpty {
        remark =
          "Weak priors are on, since half of the items estimated have few responses; --priors none turns them "
          + "off."
      }
    }
    if let prior = try priorA?.normal("--prior-a") { found.logDiscrimination = prior }
    if let prior = try priorB?.normal("--prior-b") { found.difficulty = prior }
    if let prior = try priorC?.beta("--prior-c") { found.lowerAsymptote = prior }
    if let prior = try priorD?.beta("--prior-d") { found.upperGap = prior }
    return (found, remark)
  }

  /// The calibrator for a model.
  func calibrator(
    _ model: CalibrationModel, responses: ResponseMatrix, anchors: [String: LogisticModel]
  ) throws -> (calibrator: Calibrator, remark: String?) {
    let (priors, remark) = try resolvedPriors(
      for: model, responses: responses, anchors: Set(anchors.keys))
    let points = try quadrature?.quadrature("--quadrature")
    var calibrator = Calibrator(
      model: model, priors: priors, quadrature: points ?? .standard,
      adaptsQuadrature: points == nil,
      latentDistribution: latent == .normal ? .normal : .empiricalHistogram,
      allowsNegativeDiscrimination: allowNegative, anchors: anchors, threads: threads)
    if let iterations { calibrator.maximumIterations = iterations }
    return (calibrator, remark)
  }
}
