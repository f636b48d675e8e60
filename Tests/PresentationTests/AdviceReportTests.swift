import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Presentation
import Simulation
import Terminal
import Testing

@Suite struct AdviceReportTests {
  private func report(error: Double) throws -> AdviceReport {
    let items = (0..<20).map {
      Item(
        id: "\($0)",
        parameters: LogisticModel(discrimination: 1.5, difficulty: Double($0) / 5 - 2))
    }
    let candidates = [("<short>", 8), ("long", 14)].map { name, length in
      DesignCandidate(
        name: name, design: Design(stopping: .init(standardError: nil, maximumItems: length)))
    }
    let people = SimulatedPerson.draw(40, from: .standardNormal, seed: 1)
    let advice = try DesignAdvisor(
      bank: Bank(name: "bank", items: items), candidates: candidates,
      requirements: .init(standardError: error), people: people, seed: 1
    ).run()
    return AdviceReport(
      bank: "bank", population: "abilities normal", advice: advice, seed: 1, seconds: 2)
  }

  @Test(arguments: [80, 40])
  func theAnswerStandsFirst(columns: Int) throws {
    let text = try report(error: 0.9).document().text(columns: columns)
    #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= columns })
    let joined = text.replacing("\n", with: " ")
    #expect(joined.contains("Recommended: <short>. Its tests have 8.0 items on average"))
    #expect(joined.contains("The runner-up, long, takes 6.00 items more"))
  }

  /// What is printed can be read again, and is the design.
  @Test func theDesignIsAFile() throws {
    let report = try report(error: 0.9)
    let design = try #require(report.advice.recommended).candidate.design
    let file = try #require(try report.designFile())
    #expect(try Design(json: file) == design)
    let text = try report.document().text()
    let start = try #require(text.range(of: "\n{\n"))
    #expect(try Design(json: Data(text[start.lowerBound...].utf8)) == design)
  }

  @Test func nothingIsSaidToDoThatDoesNot() throws {
    let report = try report(error: 0.1)
    let text = try report.document().text()
    #expect(text.contains("No design tried meets that with confidence"))
    #expect(!text.contains("Recommended") && !text.contains("yes"))
    #expect(try report.designFile() == nil)
    let found = try #require(
      JSONSerialization.jsonObject(with: try report.json()) as? [String: Any])
    #expect(found["recommended"] is NSNull)
  }

  @Test func pagesAreWhole() throws {
    let page = try report(error: 0.9).document().html()
    #expect(page.contains("&lt;short&gt;") && !page.contains("<short>"))
    #expect(page.contains("<pre tabindex=\"0\">{"))
  }
}
