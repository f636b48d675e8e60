import Foundation
import Numerical

/// Item response theory as a learner model: an ability that does not change, found out answer by answer.
/// P(right) = logistic(a θ − d), θ normal over students, with d the unit's own and a its own too (2PL) or
/// common to all (Rasch, with the abilities' SD as a). A prediction averages over what the answers so far
/// leave of θ: its posterior on a grid, from the answers before it alone.
///
/// Fitted by marginal likelihood (EM: Bock & Aitkin 1981, doi:10.1007/BF02293801), with d ~ N(0, 3²) and
/// log a ~ N(0, ½²) so that a unit answered always right has finite estimates.
public struct ItemResponseTracing: NextAnswerModel {
  public enum Unit: String, Sendable, Hashable, Codable {
    case skill
    /// An answer to no item in particular counts as one to its skill.
    case item
  }

  public var unit: Unit
  public var hasFreeSlopes: Bool
  public var iterations: Int
  public var parallel: Parallel

  public init(
    unit: Unit = .item, hasFreeSlopes: Bool = false, iterations: Int = 40,
    parallel: Parallel = Parallel()
  ) {
    self.unit = unit
    self.hasFreeSlopes = hasFreeSlopes
    self.iterations = iterations
    self.parallel = parallel
  }

  public var name: String { "\(hasFreeSlopes ? "2PL" : "Rasch") by \(unit.rawValue)" }

  public func fit(_ log: PracticeLog) throws -> FittedItemResponse {
    guard log.interactionCount > 0 else { throw LearnerModelError.emptyLog }
    let skillCount = log.skills.count
    let unitCount = unit == .skill ? skillCount : skillCount + log.items.count
    let units = log.sequences.map { sequence in
      sequence.map { (unit: unit.index(of: $0, skillCount: skillCount), isCorrect: $0.isCorrect) }
    }
    var slopes = [Double](repeating: 1, count: unitCount)
    var difficulties = [Double](repeating: 0, count: unitCount)
    for _ in 0..<iterations {
      let tables = expectedTables(units, slopes: slopes, difficulties: difficulties)
      maximise(tables, slopes: &slopes, difficulties: &difficulties)
    }
    return FittedItemResponse(
      vocabulary: log.vocabulary, unit: unit, slopes: slopes, difficulties: difficulties)
  }

  /// By unit and grid point, how many right and wrong answers are expected from students there.
  private func expectedTables(
    _ units: [[(unit: Int, isCorrect: Bool)]], slopes: [Double], difficulties: [Double]
  ) -> [Double] {
    let grid = AbilityGrid.standard
    let points = grid.count
    let logs = grid.logProbabilities(slopes: slopes, difficulties: difficulties)
    let blockSize = 256
    let blocks = (units.count + blockSize - 1) / blockSize
    let parts = parallel.map(blocks) { block in
      var table = [Double](repeating: 0, count: logs.count)
      var posterior = [Double](repeating: 0, count: points)
      for student in block * blockSize..<min((block + 1) * blockSize, units.count) {
        for q in 0..<points { posterior[q] = grid.logWeights[q] }
        for answer in units[student] {
          let start = (2 * answer.unit + (answer.isCorrect ? 1 : 0)) * points
          for q in 0..<points { posterior[q] += logs[start + q] }
        }
        AbilityGrid.normalise(&posterior)
        for answer in units[student] {
          let start = (2 * answer.unit + (answer.isCorrect ? 1 : 0)) * points
          for q in 0..<points { table[start + q] += posterior[q] }
        }
      }
      return table
    }
    var sum = [Double](repeating: 0, count: logs.count)
    for part in parts {
      for index in sum.indices { sum[index] += part[index] }
    }
    return sum
  }

  /// One Newton step for each unit's d (and a), or for all d and the common a in turn.
  private func maximise(
    _ tables: [Double], slopes: inout [Double], difficulties: inout [Double]
  ) {
    let grid = AbilityGrid.standard
    let points = grid.count
    var commonGradient = -4 * log(slopes.first ?? 1)
    var commonCurvature = 4.0
    for unit in slopes.indices {
      let (a, d) = (slopes[unit], difficulties[unit])
      // By d and by log a; priors first.
      var gradient = [-d / 9, -4 * log(a)]
      var information = [1.0 / 9, 0, 0, 4]
      for q in 0..<points {
        let wrong = tables[2 * unit * points + q]
        let right = tables[(2 * unit + 1) * points + q]
        let slope = a * grid.points[q]
        let p = logistic(slope - d)
        let residual = right - (right + wrong) * p
        let weight = (right + wrong) * p * (1 - p)
        gradient[0] -= residual
        gradient[1] += residual * slope
        information[0] += weight
        information[1] -= weight * slope
        information[3] += weight * slope * slope
      }
      if hasFreeSlopes {
        information[2] = information[1]
        guard let step = Cholesky(information, order: 2)?.solve(gradient) else { continue }
        difficulties[unit] += min(max(step[0], -1), 1)
        slopes[unit] = a * exp(min(max(step[1], -0.5), 0.5))
      } else {
        difficulties[unit] += min(max(gradient[0] / information[0], -1), 1)
        commonGradient += gradient[1] + 4 * log(a)
        commonCurvature += information[3] - 4
      }
    }
    if !hasFreeSlopes, let a = slopes.first {
      let next = a * exp(min(max(commonGradient / commonCurvature, -0.5), 0.5))
      slopes = Array(repeating: next, count: slopes.count)
    }
  }
}

extension ItemResponseTracing.Unit {
  /// Skills first, then items.
  func index(of interaction: PracticeLog.Interaction, skillCount: Int) -> Int {
    guard self == .item, let item = interaction.item else { return interaction.skill }
    return skillCount + item
  }
}

/// Points over the abilities, standard normal, from −5 to 5.
struct AbilityGrid: Sendable {
  let points: [Double]
  let logWeights: [Double]

  static let standard = AbilityGrid(count: 41)

  init(count: Int) {
    points = (0..<count).map { -5 + 10 * Double($0) / Double(count - 1) }
    let raw = points.map { -0.5 * $0 * $0 }
    let total = logSumExp(raw)
    logWeights = raw.map { $0 - total }
  }

  var count: Int { points.count }

  /// log P by unit, by wrong and right, by point.
  func logProbabilities(slopes: [Double], difficulties: [Double]) -> [Double] {
    zip(slopes, difficulties).flatMap { a, d in
      points.map { logLogistic(d - a * $0) } + points.map { logLogistic(a * $0 - d) }
    }
  }

  static func normalise(_ logs: inout [Double]) {
    let largest = logs.max()!
    var sum = 0.0
    for q in logs.indices {
      logs[q] = exp(logs[q] - largest)
      sum += logs[q]
    }
    for q in logs.indices { logs[q] /= sum }
  }
}

public struct FittedItemResponse: NextAnswerPredictor, Hashable, Codable {
  public let vocabulary: PracticeLog.Vocabulary
  public let unit: ItemResponseTracing.Unit
  /// a and d by unit: the skills, then the items.
  public let slopes: [Double]
  public let difficulties: [Double]

  /// A unit never seen counts as one of difficulty 0.
  public func predictions(for sequence: [PracticeLog.Interaction]) -> [Double] {
    let grid = AbilityGrid.standard
    // P(θ given the answers so far), by point.
    var posterior = grid.logWeights.map { exp($0) }
    return sequence.map { interaction in
      let index = unit.index(of: interaction, skillCount: vocabulary.skills.count)
      let isKnown = slopes.indices.contains(index)
      let (a, d) = isKnown ? (slopes[index], difficulties[index]) : (slopes.first ?? 1, 0)
      let right = grid.points.map { logistic(a * $0 - d) }
      let p = zip(posterior, right).reduce(0) { $0 + $1.0 * $1.1 }
      // Divided by its own sum: by 1 − p, rounding grows with every wrong answer where p is near 1.
      for q in posterior.indices { posterior[q] *= interaction.isCorrect ? right[q] : 1 - right[q] }
      let total = posterior.reduce(0, +)
      for q in posterior.indices { posterior[q] /= total }
      return min(max(p, 1e-9), 1 - 1e-9)
    }
  }
}
