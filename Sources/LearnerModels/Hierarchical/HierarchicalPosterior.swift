import Foundation
import Numerical

// u, μ, σ and the like are vectors over the parameters of a subject; S = diag(σ). With the likelihood of a
// subject approximated as bᵀu − ½ uᵀIu, the posterior of y = S⁻¹(u − μ) given the group is normal with
//
//     precision A = S I S + 1 = UᵀU     mean A⁻¹ h     h = S (b − I μ)
//
// so that w in y = A⁻¹h + U⁻¹w is standard normal there, whatever the group: sampling w instead of u leaves
// neither the funnel between σ and u where data are few (I → 0 gives y = w, the non-centred form) nor the
// tight coupling of μ and w where they are many (then u hardly depends on the group, the centred form).
// This is partial non-centring (Papaspiliopoulos, Roberts & Sköld 2007, doi:10.1214/088342307000000014)
// with the weights that the data ask for; it holds exactly for any I and b, which only decide how well it
// mixes.
//
// Where the model has ridges, likelihoods are nearly normal in v = T(u) instead (`ProductRidge`), and T is nearly
// linear as far as a group reaches. With J = T'(μ), y is then found as above for
//
//     information JᵀIJ     pull less information Jᵀ(b − I T(μ))     T(u) ≈ T(μ) + J S y
//
// and u = μ + S y, except that a factor makes up for what f is off its tangent at μ, times
// ω = σ² I_ff / (1 + σ² I_ff) with the factor's own σ: given the rate, its posterior moves by so much. μ has its
// coordinates in v, too. T is a shear, so volumes stay as they are.

/// The joint posterior of a group distribution and all subjects' parameters, for a sampler.
///
/// Subjects are uₛ ~ N(μ, diag σ²) on the unconstrained scale, with `GroupPrior`s on μ and σ. The coordinates
/// are 2P for the group, μ and log σ standardised and uncorrelated (a group may know a product of two parameters
/// far better than either), then P for each subject, their w.
public struct HierarchicalPosterior<Model: SubjectModel>: LogDensity {
  public let model: Model
  public let priors: [GroupPrior]
  private let parallel: Parallel
  private var group: GroupCoordinates
  private var subjects: [SubjectCoordinates]
  /// With respect to all μ, then all log σ.
  private var slopes: [Double]

  /// - Parameter approximation: from `HierarchicalMAP`, for the coordinates in which the posterior is nearly
  ///   standard normal; without it they are the plain non-centred ones.
  /// - Parameter parallel: over the subjects. More than one thread pays where chains are fewer than cores
  ///   and an evaluation takes 100 µs or more; the bits are the same.
  /// - Complexity: an evaluation costs each subject's gradient and O(P³) more.
  public init(
    _ model: Model, priors: [GroupPrior]? = nil, approximation: HierarchicalMAPFit? = nil,
    parallel: Parallel = Parallel(threads: 1)
  ) {
    self.model = model
    self.parallel = parallel
    let count = model.parameters.count
    let priors = priors ?? model.parameters.map(\.prior)
    precondition(priors.count == count)
    self.priors = priors
    precondition(approximation == nil || approximation!.subjects.count == model.subjectCount)
    let paired = model.ridges.flatMap { [$0.rate, $0.factor] }
    precondition(Set(paired).count == paired.count && paired.allSatisfy((0..<count).contains))
    let ridges = approximation == nil ? [] : model.ridges
    group =
      approximation.flatMap { GroupCoordinates($0, ridges: ridges) } ?? GroupCoordinates(priors)
    slopes = Array(repeating: 0, count: 2 * count)
    subjects =
      approximation.map { fit in
        fit.subjects.enumerated().map { subject, posterior in
          let likelihood = NormalLikelihood(
            ofSubject: subject, of: model, near: posterior, given: fit.group, along: ridges)
          return SubjectCoordinates(likelihood, ridges: ridges)
        }
      }
      ?? Array(repeating: SubjectCoordinates(count: count), count: model.subjectCount)
  }

  public var dimension: Int { (2 + model.subjectCount) * model.parameters.count }

  public func name(ofCoordinate index: Int) -> String {
    let count = model.parameters.count
    let name = model.parameters[index % count].name
    return switch index / count {
    case 0: "the group's mean of \(name)"
    case 1: "the group's spread of \(name)"
    default: "\(name) of subject \(index / count - 1)"
    }
  }

  public mutating func logDensity(at point: [Double], gradient: inout [Double]) -> Double {
    let count = priors.count
    group.place(point)
    followSubjects(point)
    var value = 0.0
    for index in slopes.indices { slopes[index] = 0 }
    for subject in subjects.indices {
      value += subjects[subject].value
      for index in 0..<count {
        slopes[index] += subjects[subject].meanSlope[index]
        slopes[count + index] += subjects[subject].deviationSlope[index]
        gradient[(2 + subject) * count + index] = subjects[subject].slope[index]
      }
    }
    for index in 0..<count {
      let deviation = group.deviations[index]
      let prior = priors[index].logDensity(mean: group.means[index], deviation: deviation)
      value += prior.0
      slopes[index] += prior.mean
      slopes[count + index] = slopes[count + index] * deviation + prior.log
    }
    group.setGradient(&gradient, from: &slopes)
    return value
  }

  private mutating func followSubjects(_ point: [Double]) {
    let count = priors.count
    let (model, means, deviations) = (model, group.means, group.deviations)
    let threads = parallel
    subjects.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let subjects = buffer.baseAddress!
      threads.forEach(model.subjectCount) { subject in
        point.withUnsafeBufferPointer { point in
          subjects[subject].follow(
            subject, of: model, w: point.baseAddress! + (2 + subject) * count, means: means,
            deviations: deviations)
        }
      }
    }
  }
}

extension HierarchicalPosterior {
  /// What a point stands for: all μ, all σ, then each subject's unconstrained parameters.
  public var meaning: (_ point: ArraySlice<Double>, _ result: inout [Double]) -> Void {
    var copy = self
    return { point, result in
      let point = Array(point)
      let count = copy.priors.count
      copy.group.place(point)
      for index in 0..<count {
        result[index] = copy.group.means[index]
        result[count + index] = copy.group.deviations[index]
      }
      for subject in copy.subjects.indices {
        point.withUnsafeBufferPointer {
          copy.subjects[subject].place(
            $0.baseAddress! + (2 + subject) * count, means: copy.group.means,
            deviations: copy.group.deviations)
        }
        for index in 0..<count {
          result[(2 + subject) * count + index] = copy.subjects[subject].u[index]
        }
      }
    }
  }
}
