import Foundation
import Testing

/// The web page of `cat report`, opened in a browser; skipped where there is none.
@Suite struct ReportPageTests {
  static let browser: URL? = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
    .map { URL(fileURLWithPath: $0) }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  private let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
    for number in 0..<2 {
      _ = try workspace.cat(
        "take", "garden", "--plain", "--student", "<img src=x onerror=alert(\(number))>",
        stdin: BlindAnswers.lines(1...6, seed: number))
    }
  }

  private func page(_ arguments: String...) throws -> URL {
    let outcome = try workspace.cat(arguments: ["report"] + arguments + ["--html", "page.html"])
    try #require(outcome.status == 0, "\(outcome.stderr)")
    return workspace.home.appendingPathComponent("page.html")
  }

  /// What the browser says, and what it was asked to write.
  private func open(_ page: String, _ options: String...) throws -> FinishedProcess {
    try BuiltProgram.run(
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-extensions",
        "--user-data-dir=\(workspace.home.path)/browser", "--enable-logging=stderr",
      ] + options + [page],
      environment: workspace.environment, folder: workspace.home,
      file: try #require(Self.browser), name: "chromium")
  }

  private func pictureSize(_ page: String, width: Int) throws -> Int {
    let picture = workspace.home.appendingPathComponent("picture.png")
    try? FileManager.default.removeItem(at: picture)
    _ = try open(page, "--window-size=\(width),1600", "--screenshot=\(picture.path)")
    return try Data(contentsOf: picture).count
  }

  @Test(.enabled(if: browser != nil))
  func opensInABrowser() throws {
    let codes = try workspace.sittings().map(\.code)
    for page in [
      try page(codes[0], "--for", "psychometrician"), try page("--all", "--each"),
      try page("--all", "--for", "student"),
    ] {
      let address = page.absoluteString
      let opened = try open(address, "--dump-dom")
      #expect(opened.status == 0, "\(opened.stderr)")
      // Neither an error, nor something refused, nor a script that ran.
      #expect(!opened.stderr.contains("CONSOLE"), "\(opened.stderr)")
      let source = try String(contentsOf: page, encoding: .utf8)
      for tag in ["<svg", "<table", "<h2", "<dd", "<figure", "<title", "<desc", "<hr"] {
        let written = source.components(separatedBy: tag).count
        #expect(opened.text.components(separatedBy: tag).count == written, "\(tag)")
      }
      #expect(!opened.text.contains("<img") && !opened.text.contains("<script"))
      let blank = try pictureSize("about:blank", width: 390)
      for width in [390, 1000] {
        #expect(try pictureSize(address, width: width) > 4 * blank, "\(width)")
      }
    }
  }

  /// A paper has no scroll bar: a page that is wider than the paper would be cut.
  @Test(.enabled(if: browser != nil))
  func prints() throws {
    let page = try page("--all", "--for", "student")
    let paper = workspace.home.appendingPathComponent("page.pdf")
    _ = try open(page.absoluteString, "--print-to-pdf=\(paper.path)")
    let pdf = try String(decoding: Data(contentsOf: paper), as: UTF8.self)
    #expect(pdf.hasPrefix("%PDF-"))
    // Each student has a sheet.
    let sheets = pdf.components(separatedBy: "/Type /Page\n").count - 1
    #expect(sheets == 2)
  }
}
