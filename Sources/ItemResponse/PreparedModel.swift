import Numerical
import Synchronization

/// A response model with what a test asks of it again and again worked out once: log P of each score on
/// the points of a quadrature, and where it tells most. A class, so that all sittings share one.
///
/// Answers exactly what the model itself would, to the last bit.
public final class PreparedModel: ResponseModel {
  public let base: any ResponseModel
  public let quadrature: Quadrature
  public let scoreCount: Int
  public let isLogConcave: Bool
  public let informationPeak: Double?
  public let logisticForm: LogisticModel?
  private let columns: [Column]

  /// Made when first asked for: of most items of a bank a sitting needs none.
  private final class Column: Sendable {
    let values = AtomicLazyReference<Values>()

    final class Values: Sendable {
      let array: [Double]
      init(_ array: [Double]) { self.array = array }
    }
  }

  public init(_ base: any ResponseModel, quadrature: Quadrature = .standard) {
    self.base = base
    self.quadrature = quadrature
    scoreCount = base.scoreCount
    isLogConcave = base.isLogConcave
    informationPeak = base.informationPeak
    logisticForm = base.logisticForm
    columns = (0..<base.scoreCount).map { _ in Column() }
  }

  public static func == (left: PreparedModel, right: PreparedModel) -> Bool {
    left === right
      || left.quadrature == right.quadrature && AnyHashable(left.base) == AnyHashable(right.base)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(base))
  }

  public func logProbability(of score: Int, at theta: Double) -> LogProbability {
    if let logisticForm { return logisticForm.logProbability(of: score, at: theta) }
    return base.logProbability(of: score, at: theta)
  }

  public func information(at theta: Double) -> Double {
    if let logisticForm { return logisticForm.information(at: theta) }
    return base.information(at: theta)
  }

  /// log P(score | θ) at the quadrature's points.
  public func logProbabilities(of score: Int) -> [Double] {
    if let made = columns[score].values.load() { return made.array }
    let array = (0..<quadrature.pointCount).map {
      logProbability(of: score, at: quadrature.point($0)).value
    }
    return columns[score].values.storeIfNil(.init(array)).array
  }

  public func addLogProbabilities(
    of score: Int, on grid: Quadrature, to sums: inout [Double]
  ) {
    guard grid == quadrature else {
      return base.addLogProbabilities(of: score, on: grid, to: &sums)
    }
    let column = logProbabilities(of: score)
    for index in sums.indices { sums[index] += column[index] }
  }

  /// No less than the information anywhere in `range`; infinite where the model does not say where it
  /// peaks.
  ///
  /// Information that rises up to its peak and falls after it is largest at the place nearest to the
  /// peak. The slack is for rounding.
  public func informationBound(in range: ClosedRange<Double>) -> Double {
    guard let informationPeak else { return .infinity }
    let nearest = min(max(informationPeak, range.lowerBound), range.upperBound)
    return information(at: nearest) * (1 + 1e-9)
  }
}
