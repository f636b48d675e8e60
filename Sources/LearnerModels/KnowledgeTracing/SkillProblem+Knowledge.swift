import Foundation
import Numerical

extension SkillProblem {
  /// What is reported of the best estimates; `nil` for a skill that nobody answered.
  func knowledge(
    from best: KnowledgeEstimation?, skill: String, vocabulary: PracticeLog.Vocabulary
  ) -> SkillKnowledge {
    guard let best else {
      var unknown = KnowledgeTracer.unknownSkill
      unknown.skill = skill
      unknown.concerns = [.unanswered]
      return unknown
    }
    let values = best.values
    let expectation = KnowledgeExpectation(forest: forest, layout: layout)
    _ = expectation.run(at: values)
    let (happened, possible) = (expectation.happened, expectation.possible)
    func pooled(_ range: Range<Int>) -> Double {
      if range.count == 1 { return values[range.lowerBound] }
      let whole = range.reduce(0) { $0 + possible[$1] }
      guard whole > 0 else { return values[range.lowerBound] }
      return range.reduce(0) { $0 + happened[$1] } / whole
    }
    let learnings = layout.learningStart..<layout.forget
    let guesses = layout.guessStart..<layout.slipStart
    let slips = layout.slipStart..<layout.count
    var result = SkillKnowledge(
      skill: skill, initialMastery: pooled(0..<layout.initialCount), learn: pooled(learnings),
      guess: pooled(guesses), slip: pooled(slips),
      forget: layout.forgets ? values[layout.forget] : 0)
    let free = freeParameters(values)
    let allErrors = withStandardErrors ? standardErrors(at: values, free: free) : nil
    func isTooLarge(_ error: Double?) -> Bool {
      error.map { $0 > SkillKnowledge.largestError } ?? false
    }
    let errors = allErrors.map { $0.map { isTooLarge($0) ? nil : $0 } }
    result.logLikelihood = best.logLikelihood + firstAnswerLogLikelihood
    result.studentCount = forest.studentCount
    result.answerCount = forest.answerCount
    result.iterations = best.iterations
    result.converged = best.converged
    result.concerns = concerns(best, errors: errors)
    let kinds: [(SkillKnowledge.Probability, Range<Int>)] = [
      (.initialMastery, 0..<layout.initialCount), (.learn, learnings), (.guess, guesses),
      (.slip, slips),
      (.forget, layout.forget..<(layout.forgets ? layout.forget + 1 : layout.forget)),
    ]
    result.undetermined = kinds.filter { allErrors?[$0.1].contains(where: isTooLarge) ?? false }
      .map(\.0)
    result.standardErrors = .init(
      initialMastery: layout.initialCount == 1 ? errors?[0] : nil,
      learn: learnings.count == 1 ? errors?[learnings.lowerBound] : nil,
      guess: guesses.count == 1 ? errors?[guesses.lowerBound] : nil,
      slip: slips.count == 1 ? errors?[slips.lowerBound] : nil,
      forget: layout.forgets ? errors?[layout.forget] : nil)
    if isByFirstAnswer {
      result.byFirstAnswer = .init(
        afterWrong: values[0], afterRight: values[1], right: firstAnswerRight)
    }
    if records.items != [nil] {
      result.items = records.items.enumerated().map { index, item in
        .init(
          item: item.map { vocabulary.items[$0] }, guess: values[guesses.lowerBound + index],
          slip: values[slips.lowerBound + index],
          guessError: errors?[guesses.lowerBound + index],
          slipError: errors?[slips.lowerBound + index])
      }
    }
    if records.resources != [nil] {
      result.resources = records.resources.enumerated().map { index, resource in
        .init(
          resource: resource.map { vocabulary.resources[$0] },
          learn: values[learnings.lowerBound + index],
          standardError: errors?[learnings.lowerBound + index])
      }
    }
    return result
  }

  /// The share, kept from 0 and 1 by one answer of each kind.
  private var firstAnswerRight: Double {
    Double(records.rightFirstAnswers + 1) / Double(records.firstAnswers + 2)
  }

  private var firstAnswerLogLikelihood: Double {
    guard isByFirstAnswer else { return 0 }
    return Double(records.rightFirstAnswers) * log(firstAnswerRight)
      + Double(records.firstAnswers - records.rightFirstAnswers) * log(1 - firstAnswerRight)
  }

  /// Those inside their range: the others are where the data or a cap pushed them.
  private func freeParameters(_ values: [Double]) -> [Int] {
    values.indices.filter { index in
      guard values[index] > 1e-5, values[index] < 1 - 1e-5 else { return false }
      guard index >= layout.guessStart else { return true }
      let isGuess = index < layout.slipStart
      let other = isGuess ? index + layout.emissionCount : index - layout.emissionCount
      let cap = isGuess ? maximization.guessCap : maximization.slipCap
      return values[index] < cap - 1e-6
        && values[index] + values[other] < 1 - KnowledgeMaximization.gap - 1e-6
    }
  }

  /// From the observed information: minus the central differences of the exact score.
  ///
  /// - Returns: by parameter; `nil` entries for those that are not free, `nil` where the information is
  ///   not positive definite.
  private func standardErrors(at values: [Double], free: [Int]) -> [Double?]? {
    let order = free.count
    let expectation = KnowledgeExpectation(forest: forest, layout: layout)
    var information = [Double](repeating: 0, count: order * order)
    for (column, index) in free.enumerated() {
      let step = 1e-3 * min(values[index], 1 - values[index], 0.1)
      func score(_ shift: Double) -> [Double] {
        var moved = values
        moved[index] += shift
        _ = expectation.run(at: moved)
        return expectation.score(at: moved)
      }
      let (above, below) = (score(step), score(-step))
      for (row, other) in free.enumerated() {
        information[row * order + column] = (below[other] - above[other]) / (2 * step)
      }
    }
    for row in 0..<order {
      for column in 0..<row {
        let mean =
          0.5 * (information[row * order + column] + information[column * order + row])
        information[row * order + column] = mean
        information[column * order + row] = mean
      }
    }
    guard order > 0, let factor = Cholesky(information, order: order, tolerance: 1e-8) else {
      return nil
    }
    let inverse = factor.inverse
    var errors = [Double?](repeating: nil, count: layout.count)
    for (row, index) in free.enumerated() {
      errors[index] = inverse[row * order + row].squareRoot()
    }
    return errors
  }

  private func concerns(
    _ best: KnowledgeEstimation, errors: [Double?]?
  ) -> [BayesianKnowledgeTracing.Concern] {
    let values = best.values
    let emissions = 0..<layout.emissionCount
    func guess(_ emission: Int) -> Double { values[layout.guessStart + emission] }
    func slip(_ emission: Int) -> Double { values[layout.slipStart + emission] }
    var result: [BayesianKnowledgeTracing.Concern] = []
    if records.rightCount == records.answerCount { result.append(.neverWrong) }
    if records.rightCount == 0 { result.append(.neverRight) }
    if forest.longest < 2 { result.append(.noSecondAnswer) }
    if emissions.contains(where: {
      maximization.guessCap < 1 && guess($0) > maximization.guessCap - 1e-6
    }) {
      result.append(.guessAtCap)
    }
    if emissions.contains(where: {
      maximization.slipCap < 1 && slip($0) > maximization.slipCap - 1e-6
    }) {
      result.append(.slipAtCap)
    }
    if emissions.contains(where: {
      guess($0) + slip($0) > 1 - KnowledgeMaximization.gap - 1e-6
    }) {
      result.append(.guessAndSlipAtOne)
    }
    if values.contains(where: { $0 <= 1e-5 || $0 >= 1 - 1e-5 }) {
      result.append(.parameterAtBound)
    }
    if !best.converged { result.append(.notConverged) }
    if withStandardErrors, errors == nil { result.append(.noStandardErrors) }
    return result
  }
}
