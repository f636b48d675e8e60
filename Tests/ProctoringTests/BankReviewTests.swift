import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Testing

@testable import Proctoring

@Suite struct BankReviewTests {
  private func sittings(
    _ plan: TestPlan, people: Int, shift: Double, of item: Int, from start: Int
  ) -> [TestSession] {
    SimulatedPerson.draw(people, from: .standardNormal, seed: 2).enumerated().map {
      number, person in
      var person = person
      if number >= start, let model = plan.bank.items[item].parameters {
        let later = LogisticModel(
          discrimination: model.discrimination, difficulty: model.difficulty + shift)
        person.scores[item] = person.score(on: later, number: item)
      }
      return person.sitting(of: plan)
    }
  }

  @Test func anItemThatBecameHarderIsFound() throws {
    let plan = try SmallClass.plan(length: 12, items: 16)
    let review = BankReview(
      of: sittings(plan, people: 240, shift: 2, of: 5, from: 120), bank: plan.bank)
    let item = review.items[5]
    let drift = try #require(item.drift)
    #expect(drift.test.adjustedProbability < 0.01)
    #expect(abs(drift.after - 120) < 30)
    #expect((item.shift?.logits ?? 0) > 0.4)
    let others = review.items.filter { $0.id != item.id }
    #expect(others.count { ($0.drift?.test.adjustedProbability ?? 1) <= 0.05 } <= 1)
  }

  @Test func countsAreCounts() throws {
    let plan = try SmallClass.plan(length: 6, items: 12)
    let sittings = SmallClass.sittings(plan, people: 30, seed: 3)
    let review = BankReview(of: sittings, bank: plan.bank)
    #expect(review.items.reduce(0) { $0 + $1.count } == 180)
    #expect(abs(review.items.reduce(0) { $0 + $1.exposure } - 6) < 1e-9)
    var common = 0
    for first in sittings.indices {
      let own = Set(sittings[first].answers.map(\.item.id))
      for second in 0..<first {
        common += sittings[second].answers.count { own.contains($0.item.id) }
      }
    }
    #expect(abs(review.overlap - Double(common) / Double(30 * 29 / 2) / 6) < 1e-12)
    #expect(review == BankReview(of: sittings, bank: plan.bank, threads: 1))
  }

  /// Everybody is asked everything, so that information is known: with n answers SE(b) is about
  /// 1/√(n E[a²PQ]) and a little more for not knowing θ.
  @Test func errorsAndNeedsAreThoseOfInformation() throws {
    let plan = try SmallClass.plan(length: nil, items: 20, status: .provisional)
    let review = BankReview(
      of: SmallClass.sittings(plan, people: 150, seed: 4), bank: plan.bank,
      criteria: .init(standardError: 0.3))
    for (item, source) in zip(review.items, plan.bank.items) {
      let model = try #require(source.parameters)
      let mean = Quadrature.standard.integral {
        exp(NormalDistribution().logDensity(at: $0)) * model.information(at: $0)
      }
      let known = 1 / (150 * mean).squareRoot()
      #expect(item.standardError > 0.9 * known && item.standardError < 1.4 * known)
      #expect(item.effectiveCount > 0 && item.effectiveCount <= 150)
      let needed = try #require(item.neededCount)
      #expect((needed <= 150) == (item.standardError <= 0.3))
      #expect(item.isDueForCalibration == (item.standardError <= 0.3))
      #expect(abs(item.groups.reduce(0) { $0 + $1.count } - 150) < 1)
    }
  }

  /// Items of several scores, known by their scores only.
  @Test func gradedItemsAreReviewed() throws {
    let bank = Bank(
      name: "graded",
      items: (0..<12).map { number in
        Item(
          id: "g\(number)",
          model: GradedModel(
            discrimination: 1.2, thresholds: [-1, 0, 1].map { $0 + 0.2 * Double(number) - 1 }),
          status: .calibrated)
      })
    let plan = try TestPlan(
      bank: bank, design: Design(stopping: .init(standardError: nil, maximumItems: 8)))
    let honest = SmallClass.sittings(plan, people: 60, seed: 1)
    let review = BankReview(of: honest, bank: bank)
    for item in review.items where item.count >= 10 {
      #expect(item.groups.count == 3 && item.fit.map { $0.infit > 0.5 && $0.infit < 1.6 } == true)
      #expect(item.groups.allSatisfy { (0...1).contains($0.expected) && abs($0.residual) < 5 })
    }
    #expect(Similarity(honest).pairs.isEmpty)
    let copy = SimulatedPerson(theta: -1, seed: 4).sitting(
      of: plan, behaviour: .copying(honest[0], share: 1))
    #expect(copy.answers.count == 8 && Similarity(honest + [copy]).pairCount > 1000)
  }

  /// Items on trial, with parameters and without: what their answers tell, and whether that is enough.
  @Test func itemsOnTrialAreDueOnceTheirAnswersSuffice() throws {
    let truth = [-1.0, 0.3, 0.8].map { LogisticModel(difficulty: $0) }
    let trial = [
      Item(id: "bare", status: .pretest),
      Item(id: "guess", parameters: truth[1], status: .pretest),
      Item(
        id: "known", parameters: truth[2],
        parameterErrors: ParameterErrors(
          discrimination: 0.1, difficulty: 0.1, lowerAsymptote: 0, upperAsymptote: 0),
        status: .pretest), Item(id: "unseen", status: .pretest),
    ]
    let scored = SmallClass.bank(items: 20)
    let bank = Bank(name: "trial", items: trial.dropLast() + scored.items.map(\.withoutQuestion))
    var design = Design(
      selection: .init(randomesque: 5), stopping: .init(standardError: nil, maximumItems: 10))
    design.pretest = .init(.places([2, 5, 8]))
    let plan = try TestPlan(bank: bank, design: design)
    let sittings = SimulatedPerson.draw(150, from: .standardNormal, seed: 5).map { person in
      var person = person
      for (number, model) in truth.enumerated() {
        person.scores[number] = person.score(on: model, number: number)
      }
      return person.sitting(of: plan)
    }
    let later = Bank(name: "trial", items: trial + bank.items.dropFirst(3))
    let review = BankReview(of: sittings, bank: later, criteria: .init(standardError: 0.25))
    for (item, model) in zip(review.items, truth) {
      // Everybody was asked, so that the information is about that of so many people.
      let mean = Quadrature.standard.integral {
        exp(NormalDistribution().logDensity(at: $0)) * model.information(at: $0)
      }
      let known = 1 / (150 * mean).squareRoot()
      #expect(item.count == 150 && item.exposure == 1)
      #expect(item.standardError > 0.9 * known && item.standardError < 1.4 * known)
      #expect(try #require(item.neededCount) <= 150)
    }
    #expect(review.items.prefix(4).map(\.isDueForCalibration) == [true, true, false, false])
    #expect(review.items[0].fit == nil && review.items[0].shift == nil)
    #expect(review.items[1].shift != nil && review.items[3].neededCount == nil)
    // What is on trial says nothing of the people, and makes no two sittings alike.
    let without = BankReview(
      of: sittings, bank: Bank(name: "trial", items: Array(bank.items.dropFirst(3))))
    #expect(review.people == without.people && review.overlap == without.overlap)
    let few = BankReview(
      of: Array(sittings.prefix(20)), bank: later, criteria: .init(standardError: 0.25))
    #expect(!few.items[0].isDueForCalibration && (few.items[0].neededCount ?? 0) > 60)
    // Before the item is one of the test's own, its answers are the pattern of nobody.
    #expect(SittingReview(of: sittings[0], against: ReviewContext()).flags.isEmpty)
  }

  /// However one-sided the answers are, the need is a number.
  @Test func anItemThatEverybodyKnowsNeedsMany() throws {
    let bank = Bank(
      name: "easy",
      items: [Item(id: "t", status: .pretest)]
        + SmallClass.bank(items: 12).items.map(\.withoutQuestion))
    var design = Design(stopping: .init(standardError: nil, maximumItems: 6))
    design.pretest = .init(.places([3]))
    let plan = try TestPlan(bank: bank, design: design)
    let sittings = SimulatedPerson.draw(40, from: .standardNormal, seed: 6).map { person in
      var person = person
      person.scores[0] = 1
      return person.sitting(of: plan)
    }
    let item = BankReview(of: sittings, bank: bank).items[0]
    #expect(item.count == 40 && item.scoredCount == 0 && !item.isDueForCalibration)
    #expect(item.standardError.isFinite && (item.neededCount ?? 0) > 400)
  }

  @Test func nothingIsSaidOfNothing() throws {
    let bank = SmallClass.bank(items: 4)
    let review = BankReview(of: [], bank: bank)
    #expect(review.overlap == 0 && review.sittingCount == 0)
    for item in review.items {
      #expect(item.count == 0 && item.exposure == 0 && item.neededCount == nil)
      #expect(item.shift == nil && item.drift == nil && item.fit == nil && item.groups.isEmpty)
      #expect(item.standardError == .infinity && !item.isDueForCalibration)
    }
  }
}

extension Item {
  fileprivate var withoutQuestion: Item {
    Item(id: id, parameters: parameters, status: status)
  }
}
