import ArgumentParser
import Foundation
import Presentation

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show sittings as documents.",
    discussion: """
      Everything is rebuilt from the sitting's log by replay. Several sittings of a bank make a class \
      report; --each adds a report of every one of them.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, html, json, csv, log

    /// Whether it is written for somebody; the others hold everything.
    var hasAudience: Bool { self == .text || self == .html || self == .csv }
  }

  @OptionGroup var selection: SittingSelection

  @Option(
    help: ArgumentHelp(
      "text to read, html for a browser or paper, json for programs (a line per sitting), csv for "
        + "spreadsheets, log for the events themselves."))
  var format: Format = .text

  @Option(
    name: .customLong("for"),
    help: "Plain and kind, with what to look at (without it), or with everything.")
  var audience: ReportAudience?

  @Flag(help: "After the class report, every sitting's own.")
  var each = false

  @Option(
    help: ArgumentHelp(
      "Cut scores in logits to hold results against.",
      discussion: "Default: the design's own, or else the ends of the level reached.",
      valueName: "θ,…"))
  var cut: NumberList?

  @Option(
    help: ArgumentHelp("Write the report as a web page, too.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var html: String?

  @OptionGroup var location: WorkspaceOptions

  func validate() throws {
    if let audience, !format.hasAudience, html == nil {
      throw ValidationError(
        "--for \(audience.rawValue) goes with text, html and csv; \(format.rawValue) holds everything."
      )
    }
    if each, format != .text, format != .html, html == nil {
      throw ValidationError("--each goes with text and html; other formats have every sitting.")
    }
    if let far = cut?.values.first(where: { !(abs($0) <= 10) }) {
      throw ValidationError("--cut has \(far); it must lie within ±10 logits.")
    }
    if cut != nil, format == .log || format == .csv, html == nil {
      throw ValidationError("--cut goes with text, html and json.")
    }
  }

  func run() throws {
    let store = try location.find().openStore(readOnly: true)
    let codes = try selection.codes(in: store)
    if format == .log, html == nil {
      for code in codes { write(try store.log(of: code).encoded()) }
      return
    }
    var collection = ReportCollection(store: store, cuts: cut?.values)
    for code in codes { try collection.add(code, mayBeLeftOut: codes.count > 1) }
    try deliver(&collection, codes)
    if let failure = collection.failure { throw failure }
  }

  private func deliver(_ collection: inout ReportCollection, _ codes: [String]) throws {
    let reports = try collection.finished()
    guard !reports.isEmpty else { return }
    let audience = audience ?? .proctor
    let isDocument = format == .text || format == .html || html != nil
    let document = isDocument ? try document(of: reports, for: audience, &collection) : nil
    let page = document?.html(footer: "cat \(Cat.version), cat report") ?? ""
    switch format {
    case .text: write(document?.text(columns: outputColumns) ?? "")
    case .html: write(page)
    case .json: for report in reports { write(try report.json()) }
    case .csv: write(reports.csv(for: audience))
    case .log: for code in codes { write(try collection.store.log(of: code).encoded()) }
    }
    if let html { try save(Data(page.utf8), to: html) }
  }

  /// One sitting by itself; of several a class report for each bank, for students a sheet each.
  private func document(
    of reports: [SessionReport], for audience: ReportAudience, _ collection: inout ReportCollection
  ) throws -> ReportDocument {
    let own = { reports.map { $0.document(for: audience) } }
    guard reports.count > 1, audience != .student else {
      return .joined(own(), title: "Results")
    }
    var banks: [String] = []
    for report in reports where !banks.contains(report.header.bank) {
      banks.append(report.header.bank)
    }
    let classes = try banks.map { bank in
      ClassReport(
        reports.filter { $0.header.bank == bank }, times: try collection.times(ofBank: bank)
      ).document(for: audience)
    }
    return .joined(classes + (each ? own() : []), title: "Sittings")
  }
}

extension ReportAudience: ExpressibleByArgument {}
