import Foundation
import Numerical

/// The group distribution of a subject model by MAP–EM: the mode of its marginal posterior (Huys et al. 2011,
/// doi:10.1371/journal.pcbi.1002028), subjects' parameters being integrated over by importance sampling
/// rather than by Laplace's method, which likelihoods with ripples and ridges defeat.
///
/// Draws are made in rounds, each from mixtures that have learned from the one before. Within a round they
/// stay as they are, so that the marginal posterior is a smooth function of the group (`SampledMarginal`) and
/// EM and Newton's method find its mode to any accuracy without another likelihood. Where subjects'
/// likelihoods are normal nothing is left to chance (`SubjectSample`).
///
/// The group's errors come from the observed information of the marginal posterior, that is the derivative
/// of its score at the maximum, the score being the expected one of the complete data (Fisher's identity;
/// Louis 1982, doi:10.1111/j.2517-6161.1982.tb01203.x). They contain what other draws would have changed.
public struct HierarchicalMAP: Sendable, Hashable {
  /// By parameter; `nil` for the model's own.
  public var priors: [GroupPrior]?
  /// Of EM and Newton's method, on the last draws.
  public var maximumIterations = 300
  /// On the change of any mean in standard deviations, and of any log standard deviation.
  public var tolerance = 1e-6
  /// From which each subject's modes are sought, where the mixtures begin.
  public var starts = 4
  /// Of each subject in the last round; in those before, an eighth.
  public var draws = 4000
  /// `draws` are doubled up to this many while chance is more than 0.3 of an error.
  public var maximumDraws = 16_000
  public var maximumRounds = 40
  public var seed: UInt64 = 0

  public init() {}

  /// - Throws: `HierarchicalError` where the model has fewer than two subjects.
  /// - Complexity: for each subject some 10,000 to 50,000 likelihoods without gradient.
  public func fit(
    _ model: some SubjectModel, parallel: Parallel = Parallel()
  ) throws(HierarchicalError) -> HierarchicalMAPFit {
    guard model.subjectCount >= 2 else { throw .tooFewSubjects(model.subjectCount) }
    precondition(starts > 0 && draws >= 8)
    var estimation = MAPEstimation(model, settings: self, parallel: parallel)
    let arrives = estimation.approach()
    var draws = draws
    var fit = estimation.fit(draws: draws)
    while fit.chance > 0.3, 2 * draws <= maximumDraws {
      draws *= 2
      estimation.adapt()
      fit = estimation.fit(draws: draws)
    }
    if arrives == false { fit.hasConverged = false }
    return fit
  }

  func priors(for parameters: [SubjectParameter]) -> [GroupPrior] {
    let priors = priors ?? parameters.map(\.prior)
    precondition(priors.count == parameters.count)
    return priors
  }
}

/// The state of the algorithm.
private struct MAPEstimation<Model: SubjectModel> {
  struct Subject {
    var proposal: SubjectProposal
    var likelihood: NormalLikelihood
  }

  let model: Model
  let priors: [GroupPrior]
  let settings: HierarchicalMAP
  let parallel: Parallel
  private var group: GroupDistribution
  private var subjects: [Subject]
  private var marginal: SampledMarginal
  private var round: UInt64 = 0
  private var iterations = 0

  init(_ model: Model, settings: HierarchicalMAP, parallel: Parallel) {
    self.model = model
    self.settings = settings
    self.parallel = parallel
    priors = settings.priors(for: model.parameters)
    let group = GroupDistribution(
      means: priors.map(\.mean.mean),
      deviations: priors.map { min($0.mean.standardDeviation, 2 * $0.deviationScale) })
    self.group = group
    marginal = SampledMarginal(subjects: [], priors: priors, parallel: parallel)
    subjects = parallel.map(model.subjectCount) { subject in
      let objective = SubjectObjective(model, subject: subject, group: group)
      var generator = SeededGenerator(seed: settings.seed, stream: UInt64(subject))
      let starts = (0..<settings.starts).map { start in
        zip(group.means, group.deviations).map {
          start == 0 ? $0 : $0 + $1 * generator.normal()
        }
      }
      let (proposal, likelihood) = objective.proposal(from: starts, by: QuasiNewton())
      return Subject(proposal: proposal, likelihood: likelihood)
    }
  }

  /// Rounds of few draws, until the group has stood still in three of them; whether it has.
  mutating func approach() -> Bool {
    var calm = 0
    for round in 0..<settings.maximumRounds where calm < 3 {
      draw(settings.draws / 8)
      // The group stays within reach of the draws, and moves only once they know where subjects are.
      let start = group
      for _ in 0..<20 where round >= 2 && start.distance(to: group) < 0.25 {
        group = marginal.improved(group)
        iterations += 1
      }
      if round >= 2, start.distance(to: group) < 0.25 { calm += 1 }
      adapt()
    }
    return calm == 3
  }

  /// The mode on new draws.
  mutating func fit(draws: Int) -> HierarchicalMAPFit {
    draw(draws)
    var change = Double.infinity
    let end = iterations + settings.maximumIterations
    // EM goes the right way from anywhere, but ever more slowly: Newton's method takes over.
    var steps = 0
    while change > settings.tolerance, iterations < end {
      let next = (steps < 20 ? nil : marginal.newton(group)) ?? marginal.improved(group)
      change = group.distance(to: next)
      group = next
      iterations += 1
      steps += 1
    }
    let (covariance, chance) = covariance()
    return HierarchicalMAPFit(
      parameters: model.parameters, group: group, groupCovariance: covariance, chance: chance,
      subjects: parallel.map(subjects.count) { [marginal, group] in
        SubjectApproximation(marginal.subjects[$0], given: group)
      }, logMarginalPosterior: marginal.logDensity(at: group), iterations: iterations,
      hasConverged: change <= settings.tolerance)
  }

  /// The inverse of the information, with the variance that comes of the draws; and the largest share of
  /// that in an error.
  private func covariance() -> (covariance: [Double]?, chance: Double) {
    let count = 2 * priors.count
    guard let known = Cholesky(marginal.information(at: group), order: count)?.inverse else {
      return (nil, .infinity)
    }
    let added = product(product(known, marginal.chance(at: group), count), known, count)
    let shares = (0..<count).map { added[$0 * count + $0] / known[$0 * count + $0] }
    return (zip(known, added).map(+), shares.max()!.squareRoot())
  }

  /// Draws anew, and sees how likely the draws make what subjects did.
  private mutating func draw(_ count: Int) {
    round += 1
    let samples = parallel.map(subjects.count) { [model, group, settings, subjects, round] index in
      var generator = SeededGenerator(
        seed: settings.seed, stream: round * UInt64(subjects.count) + UInt64(index))
      return SubjectSample(
        count, of: index, model, from: subjects[index].proposal,
        standIn: subjects[index].likelihood, group: group, using: &generator)
    }
    marginal = SampledMarginal(subjects: samples, priors: priors, parallel: parallel)
  }

  /// Makes the mixtures learn from the draws.
  mutating func adapt() {
    subjects = parallel.map(subjects.count) { [group, marginal, subjects] index in
      var subject = subjects[index]
      let sample = marginal.subjects[index]
      subject.proposal.adapt(to: sample, given: group)
      // Moments of few draws would lead astray.
      if sample.effectiveDraws(given: group) > 30 {
        let found = SubjectApproximation(sample, given: group)
        subject.likelihood = NormalLikelihood(
          mean: found.mean, covariance: found.covariance, group: group)
        subject.proposal.cover(found)
      }
      return subject
    }
  }
}

/// Of square matrices, row-major.
private func product(_ left: [Double], _ right: [Double], _ count: Int) -> [Double] {
  var product = [Double](repeating: 0, count: count * count)
  for row in 0..<count {
    for inner in 0..<count {
      for column in 0..<count {
        product[row * count + column] += left[row * count + inner] * right[inner * count + column]
      }
    }
  }
  return product
}
