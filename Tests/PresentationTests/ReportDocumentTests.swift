import Foundation
import Terminal
import Testing

@testable import Presentation

@Suite struct ReportDocumentTests {
  static let hostile = "<script>alert('\"&\u{1B}[31m')</script>"

  static let figure = ReportDocument.Figure(
    "A curve", description: "It rises.", horizontalTitle: "trial",
    plot: Plot(
      x: 0...10, y: 0...1,
      series: [
        .init("one", points: [.init(0, 0), .init(5, .nan), .init(10, 1)]),
        .init("two", points: [.init(1, 0.5), .init(2, 1e300)], pattern: .dashed),
        .init(points: [.init(3, 0.3), .init(.infinity, 0)], pattern: .marks("·")),
      ], band: [.init(0, low: 0, high: 0.2), .init(10, low: 0.5, high: 0.9)], title: "share"))

  static let document = ReportDocument(
    title: "A report",
    blocks: [
      .paragraph("Twenty learners made choices, and this is what there is to say about them."),
      .facts([.init("seed", "7"), .init("log-likelihood", "−12.30")]),
      .heading("The group"),
      .table(
        Table(
          [.init("name"), .init("mean", .point), .init("n", .right)],
          rows: [["alpha", "0.25", "7"], ["beta", "12", "12"]]), caption: "Means"),
      .figures([figure, figure]),
    ])

  @Test(arguments: [40, 80])
  func textFitsItsWidth(columns: Int) {
    let text = Self.document.text(columns: columns)
    #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= columns })
    #expect(text.hasPrefix("A report\n\n"))
    #expect(text.contains("alpha   0.25"))
    #expect(text.contains("beta   12"))
    #expect(text.contains("trial"))
  }

  @Test func figuresCanBeLeftOut() {
    let text = Self.document.text(hasFigures: false)
    #expect(!text.contains("A curve") && text.contains("The group"))
  }

  @Test func pageIsWholeAndFetchesNothing() throws {
    let page = Self.document.html(footer: "cat")
    for place in ["http:", "https:", "<script", "src=", "url(http", "@import"] {
      #expect(!page.contains(place), "\(place)")
    }
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(page.contains("prefers-color-scheme: dark") && page.contains("@media print"))
    #expect(page.contains("<title id=\"figure2t\">A curve</title><desc id=\"figure2d\">It rises."))
    #expect(!page.contains("nan") && !page.contains("inf"))
    // Everything that is opened is closed: the page without its first line is XML but for void elements.
    let body = try #require(page.range(of: "<main>"))
    let end = try #require(page.range(of: "</main>"))
    let parser = XMLScan(String(page[body.lowerBound..<end.upperBound]))
    #expect(parser.isBalanced, "\(parser.trouble)")
  }

  @Test func nothingFromFilesGetsIntoThePage() {
    let document = ReportDocument(
      title: Self.hostile,
      blocks: [
        .heading(Self.hostile), .paragraph(Self.hostile),
        .facts([.init(Self.hostile, Self.hostile)]),
        .table(
          Table([.init(Self.hostile)], rows: [[Self.hostile]]), caption: Self.hostile),
        .figures([
          .init(
            Self.hostile, description: Self.hostile, horizontalTitle: Self.hostile,
            plot: Plot(
              x: 0...1, y: 0...1, series: [.init(Self.hostile, points: [.init(0, 0)])],
              title: Self.hostile))
        ]),
      ])
    let page = document.html(footer: Self.hostile)
    #expect(!page.contains("<script") && !page.contains("\u{1B}"))
    #expect(!document.text().contains("\u{1B}"))
  }

  @Test func pointsStandUnderEachOther() {
    #expect(
      ReportDocument.alignedAtPoint(["1.25", "10.5", "3", "–"])
        == ["1.25", "10.5\u{2007}", "3\u{2008}\u{2007}\u{2007}", "–"])
  }
}

/// Whether tags are closed in the order in which they were opened.
private struct XMLScan {
  private(set) var trouble = ""
  var isBalanced: Bool { trouble.isEmpty }

  init(_ text: String) {
    var open: [Substring] = []
    for match in text.matches(of: /<(\/?)([a-zA-Z0-9]+)[^>]*?(\/?)>/) {
      if !match.3.isEmpty { continue }
      if match.1.isEmpty {
        open.append(match.2)
      } else if open.popLast() != match.2 {
        trouble = "</\(match.2)> closes nothing"
        return
      }
    }
    if let last = open.last { trouble = "<\(last)> is open" }
  }
}
