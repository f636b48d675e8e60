import Foundation
import ItemBanks
import Presentation
import Storage
import Terminal

/// A command that cannot go on: one sentence for the person, and what to tell the shell.
struct Failure: Error {
  let status: Status
  let message: String

  /// Exit statuses, after sysexits(3) where it has one.
  enum Status: Int32 {
    case notToBeTrusted = 1
    case usage = 64
    case badData = 65
    case notFound = 66
    case ourBug = 70
    case cannotWrite = 73
    case tryAgain = 75
    case notAllowed = 77
    case interrupted = 130
  }

  init(_ status: Status, _ message: String) {
    self.status = status
    self.message = message
  }

  init(_ error: StoreError) {
    let status: Status =
      switch error.kind {
      case .notFound: .notFound
      case .badData, .corrupt, .newerVersion: .badData
      case .readOnly, .diskFull: .cannotWrite
      case .busy, .conflict: .tryAgain
      case .other: .ourBug
      }
    self.init(status, error.description)
  }

  /// The problems of a file: the first twenty, then how many more.
  init(problems: [BankProblem]) {
    let shown = problems.prefix(20).map(\.description)
    let more = problems.count - shown.count
    self.init(
      .badData,
      (shown + (more > 0 ? ["and \(Wording.count(more, "more problem"))."] : []))
        .joined(separator: "\n"))
  }

  func report() {
    writeError(message)
  }
}

/// Talk goes to standard error, one line at a time, without control characters from files or people.
func writeError(_ text: String) {
  FileHandle.standardError.write(Data((Wording.safe(text) + "\n").utf8))
}

/// Results go to standard output.
func write(_ text: String) {
  FileHandle.standardOutput.write(Data(text.utf8))
}

/// The only clock there is: milliseconds since 1970.
func now() -> Int64 {
  Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
}
