import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

@Suite struct InformationIndexTests {
  /// Small banks keep whole rankings, large ones the best of each cell only.
  @Test(arguments: [7, 300, 3000])
  func findsWhatAScanFinds(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let numbers = (0..<count).map { 2 * $0 + 1 }
    let models = numbers.map { number in
      PreparedModel(
        LogisticModel(
          discrimination: 0.3 + 2 * generator.uniform(), difficulty: 2 * generator.normal(),
          lowerAsymptote: number % 3 == 0 ? 0.3 * generator.uniform() : 0,
          upperAsymptote: number % 5 == 0 ? 1 - 0.2 * generator.uniform() : 1))
    }
    let index = InformationIndex(items: numbers, models: models)
    for round in 0..<200 {
      let theta = round % 10 == 0 ? 9 * generator.normal() : generator.normal()
      let share = generator.uniform()
      let eligible = ItemSet(
        numbers.filter { _ in generator.uniform() < share }, itemCount: 2 * count + 2)
      let best = index.best(3, at: theta, among: eligible).entries
      let scanned = zip(numbers, models).filter { eligible.contains($0.0) }
        .map { BestCandidates.Entry(item: $0.0, value: $0.1.information(at: theta)) }
        .sorted { $0.value > $1.value || ($0.value == $1.value && $0.item < $1.item) }
      #expect(best == Array(scanned.prefix(3)), "θ = \(theta), seed \(count), round \(round)")
    }
  }

  @Test func tiesGoToTheFirst() {
    let models = (0..<50).map { _ in PreparedModel(LogisticModel(difficulty: 0.3)) }
    let index = InformationIndex(items: Array(0..<50), models: models)
    let eligible = ItemSet(5..<50, itemCount: 50)
    #expect(index.best(2, at: 0, among: eligible).entries.map(\.item) == [5, 6])
  }

  @Test func modelsThatDoNotSayWhereTheyPeakAreLookedAt() {
    struct Hidden: ResponseModel {
      let model: LogisticModel
      var scoreCount: Int { 2 }
      func logProbability(of score: Int, at theta: Double) -> LogProbability {
        model.logProbability(of: score, at: theta)
      }
    }
    let difficulties = [-2.0, 0.1, 1.5]
    let models = difficulties.enumerated().map { number, difficulty in
      let model = LogisticModel(discrimination: 1.2, difficulty: difficulty)
      return number == 1 ? PreparedModel(Hidden(model: model)) : PreparedModel(model)
    }
    let index = InformationIndex(items: [0, 1, 2], models: models)
    let best = index.best(1, at: 0, among: ItemSet(0..<3, itemCount: 3))
    #expect(best.entries.map(\.item) == [1])
  }
}
