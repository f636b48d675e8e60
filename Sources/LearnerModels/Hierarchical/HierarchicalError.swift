import Numerical

/// Why a hierarchical model cannot be fitted at all.
public enum HierarchicalError: Error, Sendable, Hashable, CustomStringConvertible {
  case tooFewSubjects(Int)
  case noStart(SamplingError)

  public var description: String {
    switch self {
    case .tooFewSubjects(let count):
      "\(count == 1 ? "only one subject" : "no subjects"): a group distribution needs at least two; "
        + "fit subjects by themselves instead."
    case .noStart(let error): error.description
    }
  }
}
