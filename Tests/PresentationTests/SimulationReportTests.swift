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
      Item(
        id: "\(id)-\($0)", domain: $0 % 2 == 0 ? "even" : "odd",
        parameters: LogisticModel(difficulty: Double($0) / 2 - 1.75))
    }
    let plan = try TestPlan(
      bank: Bank(name: "bank", items: items),
      design: Design(
        content: .shares(["even": 2, "odd": 1]),
        stopping: .init(standardError: nil, maximumItems: length)))
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

  private func report(
    _ outcomes: [SimulationReport.Outcome], cuts: [Double] = []
  ) -> SimulationReport {
    SimulationReport(
      bank: "bank", population: "abilities on a line", seed: 7, outcomes: outcomes, cuts: cuts)
  }

  @Test(arguments: [80, 40])
  func oneDesignInDepth(columns: Int) throws {
    let text = report([try outcome("a", length: 3)], cuts: [0, 1]).document().text(columns: columns)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= columns })
    #expect(text == SimulationReportPictures.oneDesign[columns])
  }

  @Test func severalDesignsSideBySide() throws {
    let text = report([try outcome("a", length: 3), try outcome("b", length: 5)]).document().text()
    #expect(text.contains("b against a, on the same people"))
    let items = try #require(text.split(separator: "\n").first { $0.hasPrefix("items ") })
    #expect(items.contains("2.00") && items.hasSuffix("more"))
    #expect(text.contains("no clear difference"))
  }

  @Test func hostileNamesStayText() throws {
    let text = report([try outcome("\u{1B}[31mred", length: 2, id: "\u{1B}]0;x")]).document().text()
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

  @Test func programsGetWhatPeopleRead() throws {
    let data = try report([try outcome("a", length: 3)], cuts: [0]).json()
    let found = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let blueprint = try #require(found["blueprint"] as? [String: Any])
    let domains = try #require(blueprint["domains"] as? [[String: Any]])
    #expect(domains.map { $0["domain"] as? String } == ["even", "odd"])
    #expect(blueprint["met"] as? Double == 1)
    let classification = try #require(found["classification"] as? [String: Any])
    #expect(classification["right"] as? Double == 0.95)
    #expect((found["conditional"] as? [Any])?.count == 8)
  }

  @Test func pagesAreWhole() throws {
    let page = report(
      [try outcome("a", length: 3, id: "<b>"), try outcome("b & c", length: 5)], cuts: [0]
    ).document().html()
    #expect(!page.contains("<b>") && page.contains("2 b &amp; c"))
    #expect(page.components(separatedBy: "<svg role=\"img\"").count == 5)
    #expect(page.components(separatedBy: "<desc").count == 5)
    #expect(!page.contains("nan"))
  }

  @Test func itemsAsATable() throws {
    let outcome = try outcome("=1+1", length: 3, id: "a,\"b\"\n")
    let lines = String(decoding: report([outcome]).csv(), as: UTF8.self)
      .components(separatedBy: "\r\n")
    #expect(lines.count == 10 && lines[9].isEmpty)
    #expect(lines[0] == "design,item,domain,given,rate")
    #expect(lines[1] == "'=1+1,\"a,\"\"b\"\"\n-0\",even,40,1.0")
    #expect(lines[8].hasSuffix("odd,0,0.0"))
  }

  @Test func peopleAsATable() throws {
    let lines = String(
      decoding: report([try outcome("@a", length: 2, id: "-x")]).csv(records: true), as: UTF8.self
    ).components(separatedBy: "\r\n")
    #expect(lines.count == 42)
    #expect(
      lines[1] == "'@a,1,-2.0,-1.8,0.25,eap,posterior_sd,2,maximum_length,'-x-0 -x-1,1 1")
  }
}
