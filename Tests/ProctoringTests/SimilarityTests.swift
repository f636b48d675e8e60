import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Testing

@testable import Proctoring

@Suite struct SimilarityTests {
  private func classWithACopier() throws -> [TestSession] {
    let plan = try SmallClass.plan(length: 25)
    var sittings = SmallClass.sittings(plan, people: 25, seed: 1)
    sittings.append(
      SimulatedPerson(theta: -0.5, seed: 99).sitting(
        of: plan, behaviour: .copying(sittings[3], share: 1)))
    return sittings
  }

  @Test func aCopierIsFoundAndNobodyElse() throws {
    let sittings = try classWithACopier()
    let found = Similarity(sittings, times: .fit(sittings))
    #expect(found.pairs.count == 1)
    let pair = try #require(found.pairs.first)
    #expect(pair.first == 3 && pair.second == 25 && pair.matching == pair.shared)
    #expect(Set(pair.flags.map(\.kind)) == [.similarAnswers, .similarTimes])
    #expect(pair.probability < pair.adjustedProbability && pair.adjustedProbability < 0.05)
    #expect(Set(pair.matchingWrong).isSubset(of: pair.matching) && !pair.matchingWrong.isEmpty)
    let wrong = sittings[3].answers.filter { $0.score == 0 }.map(\.item.id)
    #expect(Set(pair.matchingWrong).isSubset(of: wrong))
    #expect(pair.expectedMatches < Double(pair.matching.count) && pair.matchProbability < 0.01)
    #expect(found.pairCount <= 26 * 25 / 2)
  }

  @Test func sittingsOfOnePersonAreNotCompared() throws {
    let sittings = try classWithACopier()
    var persons = sittings.indices.map { "p\($0)" }
    persons[25] = "p3"
    let found = Similarity(sittings, persons: persons)
    #expect(found.pairs.isEmpty)
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let sittings = try classWithACopier()
    #expect(Similarity(sittings, threads: 1) == Similarity(sittings, threads: 3))
    #expect(Similarity([]).pairs.isEmpty && Similarity([sittings[0]]).pairCount == 0)
  }

  /// The tail of a short pair's statistic against the sum over all that the two could answer.
  @Test func tailsAgreeWithEnumeration() throws {
    let plan = try SmallClass.plan(length: 4, items: 4)
    let sittings = SmallClass.sittings(plan, people: 6, seed: 5)
    let table = AnswerTable(sittings, times: .unobserved)
    let distribution = PairDistribution(table, 0, 1)
    #expect(distribution.shared.count == 4)
    let items = distribution.shared.map(\.item)
    var outcomes: [(statistic: Double, probability: Double)] = [(0, 1)]
    for item in items {
      let given = [0, 1].map { sitting in
        table.cells[sitting].first { $0.item == item }?.code ?? 0
      }
      let pair = (given[0], given[1])
      let codes = table.answers[item].indices
      var next: [(statistic: Double, probability: Double)] = []
      for x in codes {
        for y in codes {
          let p = table.logProbability(of: x, item: item, theta: table.thetas[0], leavingOut: pair)
          let q = table.logProbability(of: y, item: item, theta: table.thetas[1], leavingOut: pair)
          let weight = x == y ? log(0.5 + 0.5 / exp(0.5 * (p + q))) : log(0.5)
          for outcome in outcomes {
            next.append((outcome.statistic + weight, outcome.probability * exp(p + q)))
          }
        }
      }
      outcomes = next
    }
    #expect(abs(outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
    for value in stride(from: -2.5, through: 3, by: 0.5) {
      // Weights are rounded to sixteenths, and half a step for each of the four counts as reached.
      let exact = { (bound: Double) in
        outcomes.filter { $0.statistic >= bound }.reduce(0) { $0 + $1.probability }
      }
      let tail = distribution.upperTail(at: value)
      #expect(tail <= exact(value - 0.2) + 1e-12 && tail >= exact(value + 0.2) - 1e-12)
    }
    let threshold = distribution.threshold(tail: 0.05)
    #expect(distribution.upperTail(at: threshold + 0.1) <= 0.05)
  }
}
