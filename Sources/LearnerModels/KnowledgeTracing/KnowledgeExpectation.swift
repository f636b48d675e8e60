import Foundation
import Numerical

/// The E-step of one skill: forward over the tree of records, then backward.
///
/// Forward, f is P(mastered | answers up to the node) and p the probability of the node's answer given
/// those before it. Backward, the messages P(what follows | state) / P(what follows | answers so far) are
/// additive over the students below a node, which is what lets them share it.
final class KnowledgeExpectation {
  private let forest: AnswerForest
  private let layout: KnowledgeLayout
  private let filtered: Buffer<Double>
  private let prior: Buffer<Double>
  private let chance: Buffer<Double>
  private let backMastered: Buffer<Double>
  private let backUnmastered: Buffer<Double>
  /// By parameter: how often what it is the probability of is expected to have happened, and how often
  /// it could have.
  private(set) var happened: [Double]
  private(set) var possible: [Double]

  init(forest: AnswerForest, layout: KnowledgeLayout) {
    self.forest = forest
    self.layout = layout
    let count = forest.count
    filtered = Buffer(count, filledWith: 0)
    prior = Buffer(count, filledWith: 0)
    chance = Buffer(count, filledWith: 0)
    backMastered = Buffer(count, filledWith: 0)
    backUnmastered = Buffer(count, filledWith: 0)
    happened = Array(repeating: 0, count: layout.count)
    possible = happened
  }

  /// Fills `happened` and `possible`.
  ///
  /// - Returns: the log-likelihood at `values`.
  func run(at values: [Double]) -> Double {
    let logLikelihood = forward(values)
    backward(values)
    return logLikelihood
  }

  /// The derivatives of the log-likelihood by Fisher's identity, from the last run.
  func score(at values: [Double]) -> [Double] {
    values.indices.map { index in
      happened[index] / values[index]
        - (possible[index] - happened[index]) / (1 - values[index])
    }
  }

  func forward(_ values: [Double]) -> Double {
    let (parent, answer) = (forest.parent.base, forest.answer.base)
    let (emission, learning) = (forest.emission.base, forest.learning.base)
    let weight = forest.weight.base
    let (f, m, p) = (filtered.base, prior.base, chance.base)
    let forget = layout.forgets ? values[layout.forget] : 0
    var logLikelihood = 0.0
    values.withUnsafeBufferPointer { values in
      for node in 0..<forest.count {
        let above = Int(parent[node])
        let mastered: Double
        if above < 0 {
          mastered = values[-1 - above]
        } else {
          let learn = values[layout.learningStart + Int(learning[above])]
          mastered = f[above] * (1 - forget) + (1 - f[above]) * learn
        }
        m[node] = mastered
        if answer[node] == AnswerForest.Answer.silent.rawValue {
          p[node] = 1
          f[node] = mastered
          continue
        }
        let guess = values[layout.guessStart + Int(emission[node])]
        let slip = values[layout.slipStart + Int(emission[node])]
        let isRight = answer[node] == AnswerForest.Answer.right.rawValue
        let joint = mastered * (isRight ? 1 - slip : slip)
        let total = joint + (1 - mastered) * (isRight ? guess : 1 - guess)
        p[node] = total
        f[node] = joint / total
        logLikelihood += weight[node] * log(total)
      }
    }
    return logLikelihood
  }

  private func backward(_ values: [Double]) {
    let (parent, answer) = (forest.parent.base, forest.answer.base)
    let (emission, learning) = (forest.emission.base, forest.learning.base)
    let (f, m, p) = (filtered.base, prior.base, chance.base)
    let (b1, b0) = (backMastered.base, backUnmastered.base)
    let forget = layout.forgets ? values[layout.forget] : 0
    for index in happened.indices {
      happened[index] = 0
      possible[index] = 0
    }
    b1.update(from: forest.ending.base, count: forest.count)
    b0.update(from: forest.ending.base, count: forest.count)
    happened.withUnsafeMutableBufferPointer { happened in
      possible.withUnsafeMutableBufferPointer { possible in
        values.withUnsafeBufferPointer { values in
          for node in stride(from: forest.count - 1, through: 0, by: -1) {
            // What the node's answer and all below it say to either state.
            let mastered = f[node] * b1[node]
            let unmastered = (1 - f[node]) * b0[node]
            var (to1, to0) = (b1[node], b0[node])
            if answer[node] != AnswerForest.Answer.silent.rawValue {
              let guessIndex = layout.guessStart + Int(emission[node])
              let slipIndex = layout.slipStart + Int(emission[node])
              possible[slipIndex] += mastered
              possible[guessIndex] += unmastered
              if answer[node] == AnswerForest.Answer.right.rawValue {
                happened[guessIndex] += unmastered
                to1 *= (1 - values[slipIndex]) / p[node]
                to0 *= values[guessIndex] / p[node]
              } else {
                happened[slipIndex] += mastered
                to1 *= values[slipIndex] / p[node]
                to0 *= (1 - values[guessIndex]) / p[node]
              }
            }
            let above = Int(parent[node])
            if above < 0 {
              happened[-1 - above] += m[node] * to1
              possible[-1 - above] += m[node] * to1 + (1 - m[node]) * to0
              continue
            }
            let learnIndex = layout.learningStart + Int(learning[above])
            let learn = values[learnIndex]
            let learned = (1 - f[above]) * learn * to1
            happened[learnIndex] += learned
            possible[learnIndex] += learned + (1 - f[above]) * (1 - learn) * to0
            if layout.forgets {
              let lost = f[above] * forget * to0
              happened[layout.forget] += lost
              possible[layout.forget] += lost + f[above] * (1 - forget) * to1
            }
            b1[above] += (1 - forget) * to1 + forget * to0
            b0[above] += learn * to1 + (1 - learn) * to0
          }
        }
      }
    }
  }
}
