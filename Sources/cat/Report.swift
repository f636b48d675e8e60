import AdaptiveTesting
import ArgumentParser
import Foundation
import Presentation
import Storage

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show sittings as documents.",
    discussion: "Everything is rebuilt from the sitting's log by replay.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, log
  }

  @Argument(help: ArgumentHelp("Codes of sittings, as K7F-2QD.", valueName: "session"))
  var sessions: [String]

  @Option(
    help: "text to read, json for programs (a line per sitting), log for the events themselves.")
  var format: Format = .text

  @OptionGroup var location: WorkspaceOptions

  func run() throws {
    let store = try location.find().openStore(readOnly: true)
    for (index, code) in sessions.enumerated() {
      let log = try store.log(of: code)
      switch format {
      case .text:
        write((index > 0 ? "\n" : "") + (try report(log, store).text()))
      case .json:
        write(try report(log, store).json())
      case .log:
        write(try log.encoded())
      }
    }
  }

  private func report(_ log: SessionLog, _ store: Store) throws -> SessionReport {
    let stored = try store.bank(named: log.header.bank, generation: log.header.bankVersion)
    do {
      return try SessionReport(log, bank: stored.bank)
    } catch let error as ReplayError {
      throw Failure(
        .badData,
        "sitting \(log.header.session): \(error); the log was changed or made by another version.")
    }
  }
}
