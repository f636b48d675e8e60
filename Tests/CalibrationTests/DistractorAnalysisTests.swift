import ItemResponse
import Testing

@testable import Calibration

@Suite struct DistractorAnalysisTests {
  /// mirt's documentation: the published key of item 32, 5, should be 3.
  @Test(.enabled(if: SharedData.has("sat12"))) func theWrongKeyOfSAT12IsFound() throws {
    let (names, raw) = try SharedData.table("sat12/raw_options.csv")
    let scored = try SharedData.responses("sat12/responses.csv")
    let options = ["1", "2", "3", "4", "5", "8"]
    let grid = ScoreGrid(raw.map { row in row.dropFirst().map { options.firstIndex(of: $0) } })
    let responses = ResponseMatrix(
      scores: scored.scores, items: scored.items,
      choices: ChosenOptions(options: options, grid: grid))
    let analysis = try #require(DistractorAnalysis(responses))
    #expect(analysis.items.count == names.count - 1)
    #expect(analysis.items[31].suspectedKey == "3")
    #expect(analysis.items.filter { $0.suspectedKey != nil }.count == 1)
    for item in analysis.items {
      #expect(item.options.filter(\.isKey).count == 1)
      #expect(abs(item.options.reduce(0) { $0 + $1.proportion } - 1) < 1e-12)
    }
  }

  @Test func withoutChoicesThereIsNothingToAnalyse() {
    #expect(DistractorAnalysis(LSAT.section6) == nil)
  }
}
