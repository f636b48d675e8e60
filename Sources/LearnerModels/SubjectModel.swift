import Foundation
import Numerical

/// A model of how one subject behaves, whose parameters each subject has for themselves. That is all that
/// fitting asks for: by subject, by a group distribution with MAP–EM, or by sampling.
public protocol SubjectModel: Sendable {
  var parameters: [SubjectParameter] { get }
  var subjectCount: Int { get }
  /// Pairs of which the data know the product better than either, none unless told; no parameter may be in two.
  /// They decide how well a sampler moves, never what it finds.
  var ridges: [ProductRidge] { get }

  /// log P(what subject did | parameters), with its gradient.
  ///
  /// - Parameters:
  ///   - unconstrained: one number a parameter, any real number; what it stands for is the link's matter.
  ///   - gradient: set to the derivatives with respect to `unconstrained`; as many.
  /// - Returns: a finite number wherever the data are possible at all.
  func logLikelihood(
    ofSubject subject: Int, at unconstrained: [Double], gradient: inout [Double]
  ) -> Double

  /// The same at many points and without gradients, for models that save time so.
  ///
  /// - Parameter points: `[point][parameter]`, row-major.
  func logLikelihoods(ofSubject subject: Int, at points: [Double]) -> [Double]
}

extension SubjectModel {
  public var ridges: [ProductRidge] { [] }

  public func logLikelihoods(ofSubject subject: Int, at points: [Double]) -> [Double] {
    let count = parameters.count
    var gradient = [Double](repeating: 0, count: count)
    return stride(from: 0, to: points.count, by: count).map { start in
      logLikelihood(
        ofSubject: subject, at: Array(points[start..<start + count]), gradient: &gradient)
    }
  }
}

/// A parameter by its name and by what takes the real line to where it may lie.
public struct SubjectParameter: Sendable, Hashable {
  public let name: String
  public let link: Link
  /// What is assumed of its group distribution unless told otherwise.
  public let prior: GroupPrior

  /// - Parameter prior: `nil` for the link's.
  public init(_ name: String, _ link: Link, prior: GroupPrior? = nil) {
    self.name = name
    self.link = link
    self.prior = prior ?? GroupPrior(for: link)
  }

  public enum Link: Sendable, Hashable {
    /// Any real number.
    case identity
    /// Greater than 0: the exponential.
    case log
    /// Between 0 and 1: the logistic.
    case logit
  }
}

extension SubjectParameter.Link {
  /// The parameter that an unconstrained number stands for.
  public func constrained(_ x: Double) -> Double {
    switch self {
    case .identity: x
    case .log: exp(x)
    case .logit: logistic(x)
    }
  }

  public func unconstrained(_ value: Double) -> Double {
    switch self {
    case .identity: value
    case .log: Foundation.log(value)
    case .logit: Foundation.log(value / (1 - value))
    }
  }

  /// The derivative of `constrained` at `x`.
  public func slope(at x: Double) -> Double {
    switch self {
    case .identity: 1
    case .log: exp(x)
    case .logit: logistic(x) * logistic(-x)
    }
  }
}
