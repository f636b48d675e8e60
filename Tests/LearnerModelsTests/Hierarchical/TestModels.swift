import Foundation
import LearnerModels
import Numerical

/// Subjects whose answers are normal around their parameters: all integrals are known.
struct NormalSubjects: SubjectModel {
  /// Mean of each subject's observations of each parameter.
  var averages: [[Double]]
  /// Observations of each subject, of unit variance.
  var counts: [Double]
  var parameters = [SubjectParameter("height", .identity), SubjectParameter("speed", .log)]
  var subjectCount: Int { averages.count }

  init(subjects: Int = 8, seed: UInt64 = 1) {
    var generator = SeededGenerator(seed: seed)
    counts = (0..<subjects).map { Double(1 + $0 % 4) }
    averages = counts.map { count in
      [1.5, -0.5].map { $0 + (1 + 1 / count).squareRoot() * generator.normal() }
    }
  }

  func logLikelihood(
    ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
  ) -> Double {
    var value = 0.0
    for index in unconstrained.indices {
      let distance = averages[subject][index] - unconstrained[index]
      gradient[index] = counts[subject] * distance
      value -= 0.5 * counts[subject] * distance * distance
    }
    return value
  }

  /// The log of the group's exact posterior density in (μ, log σ) of one parameter, up to a constant:
  /// averages are N(μ, σ² + 1/n).
  func logMarginal(_ parameter: Int, mean: Double, logDeviation: Double) -> Double {
    let prior = GroupPrior(for: parameters[parameter].link)
    let deviation = exp(logDeviation)
    let z = (mean - prior.mean.mean) / prior.mean.standardDeviation
    let ratio = deviation / prior.deviationScale
    return averages.indices.reduce(-0.5 * (z * z + ratio * ratio) + logDeviation) { sum, subject in
      let variance = deviation * deviation + 1 / counts[subject]
      let distance = averages[subject][parameter] - mean
      return sum - 0.5 * (distance * distance / variance + log(variance))
    }
  }
}

/// A likelihood with a curved ridge, whose curvature is indefinite off it.
struct RidgeSubjects: SubjectModel {
  let parameters = [SubjectParameter("a", .logit), SubjectParameter("b", .log)]
  var subjectCount = 5

  func logLikelihood(
    ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
  ) -> Double {
    let (x, y) = (unconstrained[0], unconstrained[1])
    let target = 1 + 0.3 * Double(subject)
    let distance = x * x + y - target
    gradient[0] = -8 * x * distance - 0.2 * x
    gradient[1] = -4 * distance
    return -2 * distance * distance - 0.1 * x * x
  }
}

/// Subjects whose data know two products of a rate and a factor, together, and the rates hardly: normal in v
/// (`ProductRidge`).
struct ProductSubjects: SubjectModel {
  let parameters = [
    SubjectParameter("rate", .logit), SubjectParameter("factor", .log),
    SubjectParameter("other_factor", .log), SubjectParameter("other_rate", .logit),
  ]
  let ridges = [ProductRidge(rate: 0, factor: 1), ProductRidge(rate: 3, factor: 2)]
  let subjectCount = 3
  /// Of the logits of the rates and the logs of the products, in the order of the parameters.
  static let information = [
    0.1, 0.2, 0, 0,
    0.2, 30, 8, 0,
    0, 8, 20, 0.1,
    0, 0, 0.1, 0.3,
  ]

  func logLikelihood(
    ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
  ) -> Double {
    var v = unconstrained
    v[1] -= log1p(exp(-v[0]))
    v[2] -= log1p(exp(-v[3]))
    var value = 0.0
    for row in 0..<4 {
      var slope = 0.0
      for column in 0..<4 {
        slope -= Self.information[4 * row + column] * (v[column] - center(subject)[column])
      }
      gradient[row] = slope
      value += 0.5 * slope * (v[row] - center(subject)[row])
    }
    gradient[0] += gradient[1] / (1 + exp(unconstrained[0]))
    gradient[3] += gradient[2] / (1 + exp(unconstrained[3]))
    return value
  }

  /// Where the likelihood is greatest.
  func center(_ subject: Int) -> [Double] {
    [-1 + 0.3 * Double(subject), -0.5 + 0.2 * Double(subject), 0.4, 0.5 - 0.4 * Double(subject)]
  }
}

/// Subjects with one parameter whose likelihoods have ripples, closer together than subjects differ.
struct RippledSubjects: SubjectModel {
  let parameters = [SubjectParameter("x", .identity)]
  var subjectCount = 12

  func logLikelihood(
    ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
  ) -> Double {
    let x = unconstrained[0]
    let distance = x - 0.3 * Double(subject)
    gradient[0] = -2 * distance - 15 * sin(10 * x + Double(subject))
    return -distance * distance + 1.5 * cos(10 * x + Double(subject))
  }

  /// By a sum over a grid.
  func logMarginal(_ subject: Int, mean: Double, deviation: Double) -> Double {
    let step = 0.01
    let sum = stride(from: -10.0, through: 14, by: step).reduce(0.0) {
      let z = ($1 - mean) / deviation
      return $0 + exp(logLikelihood(ofSubject: subject, at: [$1]) - 0.5 * z * z)
    }
    return log(step * sum / deviation)
  }
}

/// Subjects whose data cannot be.
struct ImpossibleSubjects: SubjectModel {
  let parameters = [SubjectParameter("a", .logit)]
  var subjectCount = 3

  func logLikelihood(
    ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
  ) -> Double {
    gradient[0] = 0
    return -.infinity
  }
}

extension SubjectModel {
  func logLikelihood(ofSubject subject: Int, at unconstrained: [Double]) -> Double {
    var gradient = unconstrained
    return logLikelihood(ofSubject: subject, at: unconstrained, gradient: &gradient)
  }
}
