import Foundation
import Numerical
import Synchronization

/// A response model with what a test asks of it again and again worked out once: log P and P of each score
/// and the information on the points of a quadrature, and where it tells most. Each is made when it is first
/// asked for. A class, so that all sittings share one.
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
  private let probabilityTable = AtomicLazyReference<Made<[[Double]]>>()
  private let informationTable = AtomicLazyReference<Made<[Double]>>()
  private let foundPeak = AtomicLazyReference<Made<Double>>()

  /// Made when first asked for: of most items of a bank a sitting needs none.
  private final class Column: Sendable {
    let values = AtomicLazyReference<Made<[Double]>>()
    let searchSlopes = AtomicLazyReference<Made<[Double]>>()
  }

  private final class Made<Value: Sendable>: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
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

  public var slopeParameter: Double? { base.slopeParameter }

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
    if let made = columns[score].values.load() { return made.value }
    let array = (0..<quadrature.pointCount).map {
      logProbability(of: score, at: quadrature.point($0)).value
    }
    return columns[score].values.storeIfNil(Made(array)).value
  }

  /// The slope of log P(score | θ) at the points where an estimator looks for modes.
  func searchSlopes(of score: Int) -> [Double] {
    if let made = columns[score].searchSlopes.load() { return made.value }
    let array = AbilityEstimator.searchPoints.map { logProbability(of: score, at: $0).slope }
    return columns[score].searchSlopes.storeIfNil(Made(array)).value
  }

  /// P(score | θ) at the quadrature's points, by score.
  public var probabilities: [[Double]] {
    if let made = probabilityTable.load() { return made.value }
    let table = (0..<scoreCount).map { logProbabilities(of: $0).map { exp($0) } }
    return probabilityTable.storeIfNil(Made(table)).value
  }

  /// The information at the quadrature's points.
  public var informations: [Double] {
    if let made = informationTable.load() { return made.value }
    let table = quadrature.points.map { information(at: $0) }
    return informationTable.storeIfNil(Made(table)).value
  }

  /// The ability at which the item tells most: the model's own peak, or the highest within ±12 logits, to
  /// about 1e-6.
  public var mostInformativeTheta: Double {
    if let informationPeak { return informationPeak }
    if let made = foundPeak.load() { return made.value }
    return foundPeak.storeIfNil(Made(highestPlace(in: -12...12) { information(at: $0) })).value
  }

  /// Where the item stands on the ability axis: a logistic item's difficulty, else where it tells most.
  public var location: Double { logisticForm?.difficulty ?? mostInformativeTheta }

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

/// The place of the highest of a function's maxima: on steps of 1/8, then by golden section between the
/// neighbours of the best. The lowest place among equals.
private func highestPlace(
  in range: ClosedRange<Double>, of value: (Double) -> Double
) -> Double {
  let step = 0.125
  var best = (place: range.lowerBound, value: -Double.infinity)
  for place in stride(from: range.lowerBound, through: range.upperBound, by: step) {
    let value = value(place)
    if value > best.value { best = (place, value) }
  }
  var low = max(best.place - step, range.lowerBound)
  var high = min(best.place + step, range.upperBound)
  let ratio = (5.0.squareRoot() - 1) / 2
  while high - low > 1e-8 {
    let left = high - ratio * (high - low)
    let right = low + ratio * (high - low)
    if value(left) >= value(right) { high = right } else { low = left }
  }
  return 0.5 * (low + high)
}
