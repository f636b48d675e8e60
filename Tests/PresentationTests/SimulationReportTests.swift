import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Presentation
import Simulation
import Testing

@Suite struct SimulationReportTests {
  private func outcome(_ name: String, length: Int, id: String = "item") throws
    -> SimulationReport.Outcome
  {
    let items = (0..<8).map {
      Item(id: "\(id)-\($0)", parameters: LogisticModel(difficulty: Double($0) / 2 - 1.75))
    }
    let plan = try TestPlan(
      bank: Bank(name: "bank", items: items),
      design: Design(stopping: .init(standardError: nil, maximumItems: length)))
    let sittings = (0..<40).map { person in
      let theta = Double(person) / 10 - 2
      return SimulatedSitting(
        theta: theta,
        estimate: AbilityEstimate(
          theta: theta + (person % 2 == 0 ? 0.2 : -0.2), standardError: 0.25, method: .eap,
          standardErrorKind: .posteriorSD),
        stopReason: .maximumLength, items: (0..<Int32(length)).map { $0 },
        scores: [Int8](repeating: 1, count: length))
    }
    return .init(name: name, plan: plan, sittings: sittings, seconds: 0.01)
  }

  private func report(_ outcomes: [SimulationReport.Outcome]) -> SimulationReport {
    SimulationReport(bank: "bank", population: "abilities on a line", seed: 7, outcomes: outcomes)
  }

  @Test(arguments: [80, 40])
  func oneDesignInDepth(columns: Int) throws {
    let text = report([try outcome("a", length: 3)]).text(columns: columns)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= columns })
    #expect(text.contains("40 simulated people"))
    #expect(text.contains("0.20"), "RMSE")
    #expect(text.contains("never"))
    #expect(text.contains("5 items"))
    #expect(text.contains("(100.0 %)"))
  }

  @Test func severalDesignsSideBySide() throws {
    let text = report([try outcome("a", length: 3), try outcome("b", length: 5)]).text()
    #expect(text.contains("b against a, on the same people"))
    let items = try #require(text.split(separator: "\n").first { $0.hasPrefix("items ") })
    #expect(items.contains("2.00") && items.hasSuffix("more"))
    #expect(text.contains("no clear difference"))
  }

  @Test func hostileNamesStayText() throws {
    let text = report([try outcome("\u{1B}[31mred", length: 2, id: "\u{1B}]0;x")]).text()
    #expect(!text.unicodeScalars.contains { $0.value == 0x1B })
  }

  @Test func everyLineIsAnObject() throws {
    let data = try report([try outcome("a", length: 3), try outcome("b", length: 5)])
      .json(records: true)
    let lines = data.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 82)
    let first = try #require(
      JSONSerialization.jsonObject(with: lines[0]) as? [String: Any])
    #expect(first["rmse"] as? Double ?? 0 > 0.199 && first["unused_items"] as? Int == 5)
    #expect(first["max_exposure"] as? Int == 1 && first["mean_length"] as? Int == 3)
    let second = try #require(
      JSONSerialization.jsonObject(with: lines[41]) as? [String: Any])
    #expect(second["compared_with_first"] != nil)
  }
}
