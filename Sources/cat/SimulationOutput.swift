import ArgumentParser
import Foundation
import Presentation

/// How `cat simulate` says what it found.
struct SimulationOutput: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, html
  }

  @Option(
    help: "text to read, json for programs, csv for spreadsheets, html for a browser or paper.")
  var format: Format?

  @Flag(help: "The same as --format json.")
  var json = false

  @Flag(help: "With json: also a line per person. With csv: people in place of items.")
  var records = false

  @Option(
    help: ArgumentHelp("Write the report as a web page, too.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var html: String?

  private var chosen: Format { json ? .json : format ?? .text }

  func validate() throws {
    if json, let format, format != .json {
      throw ValidationError("--json is --format json; leave one of --json and --format out.")
    }
    if records, chosen != .json, chosen != .csv {
      throw ValidationError("--records goes with --json or --format csv.")
    }
  }

  /// Prints a result in the form asked for.
  func deliver(
    _ document: ReportDocument, json: @autoclosure () throws -> Data,
    csv: @autoclosure () -> Data
  ) throws {
    lazy var page = document.html(footer: "cat \(Cat.version), cat simulate")
    switch chosen {
    case .text: write(document.text(columns: ReportWidth.columns))
    case .json: write(try json())
    case .csv: write(csv())
    case .html: write(page)
    }
    if let html { try save(Data(page.utf8), to: html) }
  }
}
