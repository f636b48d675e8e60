import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Presentation
import Simulation
import Terminal
import Testing

@Suite struct GrowthReportTests {
  /// Of easy items, where hard ones are wanted.
  private func report(target: Double, length: Int = 15) throws -> GrowthReport {
    let items = (0..<20).map {
      Item(
        id: "easy-\($0)", domain: $0 % 2 == 0 ? "<one>" : "two",
        parameters: LogisticModel(discrimination: 1.5, difficulty: Double($0) / 20 - 1))
    }
    let growth = try BankGrowth(
      bank: Bank(name: "bank", items: items),
      design: Design(content: .equalShares, stopping: .init(maximumItems: length)),
      target: target, abilities: [-0.5, 1, 2.5], peopleEach: 10, seed: 4)
    return GrowthReport(
      bank: "bank", growth: growth, average: 0, peopleEach: 10, seed: 4, seconds: 1.5)
  }

  @Test(arguments: [80, 40])
  func itemsToWriteAreListed(columns: Int) throws {
    let report = try report(target: 0.5)
    let text = report.document().text(columns: columns)
    #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= columns })
    let count = report.growth.newItems.count
    #expect(report.growth.isReached && count > 0)
    let joined = text.replacing("\n", with: " ")
    #expect(joined.contains("With \(count) new items they reach it everywhere"))
    #expect(joined.contains("at 1 of 3 abilities from −0.50 to 2.50"))
    #expect(joined.contains("from θ = 1.00 to 2.50") || joined.contains("at θ = 2.50"))
  }

  /// What is to be written, by difficulty and by domain, is all of it.
  @Test func tablesAddUp() throws {
    let report = try report(target: 0.5)
    var sums: [Int] = []
    for case .table(let table, _) in report.document().blocks {
      guard let column = table.columns.firstIndex(where: { $0.title == "write" }) else { continue }
      sums.append(table.rows.compactMap { Int($0[column]) }.reduce(0, +))
    }
    #expect(sums == [report.growth.newItems.count, report.growth.newItems.count])
  }

  @Test func enoughIsEnough() throws {
    let report = try report(target: 0.95)
    let text = report.document().text()
    #expect(text.contains("The bank is enough") && !text.contains("Items to write"))
    let found = try #require(
      JSONSerialization.jsonObject(with: try report.json()) as? [String: Any])
    #expect(found["reached"] as? Bool == true && found["reached_before"] as? Double == 1)
    #expect(found["new_items"] as? Int == 0 && (found["items"] as? [Any])?.isEmpty == true)
    #expect(report.csv() == Data("domain,location,expected_share,a,b,c,d\r\n".utf8))
  }

  @Test func tooShortIsTooShort() throws {
    let text = try report(target: 0.2).document().text(columns: 200)
    #expect(text.contains("New items of its kind would not help"))
    #expect(text.contains("a test would need 43 of them"))
  }

  @Test func pagesAreWhole() throws {
    let page = try report(target: 0.5).document().html()
    #expect(page.contains("&lt;one&gt;") && !page.contains("<one>") && !page.contains("nan"))
    #expect(page.components(separatedBy: "<svg role=\"img\"").count == 4)
  }
}
