import Foundation
import ItemResponse
import Numerical
import Testing

struct ExactStandardErrorTests {
  private let estimator = AbilityEstimator(method: .map)

  private func theta(_ responses: [ScoredResponse]) -> Double {
    (try? estimator.estimate(responses).theta) ?? .nan
  }

  /// Under the Rasch model the number right says all, and its distribution follows from a recursion (Lord &
  /// Wingersky 1984).
  @Test func agreesWithTheDistributionOfRaschScores() throws {
    let items = [-1.2, -0.4, 0.1, 0.5, 0.9, 1.7].map { PlainItem(a: 1, b: $0) }
    for ability in [-1.0, 0.3, 2] {
      var chances = [1.0]
      for item in items {
        let p = item.p(ability)
        var next = [Double](repeating: 0, count: chances.count + 1)
        for (score, chance) in chances.enumerated() {
          next[score] += chance * (1 - p)
          next[score + 1] += chance * p
        }
        chances = next
      }
      let thetas = (0...6).map { score in
        theta(items.enumerated().map { $1.response($0 < score ? 1 : 0) })
      }
      let mean = zip(chances, thetas).reduce(0) { $0 + $1.0 * $1.1 }
      let variance = zip(chances, thetas).reduce(0) { $0 + $1.0 * pow($1.1 - mean, 2) }
      let found = try #require(
        exactStandardError(of: items.map(\.model), at: ability, estimate: theta))
      #expect(abs(found - variance.squareRoot()) < 1e-8)
    }
  }

  @Test func agreesWithNestedLoops() throws {
    let items = randomItems(3, seed: 12)
    let categories = PartialCredit(a: 1.1, b: [-0.3, 0.6])
    let ability = 0.4
    var outcomes: [(probability: Double, theta: Double)] = []
    for x in 0...1 {
      for y in 0...1 {
        for z in 0...1 {
          for k in 0...2 {
            var probability = categories.probability(of: k, at: ability)
            for (item, score) in zip(items, [x, y, z]) {
              probability *= score == 1 ? item.p(ability) : 1 - item.p(ability)
            }
            let pattern =
              zip(items, [x, y, z]).map { $0.response($1) }
              + [ScoredResponse(model: categories, score: k)]
            outcomes.append((probability, theta(pattern)))
          }
        }
      }
    }
    #expect(abs(outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
    let mean = outcomes.reduce(0) { $0 + $1.probability * $1.theta }
    let variance = outcomes.reduce(0) { $0 + $1.probability * pow($1.theta - mean, 2) }
    let models: [any ResponseModel] = items.map(\.model) + [categories]
    let found = try #require(exactStandardError(of: models, at: ability, estimate: theta))
    #expect(abs(found - variance.squareRoot()) < 1e-12)
  }

  @Test func longTestsAreLeftAlone() {
    let models = randomItems(13, seed: 2).map(\.model)
    var count = 0
    let estimate: ([ScoredResponse]) -> Double = { _ in
      count += 1
      return 0
    }
    #expect(exactStandardError(of: models, at: 0, estimate: estimate) == nil)
    #expect(count == 0)
    #expect(exactStandardError(of: Array(models.prefix(12)), at: 0, estimate: estimate) == 0)
    #expect(count == 4096)
  }
}
