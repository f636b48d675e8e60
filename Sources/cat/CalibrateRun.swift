import Calibration
import Foundation
import ItemResponse
import Numerical
import Presentation

/// One run of `cat calibrate`, from the responses to the report.
struct CalibrateRun {
  let options: Calibrate
  let matrix: ResponseMatrix
  let anchors: [String: LogisticModel]
  let progress: ProgressLine

  private var estimation: EstimationOptions { options.estimation }
  private var threads: Int? { estimation.threads }

  func report() throws -> CalibrationReport {
    let groups = try comparedGroups()
    do {
      let classical = ClassicalStatistics(matrix)
      var report: CalibrationReport
      if isForFewPersons {
        report = try fewPersons(classical)
      } else if estimation.method == .cml {
        report = try conditional(classical)
      } else {
        report = try marginal(classical)
      }
      report.distractors = DistractorAnalysis(matrix)
      if let groups { try look(atDifferencesOf: groups, in: &report) }
      return report
    } catch let error as CalibrationError {
      throw Failure(error == .cancelled ? .interrupted : .badData, words(for: error) + ".")
    }
  }

  /// What the engine says of the responses, in simpler words where there is a simpler reason.
  private func words(for error: CalibrationError) -> String {
    switch error {
    case .everyPersonConstant where matrix.itemCount == 1:
      "there is only one item, and what it has to do with ability cannot be seen without a second one"
    case .everyItemConstant where matrix.personCount == 1:
      "there is only one person, and items cannot be told apart by one person's answers"
    default: "\(error)"
    }
  }

  // MARK: Methods

  /// Fewer than 30 persons cannot show an ability distribution, but five times as many items can show
  /// theirs.
  private var isForFewPersons: Bool {
    switch estimation.fewPersons {
    case .always: true
    case .never: false
    case .auto:
      matrix.personCount < 30 && matrix.itemCount >= 5 * matrix.personCount && anchors.isEmpty
        && options.foreignOptions(to: .fewPersons).isEmpty
    }
  }

  private func fewPersons(_ classical: ClassicalStatistics) throws -> CalibrationReport {
    let started = ContinuousClock.now
    progress.begin()
    var calibrator = FewPersonsCalibrator(threads: threads)
    if let iterations = estimation.iterations { calibrator.maximumIterations = iterations }
    let result = try calibrator.calibrate(matrix, progress: watch("few persons"))
    var report = CalibrationReport(
      result, of: matrix, classical: classical,
      seconds: (ContinuousClock.now - started) / .seconds(1))
    if estimation.fewPersons == .auto {
      report.remarks.insert(
        "There are few persons and many items: the items are taken for a sample, not the persons, and "
          + "each may be a coin (--few-persons never keeps to the ordinary way).", at: 0)
    }
    return report
  }

  private func conditional(_ classical: ClassicalStatistics) throws -> CalibrationReport {
    let started = ContinuousClock.now
    progress.say("conditional estimation")
    var calibrator = ConditionalCalibrator(threads: threads)
    if let iterations = estimation.iterations { calibrator.maximumIterations = iterations }
    let result = try calibrator.calibrate(matrix)
    var report = CalibrationReport(
      result, of: matrix, classical: classical,
      seconds: (ContinuousClock.now - started) / .seconds(1))
    report.remarks.append(
      "The items' mean difficulty is 0 on this scale, which says nothing of the people; tests and cat score take "
        + "their abilities to be normal with mean 0 and SD 1: --link puts it on a bank's scale.")
    if options.abilities {
      let method = options.estimator ?? .eap
      let scoring = Scoring(
        estimator: AbilityEstimator(method: method), models: result.items.map(\.model),
        threads: threads)
      let outcomes = scoring.outcomes(matrix)
      report.abilityMethod = method
      report.abilities = outcomes.indices.map { person in
        ability(person, outcomes[person].estimate, nil)
      }
    }
    return report
  }

  private func marginal(_ classical: ClassicalStatistics) throws -> CalibrationReport {
    let (calibrator, remark) = try estimation.calibrator(
      estimation.chosenModel, responses: matrix, anchors: anchors)
    let result = try calibrate(calibrator, matrix, "estimating")
    var report = CalibrationReport(result, of: matrix, classical: classical)
    if let remark { report.remarks.append(remark) }
    if !anchors.isEmpty {
      report.remarks.append(
        "\(Wording.count(anchors.count, "item")) kept, and the others put on "
          + "\(anchors.count == 1 ? "its" : "their") scale.")
    }
    if anchors.isEmpty, abs(result.latentStandardDeviation - 1) > 0.02 {
      report.remarks.append(
        "Abilities have SD \(Wording.decimal(result.latentStandardDeviation)) on this scale, and tests and cat "
          + "score take it to be 1: score with --prior 0,\(Wording.decimal(result.latentStandardDeviation)), "
          + "or store --model 1pl, the same curves on a scale where it is.")
    }
    addFit(of: result, to: &report)
    let without = result.items.count { $0.model == nil }
    if without > 0, report.modelFit != nil {
      report.remarks.append(
        "The fit is that of the \(Wording.count(result.items.count - without, "item")) with parameters, of "
          + "\(result.items.count).")
    }
    if options.abilities { addAbilities(of: result, to: &report) }
    if let models = options.compare?.ordered {
      let results = try models.map { model in
        if model == result.model { return result }
        let (other, _) = try estimation.calibrator(model, responses: matrix, anchors: anchors)
        return try calibrate(other, matrix, "estimating \(model.rawValue)")
      }
      report.comparison = ModelComparison(results)
      if results.contains(where: { $0.logPrior != 0 }) {
        report.remarks.append(
          "Priors are at work, so the likelihoods compared are not at their maxima: the likelihood-ratio "
            + "tests are only a guide.")
      }
    }
    if let share = options.holdout {
      let seed = options.seed ?? UInt64.random(in: 0..<(1 << 53))
      let holdout = Holdout(matrix, share: share, seed: seed)
      guard !holdout.cells.isEmpty else {
        throw Failure(.badData, "--holdout \(share) keeps out no response; there are too few.")
      }
      var other = calibrator
      other.computesStandardErrors = false
      let training = try calibrate(other, holdout.training, "estimating without those kept out")
      report.prediction = .init(
        training.evaluate(holdout, threads: threads), share: share, seed: seed)
      report.seed = seed
    } else {
      report.seed = options.seed
    }
    return report
  }

  private func calibrate(
    _ calibrator: Calibrator, _ responses: ResponseMatrix, _ words: String
  ) throws -> CalibrationResult {
    progress.begin()
    return try calibrator.calibrate(responses, progress: watch(words))
  }

  /// How far the last change of a parameter is from the smallest one that matters tells how far the
  /// work is; EM goes down by about the same factor each step.
  private func watch(_ words: String) -> @Sendable (CalibrationProgress) -> Bool {
    let progress = progress
    return { step in
      let done = -log10(max(step.change, 1e-6)) / 6
      guard !step.isFinishing else {
        progress.show(fraction: 0.99, "\(words), standard errors")
        return true
      }
      let text =
        "\(words), step \(step.iteration), log-likelihood \(Wording.decimal(step.logLikelihood, 3))"
      progress.show(fraction: max(0, done), text)
      return true
    }
  }

  // MARK: What else was asked for

  private func addFit(of result: CalibrationResult, to report: inout CalibrationReport) {
    progress.say("fit statistics")
    report.reliability = result.empiricalReliability(matrix, threads: threads)
    guard options.fit != .none else { return }
    report.itemFit = result.itemFit(matrix, threads: threads)
    do {
      report.modelFit = try result.modelFit(matrix, threads: threads)
    } catch .tooManyItems(let count) {
      report.noModelFit = "No M2: \(count) items are too many for it (60 at most)."
    } catch .tooFewCompletePersons {
      report.noModelFit = "No M2 and RMSEA: they need ten persons who answered every item."
    } catch .noDegreesOfFreedom {
      report.noModelFit = "No M2: so few items leave nothing to test."
    } catch {
      report.noModelFit = "No M2: its matrix is singular."
    }
    let pairs = Double(matrix.personCount) * Double(matrix.itemCount * matrix.itemCount)
    if options.fit == .all || pairs < 5e8 {
      report.localDependence = result.localDependence(matrix, threads: threads)
    }
  }

  private func addAbilities(of result: CalibrationResult, to report: inout CalibrationReport) {
    progress.say("abilities")
    let method = options.estimator ?? .eap
    let estimates = result.abilities(matrix, method: method, threads: threads)
    let fits = result.personFit(matrix, threads: threads)
    report.abilityMethod = method
    report.abilities = estimates.indices.map { ability($0, estimates[$0], fits[$0]) }
  }

  private func ability(
    _ person: Int, _ estimate: AbilityEstimate?, _ fit: PersonFit?
  ) -> CalibrationReport.Ability {
    let scores = (0..<matrix.itemCount).compactMap { matrix[person: person, item: $0] }
    return CalibrationReport.Ability(
      id: matrix.persons[person], responses: scores.count,
      proportionCorrect: Double(scores.reduce(0, +)) / Double(scores.count),
      theta: estimate?.theta, standardError: estimate?.standardError,
      personFit: fit?.standardizedLogLikelihood)
  }

  private func comparedGroups() throws -> (reference: String, focal: String)? {
    guard let focal = options.dif else { return nil }
    let names = (matrix.groups?.names ?? []).sorted()
    guard !names.isEmpty else {
      throw Failure(
        .badData,
        "--dif needs groups, and the responses have none; name their column by "
          + "--group-column, or give 'group' in JSON Lines.")
    }
    for name in [focal, options.reference].compactMap({ $0 }) where !names.contains(name) {
      throw Failure(
        .badData,
        "there is no group '\(name)'; the groups are \(Wording.list(names.prefix(10).map { "'\($0)'" }))."
      )
    }
    let others = names.filter { $0 != focal }
    guard let reference = options.reference ?? (others.count == 1 ? others[0] : nil) else {
      throw Failure(
        .usage,
        "there are \(names.count) groups; name the one to compare '\(focal)' with by --reference.")
    }
    guard reference != focal else {
      throw Failure(.usage, "--dif and --reference name the same group, '\(focal)'.")
    }
    return (reference, focal)
  }

  private func look(
    atDifferencesOf groups: (reference: String, focal: String), in report: inout CalibrationReport
  ) throws {
    progress.say("differential item functioning")
    report.differences = DifferentialItemFunctioning(
      matrix, reference: groups.reference, focal: groups.focal, threads: threads)
    let model = estimation.chosenModel
    let priors = try estimation.resolvedPriors(for: model, responses: matrix, anchors: []).priors
    report.likelihoodDifferences = LikelihoodRatioDIF(
      matrix, reference: groups.reference, focal: groups.focal, model: model, priors: priors,
      threads: threads)
  }
}
