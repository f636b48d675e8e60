import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Testing

@Suite struct BankGrowthTests {
  private func bank(_ count: Int, seed: UInt64 = 3) -> Bank {
    var generator = SeededGenerator(seed: seed)
    return Bank(
      name: "small",
      items: (0..<count).map {
        Item(
          id: "\($0)", domain: $0 % 3 == 0 ? "a" : "b",
          parameters: LogisticModel(
            discrimination: 1.2 * exp(0.3 * generator.normal()),
            difficulty: 0.5 * generator.normal() - 0.5, lowerAsymptote: $0 % 2 == 0 ? 0.15 : 0))
      })
  }

  private func design(_ length: Int?, _ change: (inout Design) -> Void = { _ in }) -> Design {
    var design = Design(stopping: .init(standardError: 0.3, maximumItems: length))
    change(&design)
    return design
  }

  private func grow(
    _ bank: Bank, _ design: Design, target: Double, abilities: [Double] = [-1, 0, 1],
    threads: Int? = nil
  ) throws -> BankGrowth {
    try BankGrowth(
      bank: bank, design: design, target: target, abilities: abilities, peopleEach: 20, seed: 5,
      threads: threads)
  }

  /// Against every subset of the bank.
  @Test func smallestErrorsAreThoseOfTheBestSubsets() throws {
    let bank = bank(9)
    let growth = try grow(bank, design(4), target: 0.7)
    for place in growth.present {
      var most = [Double](repeating: 0, count: 10)
      for subset in 0..<(1 << 9) {
        let information = bank.items.indices.filter { subset >> $0 & 1 == 1 }.reduce(0.0) {
          $0 + (bank.items[$1].model?.information(at: place.theta) ?? 0)
        }
        most[subset.nonzeroBitCount] = max(most[subset.nonzeroBitCount], information)
      }
      let errors = most.map { 1 / ($0 + 1).squareRoot() }
      #expect(abs(place.smallestStandardError - errors[4]) < 1e-12)
      #expect(place.fewestItems == errors.prefix(5).firstIndex { $0 <= 0.7 })
    }
  }

  /// Under content balance: against sessions of the engine whose person is known to be at 0, which the
  /// engine is made to believe by a prior that no answer can move.
  @Test func domainsShareTheBestTestAsInTheEngine() throws {
    let bank = bank(14)
    let balanced = design(6) { $0.content = .shares(["a": 1, "b": 2]) }
    let growth = try grow(bank, balanced, target: 0.6, abilities: [0])
    var known = balanced
    known.estimation.method = .map
    known.estimation.prior = .normal(mean: 0, standardDeviation: 1e-7)
    known.stopping.standardError = nil
    let plan = try TestPlan(bank: bank, design: known)
    let sitting = SimulationStudy(plan: plan, people: []).sit(SimulatedPerson(theta: 0, seed: 1))
    let information = sitting.items.reduce(0.0) {
      $0 + (bank.items[Int($1)].model?.information(at: 0) ?? 0)
    }
    #expect(sitting.length == 6)
    #expect(
      abs(growth.present[0].smallestStandardError - 1 / (information + 1).squareRoot()) < 1e-6)
  }

  /// Against studies of every length.
  @Test func leastLengthIsTheFirstThatReaches() throws {
    let (bank, design) = (bank(30), design(nil))
    let abilities = [-1.0, 0, 1]
    let growth = try grow(bank, design, target: 0.6, abilities: abilities)
    let people = SimulatedPerson.draw(60, from: .grid(abilities, replications: 20), seed: 5)
    let first = try (1...30).first { length in
      var limited = design
      limited.stopping.standardError = 0.6
      limited.stopping.maximumItems = length
      let plan = try TestPlan(bank: bank, design: limited)
      let sittings = try #require(SimulationStudy(plan: plan, people: people).run(threads: 1))
      return abilities.allSatisfy { theta in
        sittings.count { $0.theta == theta && $0.stopReason == .precision } >= 18
      }
    }
    #expect(first != nil && growth.leastLength == first)
    #expect(growth.isReached && growth.newItems.isEmpty && growth.grown == growth.present)
  }

  /// The new items do what they are said to, in a study of one's own, and without them it fails.
  @Test(arguments: [false, true])
  func grownBanksReachTheTarget(isBalanced: Bool) throws {
    let bank = bank(20)
    let design = design(15) {
      if isBalanced { $0.content = .equalShares }
      $0.stopping.standardError = 0.5
    }
    let abilities = [-1.0, 0.5, 2]
    let growth = try grow(bank, design, target: 0.5, abilities: abilities)
    #expect(growth.isReached && (1...100).contains(growth.newItems.count))
    #expect(growth.newItems.allSatisfy { ($0.domain != nil) == isBalanced })
    let people = SimulatedPerson.draw(60, from: .grid(abilities, replications: 20), seed: 5)
    for (items, places) in [
      (bank.items, growth.present), (bank.items + growth.newItems.map(\.item), growth.grown),
    ] {
      let plan = try TestPlan(bank: Bank(name: "grown", items: items), design: design)
      let sittings = try #require(SimulationStudy(plan: plan, people: people).run())
      for place in places {
        let here = sittings.filter { $0.theta == place.theta }
        #expect(Double(here.count { $0.stopReason == .precision }) / 20 == place.reachedShare)
        #expect(Double(here.reduce(0) { $0 + $1.length }) / 20 == place.meanLength)
      }
    }
    #expect(growth.present.contains { !$0.isReached })
  }

  @Test func seedsDecideAndThreadsDoNot() throws {
    let (bank, design) = (bank(20), design(12))
    let one = try grow(bank, design, target: 0.45, threads: 1)
    #expect(try grow(bank, design, target: 0.45, threads: 3) == one)
    let other = try BankGrowth(
      bank: bank, design: design, target: 0.45, abilities: [-1, 0, 1], peopleEach: 20, seed: 6)
    #expect(other.newItems != one.newItems)
  }

  /// Where hard items discriminate well and easy ones do not, so do the new ones.
  @Test func parametersStayTogether() throws {
    var generator = SeededGenerator(seed: 1)
    let items = (0..<40).map { number in
      let isHard = number % 2 == 0
      return Item(
        id: "\(number)",
        parameters: LogisticModel(
          discrimination: isHard ? 2 : 0.8,
          difficulty: (isHard ? 2 : -2) + 0.2 * generator.normal(),
          lowerAsymptote: isHard ? 0.2 : 0))
    }
    let growth = try grow(
      Bank(name: "two kinds", items: items), design(40), target: 0.42, abilities: [-2, 2])
    let new = growth.newItems.compactMap(\.item.parameters)
    #expect(growth.isReached && (5...100).contains(new.count))
    for item in new {
      #expect((item.discrimination == 2) == (item.lowerAsymptote == 0.2))
      if abs(item.difficulty) > 1.9 { #expect((item.discrimination == 2) == (item.difficulty > 0)) }
    }
  }

  /// Items of a rating scale are moved as they are.
  @Test func otherModelsGrow() throws {
    let items = (0..<8).map { number in
      Item(
        id: "\(number)",
        model: GradedModel(
          discrimination: 1.5, thresholds: [-1, 0, 1].map { $0 + Double(number) / 10 }))
    }
    let growth = try grow(
      Bank(name: "graded", items: items), design(15), target: 0.4, abilities: [0, 2.5])
    #expect(growth.isReached && !growth.newItems.isEmpty)
    #expect(growth.newItems.allSatisfy { $0.item.model?.scoreCount == 4 })
    for new in growth.newItems {
      let model = try #require(new.item.model)
      let peak = try #require(items[0].model).information(at: 0)
      #expect(model.information(at: new.location) > 0.9 * peak)
    }
  }

  /// A Rasch item tells 1/4 at most: 40 are needed for 9.9 more than the prior has.
  @Test func tooShortATestIsToldAndNothingAdded() throws {
    let items = (0..<30).map {
      Item(id: "\($0)", parameters: LogisticModel(difficulty: Double($0) / 10 - 1.5))
    }
    let growth = try grow(
      Bank(name: "rasch", items: items), design(39), target: 1 / 10.9.squareRoot())
    #expect(growth.fewestOfBestKind == 40)
    #expect(growth.newItems.isEmpty && !growth.isReached && growth.leastLength == nil)
  }
}
