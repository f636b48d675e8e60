import Foundation
import Numerical

/// Performance factors analysis (Pavlik, Cen & Koedinger 2009, AIED): for a skill answered right s times
/// and wrong f times before, logit P(right) = β + γ s + ρ f, all three the skill's own.
///
/// Fitted by Newton's method, with a ridge of `ridge`/2 · (γ² + ρ² + (β − β₀)²), β₀ the logit of the share
/// right over all skills, so that a skill with few answers has finite estimates.
public struct PerformanceFactorsAnalysis: NextAnswerModel {
  public var ridge: Double

  public init(ridge: Double = 0.1) { self.ridge = ridge }

  public var name: String { "PFA" }

  public func fit(_ log: PracticeLog) throws -> FittedPerformanceFactors {
    guard ridge > 0, ridge.isFinite else {
      throw LearnerModelError.impossibleSetting(
        "the ridge is \(ridge); it must be a number greater than 0.")
    }
    guard log.interactionCount > 0 else { throw LearnerModelError.emptyLog }
    var tables = [[Practice: (right: Double, count: Double)]](
      repeating: [:], count: log.skills.count)
    var right = 0.0
    for sequence in log.sequences {
      var practice: [Int: Practice] = [:]
      for interaction in sequence {
        let before = practice[interaction.skill] ?? Practice()
        tables[interaction.skill][before, default: (0, 0)].count += 1
        if interaction.isCorrect {
          tables[interaction.skill][before]!.right += 1
          right += 1
        }
        practice[interaction.skill] = before.after(interaction.isCorrect)
      }
    }
    let share = (right + 1) / (Double(log.interactionCount) + 2)
    let centre = Foundation.log(share / (1 - share))
    return FittedPerformanceFactors(
      vocabulary: log.vocabulary, centre: centre,
      skills: zip(log.skills, tables).map { name, table in
        let rows = table.sorted { ($0.key.right, $0.key.wrong) < ($1.key.right, $1.key.wrong) }
        let found = maximum(
          rows.map {
            ([1, Double($0.key.right), Double($0.key.wrong)], $0.value.right, $0.value.count)
          },
          centre: centre)
        return .init(skill: name, easiness: found[0], success: found[1], failure: found[2])
      })
  }

  /// Newton's method with halved steps: the penalised likelihood is strictly concave.
  private func maximum(
    _ rows: [(x: [Double], right: Double, count: Double)], centre: Double
  ) -> [Double] {
    func value(_ beta: [Double]) -> Double {
      let penalty =
        (beta[0] - centre) * (beta[0] - centre) + beta[1] * beta[1] + beta[2] * beta[2]
      return rows.reduce(-0.5 * ridge * penalty) { sum, row in
        let eta = beta[0] + beta[1] * row.x[1] + beta[2] * row.x[2]
        return sum + row.right * logLogistic(eta) + (row.count - row.right) * logLogistic(-eta)
      }
    }
    var beta = [centre, 0, 0]
    var last = value(beta)
    for _ in 0..<100 {
      var gradient = [-ridge * (beta[0] - centre), -ridge * beta[1], -ridge * beta[2]]
      var hessian = [ridge, 0, 0, 0, ridge, 0, 0, 0, ridge]
      for row in rows {
        let p = logistic(beta[0] + beta[1] * row.x[1] + beta[2] * row.x[2])
        for i in 0..<3 {
          gradient[i] += row.x[i] * (row.right - row.count * p)
          for j in 0..<3 { hessian[3 * i + j] += row.x[i] * row.x[j] * row.count * p * (1 - p) }
        }
      }
      guard let step = Cholesky(hessian, order: 3)?.solve(gradient) else { break }
      var share = 1.0
      while share > 1e-6 {
        let next = zip(beta, step).map { $0 + share * $1 }
        let reached = value(next)
        if reached >= last {
          beta = next
          last = reached
          break
        }
        share /= 2
      }
      if share <= 1e-6 || step.allSatisfy({ abs($0) < 1e-9 }) { break }
    }
    return beta
  }
}

/// How often a skill has been answered right and wrong so far.
struct Practice: Hashable {
  var right = 0
  var wrong = 0

  func after(_ isCorrect: Bool) -> Practice {
    Practice(right: right + (isCorrect ? 1 : 0), wrong: wrong + (isCorrect ? 0 : 1))
  }
}

public struct FittedPerformanceFactors: NextAnswerPredictor, Hashable, Codable {
  public let vocabulary: PracticeLog.Vocabulary
  /// β of a skill never seen.
  public let centre: Double
  public let skills: [Skill]

  public struct Skill: Sendable, Hashable, Codable {
    public let skill: String
    /// β, γ and ρ, in logits (an answer).
    public let easiness: Double
    public let success: Double
    public let failure: Double
  }

  public func predictions(for sequence: [PracticeLog.Interaction]) -> [Double] {
    var practice: [Int: Practice] = [:]
    return sequence.map { interaction in
      let before = practice[interaction.skill] ?? Practice()
      practice[interaction.skill] = before.after(interaction.isCorrect)
      guard skills.indices.contains(interaction.skill) else { return logistic(centre) }
      let skill = skills[interaction.skill]
      let eta =
        skill.easiness + skill.success * Double(before.right) + skill.failure * Double(before.wrong)
      return min(max(logistic(eta), 1e-9), 1 - 1e-9)
    }
  }
}
