import ArgumentParser
import Foundation
import LearnerModels
import Numerical
import Presentation
import Terminal

/// What every command of `cat learner` takes.
struct LearnerRunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Make every random choice repeatable.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("How many threads; all cores without it.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Print one JSON document.")
  var json = false

  @Option(
    help: ArgumentHelp("Write the report as a web page, too.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var html: String?

  func validate() throws {
    if let seed, seed >= 1 << 53 {
      throw ValidationError("--seed must be below 9007199254740992 (2^53).")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be from 1 to 1024.")
    }
  }

  var parallel: Parallel { Parallel(threads: threads) }

  /// The seed given, or one that is told.
  func chosenSeed() -> UInt64 { seed ?? UInt64.random(in: 0..<(1 << 53)) }

  /// Prints a result in the form asked for.
  func deliver(_ document: ReportDocument, json data: @autoclosure () throws -> Data) throws {
    if json { write(try data()) } else { write(document.text(columns: ReportWidth.columns)) }
    guard let html else { return }
    let page = document.html(footer: "cat \(Cat.version), cat learner")
    try save(Data(page.utf8), to: html)
  }
}

/// How wide a report is on standard output.
enum ReportWidth {
  /// The terminal's own, as far as lines of it can be read; 80 elsewhere.
  static var columns: Int {
    isatty(STDOUT_FILENO) == 1 ? min(100, max(40, TerminalCapabilities.current.columns)) : 80
  }
}

/// Writes a file whole or not at all.
func save(_ data: Data, to path: String) throws {
  do {
    try data.write(to: URL(filePath: path), options: .atomic)
  } catch {
    throw Failure(.cannotWrite, "\(path): it cannot be written; choose another place.")
  }
}

/// `alpha=0.3` or `alpha=0.3:0.5`.
struct ParameterSetting: ExpressibleByArgument {
  let name: String
  let value: Double
  /// How subjects differ, on the unconstrained scale.
  let deviation: Double

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let numbers = parts[1].split(separator: ":", omittingEmptySubsequences: false)
      .map { Double($0) }
    guard (1...2).contains(numbers.count), let value = numbers[0], value.isFinite,
      let deviation = numbers.count == 2 ? numbers[1] : 0, deviation.isFinite, deviation >= 0
    else { return nil }
    name = String(parts[0])
    self.value = value
    self.deviation = deviation
  }
}

/// `skill=kc`: the title that a field has in the files.
struct ColumnTitle: ExpressibleByArgument {
  let field: String
  let title: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, !parts[1].isEmpty else { return nil }
    field = String(parts[0])
    title = String(parts[1])
  }
}
