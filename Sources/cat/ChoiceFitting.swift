import Foundation
import LearnerModels
import Numerical
import Presentation
import Synchronization

/// Fits a model of choices by the method asked for, and puts together what there is to tell.
struct ChoiceFitting {
  let form: ChoiceModelForm
  let options: SubjectFittingOptions
  let parallel: Parallel
  let seed: UInt64
  /// `nil` for a fit among many, which tells nothing on the way and is not checked against simulated subjects.
  let progress: ProgressLine?

  /// The report, and what is saved of it.
  func fit(_ log: ChoiceLog) throws -> (report: ChoiceFitReport, saved: SavedChoiceModel) {
    try fit(try form.make(log))
  }

  private func fit(
    _ model: some ChoiceModel
  ) throws -> (report: ChoiceFitReport, saved: SavedChoiceModel) {
    let start = ContinuousClock.now
    var found: Found
    do {
      switch options.chosenMethod {
      case .ml: found = singly(model)
      case .map: found = try byMAP(model)
      case .nuts: found = try bySampling(model)
      }
    } catch let error as HierarchicalError {
      throw Failure(.badData, error.description)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if let progress {
      progress.say("checking against simulated subjects")
      found.report.checks = model.posteriorPredictiveChecks(
        draws: found.draws, seed: seed, threads: parallel.threads)
    }
    found.report.seconds = seconds
    found.report.seed = seed
    progress?.clear()
    let saved = SavedChoiceModel(
      form: form, log: model.log, parameters: model.parameters.map(\.name), group: found.group,
      subjects: zip(model.log.subjects, found.points).map { .init(subject: $0, values: $1) })
    return (found.report, saved)
  }

  /// What a method found.
  private struct Found {
    var report: ChoiceFitReport
    var group: GroupDistribution?
    /// By subject, on the unconstrained scale.
    var points: [[Double]]
    /// For the predictive check: `[draw][subject][parameter]`, as the links constrain them.
    var draws: [[[Double]]]
  }

  private func report(
    _ model: some ChoiceModel, subjects: [ChoiceFitReport.Subject]
  ) -> ChoiceFitReport {
    ChoiceFitReport(
      model: form.model.rawValue, form: form.words, method: options.chosenMethod,
      actionCount: model.log.actions.count, subjects: subjects)
  }

  private func subject(
    _ index: Int, of model: some ChoiceModel, at point: [Double],
    estimates: [ChoiceFitReport.Estimate]
  ) -> ChoiceFitReport.Subject {
    var gradient = point
    return ChoiceFitReport.Subject(
      name: model.log.subjects[index], trials: model.log.sequences[index].count,
      logLikelihood: model.logLikelihood(ofSubject: index, at: point, gradient: &gradient),
      estimates: estimates)
  }

  /// A point estimate, simulated from as often as draws would be.
  private func repeated(_ points: [[Double]], of model: some ChoiceModel) -> [[[Double]]] {
    let values = points.map { zip(model.parameters, $0).map { $0.link.constrained($1) } }
    return Array(repeating: values, count: 100)
  }

  // MARK: Methods

  private func singly(_ model: some ChoiceModel) -> Found {
    progress?.say("fitting \(Wording.count(model.subjectCount, "subject"))")
    var fitting = SubjectFitting()
    fitting.seed = seed
    let fits = fitting.fit(model, parallel: parallel)
    let points = fits.map(\.unconstrained)
    var report = report(
      model,
      subjects: fits.enumerated().map { index, fit in
        subject(
          index, of: model, at: fit.unconstrained,
          estimates: model.parameters.indices.map {
            .init(model.parameters[$0], at: fit.unconstrained[$0], error: fit.standardErrors[$0])
          })
      })
    let unbounded = fits.indices.filter { fits[$0].standardErrors.contains { !$0.isFinite } }
    if !unbounded.isEmpty {
      let names = unbounded.prefix(5).map { "'\(model.log.subjects[$0])'" }.joined(separator: ", ")
      report.problems.append(
        "For \(Wording.count(unbounded.count, "subject")) (\(names)\(unbounded.count > 5 ? ", …" : "")) the "
          + "likelihood grows towards a bound, or the choices say nothing of a parameter; such estimates have "
          + "no error. --method map borrows strength from the others.")
    }
    let lost = fits.indices.count { !fits[$0].hasConverged && !unbounded.contains($0) }
    if lost > 0 {
      report.problems.append(
        "The maximum was not found for \(Wording.count(lost, "subject")), as where choices are all but blind or "
          + "the likelihood grows towards a bound; --method map borrows strength from the others.")
    }
    return Found(report: report, points: points, draws: repeated(points, of: model))
  }

  private func byMAP(_ model: some ChoiceModel) throws -> Found {
    progress?.say("fitting \(Wording.count(model.subjectCount, "subject")) and their group")
    var estimation = HierarchicalMAP()
    estimation.seed = seed
    let fit = try estimation.fit(model, parallel: parallel)
    let points = fit.subjects.map(\.mean)
    var report = report(
      model,
      subjects: fit.subjects.enumerated().map { index, found in
        subject(
          index, of: model, at: found.mean,
          estimates: model.parameters.indices.map {
            .init(model.parameters[$0], at: found.mean[$0], error: found.standardErrors[$0])
          })
      })
    report.parameters = fit.summaries
    report.problems = fit.problems
    return Found(
      report: report, group: fit.group, points: points, draws: repeated(points, of: model))
  }

  private func bySampling(_ model: some ChoiceModel) throws -> Found {
    var sampling = HierarchicalSampling()
    sampling.sampler.seed = seed
    if let chains = options.chains { sampling.sampler.chains = chains }
    if let draws = options.draws { sampling.sampler.draws = draws }
    if let warmUp = options.warmUp { sampling.sampler.warmUp = warmUp }
    if let target = options.targetAcceptance { sampling.sampler.targetAcceptance = target }
    let total = sampling.sampler.chains * (sampling.sampler.warmUp + sampling.sampler.draws)
    let done = Counter()
    progress?.begin()
    let sample = try sampling.fit(model, parallel: parallel) { [progress] in
      let count = done.next()
      progress?.show(fraction: Double(count) / Double(total), "sampling, draw \(count) of \(total)")
    }
    let means = model.log.subjects.indices.map { index in
      model.parameters.indices.map { parameter in
        let draws = sample.draws.draws(
          ofCoordinate: (2 + index) * model.parameters.count + parameter
        ).joined()
        return draws.reduce(0, +) / Double(draws.count)
      }
    }
    var report = report(
      model,
      subjects: means.enumerated().map { index, point in
        subject(
          index, of: model, at: point,
          estimates: sample.summaries(ofSubject: index).map {
            .init(
              name: $0.name, mean: $0.mean, standardDeviation: $0.standardDeviation,
              lower: $0.lower, upper: $0.upper)
          })
      })
    report.parameters = sample.summaries
    report.divergences = sample.divergenceCount
    report.problems = sample.problems
    report.traces = traces(of: sample)
    return Found(
      report: report, group: meanGroup(of: sample), points: means, draws: someDraws(of: sample))
  }

  // MARK: Draws

  /// The group's medians and standard deviations.
  private func traces<Model: ChoiceModel>(
    of sample: HierarchicalSample<Model>
  ) -> [ChoiceFitReport.Trace] {
    let parameters = sample.model.parameters
    return parameters.indices.map { index in
      .init(
        name: parameters[index].name,
        chains: sample.draws.draws(ofCoordinate: index).map {
          $0.map(parameters[index].link.constrained)
        })
    }
      + parameters.indices.map { index in
        .init(
          name: "sigma_" + parameters[index].name,
          chains: sample.draws.draws(ofCoordinate: parameters.count + index))
      }
  }

  private func meanGroup<Model: ChoiceModel>(
    of sample: HierarchicalSample<Model>
  ) -> GroupDistribution {
    func mean(_ coordinate: Int) -> Double {
      let draws = sample.draws.draws(ofCoordinate: coordinate).joined()
      return draws.reduce(0, +) / Double(draws.count)
    }
    let count = sample.model.parameters.count
    return GroupDistribution(
      means: (0..<count).map(mean), deviations: (count..<2 * count).map(mean))
  }

  private func someDraws<Model: ChoiceModel>(
    of sample: HierarchicalSample<Model>
  ) -> [[[Double]]] {
    let available = sample.draws.chainCount * sample.draws.drawCount
    let wanted = min(100, available)
    return (0..<wanted).map { index in
      let position = index * available / wanted
      return sample.subjectParameters(
        ofDraw: position % sample.draws.drawCount, chain: position / sample.draws.drawCount)
    }
  }
}

/// Counts from several threads.
private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
