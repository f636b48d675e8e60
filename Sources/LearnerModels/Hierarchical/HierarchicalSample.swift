import Numerical

/// Draws from the joint posterior of a group distribution and its subjects.
public struct HierarchicalSample<Model: SubjectModel>: Sendable {
  public let model: Model
  /// How sampling went; its draws are in the coordinates of `HierarchicalPosterior`.
  public let sample: NoUTurnSample
  /// All μ, then all σ, then each subject's parameters, all on the unconstrained scale.
  public let draws: MarkovChains
  /// The group's parameters: for each the median of the group as the link constrains it, then μ and σ on the
  /// unconstrained scale.
  public let summaries: [ParameterSummary]

  init(_ sample: NoUTurnSample, of posterior: HierarchicalPosterior<Model>) {
    model = posterior.model
    self.sample = sample
    draws = sample.draws.map(dimension: posterior.dimension, posterior.meaning)
    let (draws, parameters) = (draws, model.parameters)
    summaries = parameters.indices.flatMap { index in
      let (name, link) = (parameters[index].name, parameters[index].link)
      let means = draws.draws(ofCoordinate: index)
      let deviations = draws.draws(ofCoordinate: parameters.count + index)
      return [
        (name, means.map { $0.map(link.constrained) }), ("mu_\(name)", means),
        ("sigma_\(name)", deviations),
      ].map { ParameterSummary(name: $0, PosteriorSummary($1)) }
    }
  }

  public var divergenceCount: Int { sample.divergences.count }

  /// One subject's parameters as the links constrain them.
  public func summaries(ofSubject subject: Int) -> [ParameterSummary] {
    model.parameters.indices.map { index in
      let parameter = model.parameters[index]
      let draws = draws.draws(ofCoordinate: (2 + subject) * model.parameters.count + index)
      return ParameterSummary(
        name: parameter.name,
        PosteriorSummary(draws.map { $0.map(parameter.link.constrained) }))
    }
  }

  /// Each subject's parameters in one draw, as the links constrain them: what `posteriorPredictiveChecks` takes.
  public func subjectParameters(ofDraw draw: Int, chain: Int) -> [[Double]] {
    let values = draws.draw(draw, ofChain: chain)
    let parameters = model.parameters
    return (0..<model.subjectCount).map { subject in
      parameters.indices.map { index in
        let offset = values.startIndex + (2 + subject) * parameters.count + index
        return parameters[index].link.constrained(values[offset])
      }
    }
  }

  /// What makes the figures doubtful; a sentence each.
  public var problems: [String] {
    var problems = sample.problems.map(\.description)
    let unmixed = summaries.filter { ($0.rHat ?? .infinity) >= 1.01 }
    if unmixed.isEmpty == false {
      let names = unmixed.map(\.name).joined(separator: ", ")
      problems.append("R-hat is 1.01 or more for \(names): draw more, from more chains.")
    }
    let few = summaries.filter {
      min($0.bulkSampleSize ?? 0, $0.tailSampleSize ?? 0) < 100 * Double(draws.chainCount)
    }
    if few.isEmpty == false {
      let names = few.map(\.name).joined(separator: ", ")
      problems.append("fewer than 100 effective draws a chain for \(names): draw more.")
    }
    return problems
  }
}
