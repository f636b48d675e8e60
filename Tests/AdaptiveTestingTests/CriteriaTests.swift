import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// Every criterion against the slow reference, on banks of all models and after some answers.
struct CriteriaTests {
  struct Case {
    let plan: TestPlan
    let state: SelectionState
    let reference: CriterionReference

    init(_ selection: Design.Selection, seed: UInt64, answered: Int) throws {
      let bank = mixedBank(18, seed: seed)
      let quadrature = Quadrature(from: -5, to: 5, points: 41)
      let estimation = Design.Estimation(quadrature: quadrature)
      plan = try TestPlan(
        bank: bank,
        design: .endless(selection: selection, estimation: estimation, maximumItems: 15))
      var generator = SeededGenerator(seed: seed, stream: 1)
      var answers: [(item: Int, score: Int)] = []
      for index in 0..<answered {
        let item = (5 * index + 2) % 18
        let count = bank.items[item].model?.scoreCount ?? 1
        answers.append((item, generator.index(below: count)))
      }
      let plan = plan
      let responses = answers.map {
        ScoredResponse(model: plan.selector.model($0.item), score: $0.score)
      }
      let estimate = plan.estimate(plan.estimator.pattern(responses), near: 0)
      state = SelectionState(
        theta: estimate.theta, standardError: estimate.standardError, given: answers.map(\.item),
        responses: responses, seed: seed)
      reference = CriterionReference(
        bank: bank, theta: estimate.theta, standardError: estimate.standardError,
        answers: answers, from: -5, to: 5, points: 41)
    }

    /// The engine's choice is the reference's, with its runner-up and their values.
    func expect(
      _ tolerance: Double, largest: Bool = true, _ value: (CriterionReference, Int) -> Double,
      _ location: SourceLocation = #_sourceLocation
    ) throws {
      let ranked = plan.pool.filter { !state.given.contains($0) }
        .map { (item: $0, value: value(reference, $0)) }
        .sorted { largest ? $0.value > $1.value : $0.value < $1.value }
      let proposal = try #require(plan.selector.propose(in: state)).proposal
      let items = plan.bank.items
      // Two that the reference cannot tell apart may stand either way.
      let isClear = abs(ranked[0].value - ranked[1].value) > 2 * tolerance
      if isClear {
        #expect(proposal.item == items[ranked[0].item].id, sourceLocation: location)
        #expect(proposal.runnerUp?.item == items[ranked[1].item].id, sourceLocation: location)
      }
      #expect(abs(proposal.value - ranked[0].value) < tolerance, sourceLocation: location)
      let second = try #require(proposal.runnerUp?.value)
      #expect(abs(second - ranked[1].value) < tolerance, sourceLocation: location)
    }
  }

  static let cases: [(seed: UInt64, answered: Int)] = [(1, 0), (2, 1), (3, 4), (4, 9), (5, 4)]

  private func each(
    _ selection: Design.Selection, _ check: (Case) throws -> Void
  ) throws {
    for (seed, answered) in Self.cases {
      try check(try Case(selection, seed: seed, answered: answered))
    }
  }

  @Test func nearestPlaces() throws {
    try each(.init(criterion: .nearestPeak)) {
      try $0.expect(2e-3, largest: false) { abs($0.peak($1) - $0.theta) }
    }
    try each(.init(criterion: .nearestDifficulty)) {
      try $0.expect(2e-3, largest: false) { reference, item in
        let difficulty = reference.bank.items[item].parameters?.difficulty
        return abs((difficulty ?? reference.peak(item)) - reference.theta)
      }
    }
  }

  @Test func weightedInformation() throws {
    try each(.init(criterion: .likelihoodWeightedInformation)) {
      try $0.expect(1e-7) { reference, item in
        reference.average(withPrior: false) { reference.information(item, $0) }
      }
    }
    try each(.init(criterion: .posteriorWeightedInformation)) {
      try $0.expect(1e-7) { reference, item in
        reference.average(withPrior: true) { reference.information(item, $0) }
      }
    }
  }

  @Test func intervalInformation() throws {
    var selection = Design.Selection(criterion: .intervalInformation)
    try each(selection) {
      // Cut where the quadrature ends.
      let reach = 1.96 * $0.state.standardError
      guard abs($0.state.theta) + reach < 5 else { return }
      try $0.expect(1e-6) { $0.interval($1, halfWidth: reach) }
    }
    selection.halfWidth = 0.4
    try each(selection) { try $0.expect(1e-6) { $0.interval($1, halfWidth: 0.4) } }
  }

  @Test func intervalOfAnEndlessErrorStaysWithinTheQuadrature() throws {
    let one = try Case(.init(criterion: .intervalInformation), seed: 3, answered: 4)
    var state = one.state
    state.standardError = .infinity
    let proposal = try #require(one.plan.selector.propose(in: state)).proposal
    let model = try #require(one.plan.bank.items.first { $0.id == proposal.item }?.model)
    let mean = Quadrature(from: -5, to: 5, points: 4001).integral(of: model.information) / 10
    #expect(abs(proposal.value - mean) < 1e-4)
  }

  @Test func expectedPosteriorVariance() throws {
    try each(.init(criterion: .expectedPosteriorVariance)) {
      try $0.expect(1e-10, largest: false) { $0.expectedVariance($1) }
    }
  }

  @Test(arguments: [Design.InformationKind.fisher, .observed])
  func expectedInformation(kind: Design.InformationKind) throws {
    var selection = Design.Selection(criterion: .expectedInformation)
    selection.information = kind
    try each(selection) {
      try $0.expect(1e-5) { reference, item in
        reference.scores(item).reduce(0) { sum, score in
          var after = reference.answers
          after.append((item, score))
          let more = CriterionReference(
            bank: reference.bank, theta: 0, standardError: 1, answers: after, from: -5, to: 5,
            points: 41)
          let theta = more.average(withPrior: true) { $0 }
          let h = 1e-4
          let log = { (theta: Double) in Foundation.log(more.probability(item, score, theta)) }
          let value =
            kind == .fisher
            ? more.information(item, theta)
            : -(log(theta + h) - 2 * log(theta) + log(theta - h)) / (h * h)
          return sum + reference.probability(item, score, reference.theta) * value
        }
      }
    }
  }

  @Test func globalCriteria() throws {
    try each(.init(criterion: .kullbackLeibler)) {
      try $0.expect(1e-10) { $0.kullbackLeibler($1, withPrior: false) }
    }
    try each(.init(criterion: .posteriorKullbackLeibler)) {
      try $0.expect(1e-10) { $0.kullbackLeibler($1, withPrior: true) }
    }
    try each(.init(criterion: .globalDiscrimination)) {
      try $0.expect(1e-10) { $0.discrimination($1, withPrior: false) }
    }
    try each(.init(criterion: .posteriorGlobalDiscrimination)) {
      try $0.expect(1e-10) { $0.discrimination($1, withPrior: true) }
    }
  }

  /// A likelihood of 600 answers is 0 to a Double, its logarithm is not.
  @Test(arguments: [
    Design.Criterion.likelihoodWeightedInformation, .kullbackLeibler, .globalDiscrimination,
  ])
  func longTestsDoNotUnderflow(criterion: Design.Criterion) throws {
    var generator = SeededGenerator(seed: 8)
    let bank = makeBank((0..<1602).map { _ in (6 * generator.uniform() - 3, nil) })
    let plan = try TestPlan(
      bank: bank, design: .endless(selection: .init(criterion: criterion)))
    let responses = (0..<1600).map {
      ScoredResponse(model: plan.selector.model($0), score: $0 % 2)
    }
    let state = SelectionState(
      theta: 0, standardError: 0.06, given: Array(0..<1600), responses: responses)
    let proposal = try #require(plan.selector.propose(in: state)).proposal
    #expect(proposal.value > 0 && proposal.value < 1)
  }

  /// Under a uniform prior the posterior is the likelihood within its range, whatever the quadrature's.
  @Test func uniformPriorCutsTheQuadrature() throws {
    let bank = mixedBank(12, seed: 3)
    let plan = try TestPlan(
      bank: bank,
      design: .endless(
        selection: .init(criterion: .posteriorWeightedInformation),
        estimation: .init(prior: .uniform(0.05...0.15))))
    let state = SelectionState(theta: 0.1, given: [])
    let proposal = try #require(plan.selector.propose(in: state)).proposal
    let best = bank.items.max {
      ($0.model?.information(at: 0.1) ?? 0) < ($1.model?.information(at: 0.1) ?? 0)
    }
    #expect(proposal.item == best?.id)
    #expect(abs(proposal.value - (best?.model?.information(at: 0.1) ?? 0)) < 1e-3)
  }

  /// A whole sitting under each criterion replays to the same events.
  @Test(arguments: Design.Criterion.allCases)
  func sittingsReplay(criterion: Design.Criterion) throws {
    let bank = mixedBank(14, seed: 6)
    var selection = Design.Selection(criterion: criterion)
    if criterion == .fixed { selection.items = ["q3", "q1", "q7"] }
    let design = Design.endless(selection: selection, maximumItems: 6)
    let session = try finished(bank, design, seed: 11)
    let again = try finished(bank, design, seed: 11)
    #expect(session.events == again.events)
    #expect(session.answers.count == (criterion == .fixed ? 3 : 6))
    #expect(session.proposals.allSatisfy { $0.criterion == criterion && $0.value.isFinite })
    #expect(Set(session.path).count == session.path.count)
    #expect(try Design(design.json) == design)
  }
}
