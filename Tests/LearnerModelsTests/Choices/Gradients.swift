import Foundation
import LearnerModels

/// The largest relative error of a model's gradient for `subject` against a central difference of its
/// likelihood, extrapolated once (Richardson), so that what is left is rounding.
func gradientError(
  of model: some SubjectModel, subject: Int, at point: [Double], step h: Double = 1e-3
) -> Double {
  var gradient = [Double](repeating: .nan, count: point.count)
  var unused = gradient
  _ = model.logLikelihood(ofSubject: subject, at: point, gradient: &gradient)

  func value(_ index: Int, _ offset: Double) -> Double {
    var moved = point
    moved[index] += offset
    return model.logLikelihood(ofSubject: subject, at: moved, gradient: &unused)
  }
  return point.indices.map { index in
    let wide = (value(index, h) - value(index, -h)) / (2 * h)
    let narrow = (value(index, h / 2) - value(index, -h / 2)) / h
    let difference = (4 * narrow - wide) / 3
    return abs(gradient[index] - difference) / max(1, abs(difference))
  }.max()!
}

/// Σ log P(what the subject did), from the learner that a model is defined by.
func logLikelihoodByLearner(
  of model: some ChoiceModel, subject: Int, at point: [Double]
) -> Double {
  let parameters = zip(model.parameters, point).map { $0.link.constrained($1) }
  let probabilities = model.choiceProbabilities(ofSubject: subject, with: parameters)
  return zip(probabilities, model.log.sequences[subject]).reduce(0) {
    $0 + log($1.0[$1.1.action])
  }
}

/// The largest difference, relative, of likelihoods of many points from those of each alone.
func batchError(of model: some SubjectModel, subject: Int, at points: [[Double]]) -> Double {
  let values = model.logLikelihoods(ofSubject: subject, at: points.flatMap(\.self))
  guard values.count == points.count else { return .infinity }
  return zip(points, values).reduce(0) { worst, pair in
    var gradient = pair.0
    let alone = model.logLikelihood(ofSubject: subject, at: pair.0, gradient: &gradient)
    return max(worst, abs(pair.1 - alone) / abs(alone))
  }
}
