import AdaptiveTesting
import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Numerical

/// The sittings of two groups, with what each tells of its person apart from a set of items.
struct GroupEvidence: Sendable {
  let reference: String
  let focal: String
  let itemCount: Int
  private let models: [(any ResponseModel)?]
  /// Items whose answers count towards ability.
  private let counts: [Bool]
  private let curves: [ItemCurves?]
  private let grid = Quadrature.standard.points
  private let answers: [[BankEvidence.Answer]]
  private let isFocal: [Bool]
  /// By item.
  private let places: [[(sitting: Int, score: Int)]]

  /// - Parameter isFocal: by sitting.
  init(
    _ sittings: [TestSession], isFocal: [Bool], reference: String, focal: String, bank: Bank
  ) {
    let grid = Quadrature.standard.points
    let curves = bank.items.map { $0.model.map { ItemCurves($0, on: grid) } }
    let numbers = Dictionary(
      bank.items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    answers = sittings.map { session in
      session.answers.compactMap { answer -> BankEvidence.Answer? in
        guard !answer.isVoided, let number = numbers[answer.item.id], let curve = curves[number],
          answer.score < curve.slopes.count
        else { return nil }
        return BankEvidence.Answer(
          item: number, score: answer.score, isPretest: answer.isPretest)
      }
    }
    var places = [[(sitting: Int, score: Int)]](repeating: [], count: bank.items.count)
    for (sitting, given) in answers.enumerated() {
      for answer in given { places[answer.item].append((sitting, answer.score)) }
    }
    self.places = places
    self.curves = curves
    self.isFocal = isFocal
    self.reference = reference
    self.focal = focal
    itemCount = bank.items.count
    models = bank.items.map(\.model)
    counts = bank.items.map { $0.status != .pretest }
  }

  // MARK: People

  /// What the answers to a set of items tell of each person.
  struct Matching: Sendable {
    /// The items that do not count.
    let without: Set<Int>
    /// By sitting and point: the logarithm of the answers' likelihood.
    let logs: [[Double]]
    /// By point, of the reference and the focal group's people: the logarithm of their density.
    let priors: [[Double]]
    /// The same of both together.
    let commonPrior: [Double]
  }

  /// - Parameter without: numbers of items that tell nothing of ability.
  func matching(without: Set<Int>, parallel: Parallel) -> Matching {
    let logs = parallel.map(answers.count) { sitting in
      var logs = [Double](repeating: 0, count: grid.count)
      for answer in answers[sitting] where counts[answer.item] && !without.contains(answer.item) {
        guard let curve = curves[answer.item]?.logProbabilities[answer.score] else { continue }
        for point in logs.indices { logs[point] += curve[point] }
      }
      return logs
    }
    let likelihoods = logs.map { logs in
      let largest = logs.max() ?? 0
      return logs.map { exp($0 - largest) }
    }
    func prior(_ likelihoods: [[Double]]) -> [Double] {
      let people = BankEvidence.people(likelihoods, on: grid)
      return grid.map { people.logDensity(at: $0) }
    }
    return Matching(
      without: without, logs: logs,
      priors: [false, true].map { isFocal in
        prior(likelihoods.indices.filter { self.isFocal[$0] == isFocal }.map { likelihoods[$0] })
      },
      commonPrior: prior(likelihoods))
  }

  // MARK: Items

  /// An item's tests, before they are corrected for their number.
  struct Finding: Sendable {
    var referenceCount = 0
    var focalCount = 0
    var shift: (logits: Double, standardError: Double, test: ChiSquareTest)?
    var mantelHaenszel: DifferentialItemFunctioning.MantelHaenszel?
    var logistic: DifferentialItemFunctioning.Logistic?
    var obstacle: ItemDifference.Obstacle?
  }

  func finding(_ item: Int, _ matching: Matching) -> Finding {
    var finding = Finding()
    finding.focalCount = places[item].count { isFocal[$0.sitting] }
    finding.referenceCount = places[item].count - finding.focalCount
    guard let model = models[item], let curve = curves[item] else {
      finding.obstacle = .fewAnswers(group: focal)
      return finding
    }
    for (group, count) in [(reference, finding.referenceCount), (focal, finding.focalCount)]
    where count < ItemDifference.minimumCount {
      finding.obstacle = .fewAnswers(group: group)
      return finding
    }
    let isIncluded = counts[item] && !matching.without.contains(item)
    var parts = [false, true].map { _ in ShiftLikelihood(model: model, grid: grid) }
    var abilities: [Double] = []
    for (sitting, score) in places[item] {
      let own = curve.logProbabilities[score]
      var others = matching.logs[sitting]
      if isIncluded { for point in others.indices { others[point] -= own[point] } }
      let group = isFocal[sitting] ? 1 : 0
      // Each group has its own people: to take the weaker one for the other would make its ability a
      // difference of its items.
      parts[group].add(score, logs: zip(others, matching.priors[group]).map { $0 + $1 })
      abilities.append(
        expectation(others.indices.map { others[$0] + own[$0] + matching.commonPrior[$0] }))
    }
    if model.scoreCount == 2, !(model is NominalModel) {
      addClassical(to: &finding, item, abilities)
    }
    for (group, part) in zip([reference, focal], parts) where part.isConstant {
      finding.obstacle = .constant(group: group)
      return finding
    }
    guard let first = parts[0].maximum(), let second = parts[1].maximum(),
      let both = (parts[0] + parts[1]).maximum()
    else {
      finding.obstacle = .constant(group: focal)
      return finding
    }
    finding.shift = (
      second.shift - first.shift,
      (1 / first.information + 1 / second.information).squareRoot(),
      ChiSquareTest(
        statistic: max(0, 2 * (first.value + second.value - both.value)), degreesOfFreedom: 1)
    )
    return finding
  }

  /// The tests that only ask whether people of equal ability answer alike.
  ///
  /// The item's own answer counts towards the ability, and the group does not. The other way round holds, too;
  /// with both, a weaker group seems to be favoured, since its people need better answers for the same
  /// ability (one test in ten is below .05, in `FairnessStudy` with groups a logit apart).
  private func addClassical(to finding: inout Finding, _ item: Int, _ abilities: [Double]) {
    let compared = ComparedAnswers(
      reference: reference, focal: focal, isRight: places[item].map { $0.score == 1 },
      isFocal: places[item].map { isFocal[$0.sitting] })
    finding.mantelHaenszel = try? compared.mantelHaenszel(
      strata: ComparedAnswers.strata(of: abilities, most: 20))
    finding.logistic = try? compared.logistic(on: abilities)
  }

  private func expectation(_ logs: [Double]) -> Double {
    let largest = logs.max() ?? 0
    var (total, first) = (0.0, 0.0)
    for point in logs.indices {
      let weight = exp(logs[point] - largest)
      total += weight
      first += weight * grid[point]
    }
    return first / total
  }
}
