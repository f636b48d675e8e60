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
  // Where even this fails there is nobody left to tell.
  _ = writeAll(Data((Wording.safe(text) + "\n").utf8), to: STDERR_FILENO)
}

/// How wide a report may be: a window's width where it goes to one, and never more than 80.
var outputColumns: Int {
  guard isatty(STDOUT_FILENO) == 1 else { return 80 }
  return max(40, min(80, TerminalCapabilities.current.columns))
}

/// Results go to standard output.
func write(_ text: String) {
  write(Data(text.utf8))
}

/// A result that cannot be written ends the program: quietly where nobody reads on, else with a
/// sentence. What was answered is in the database before anything is said about it.
func write(_ data: Data) {
  let error = writeAll(data, to: STDOUT_FILENO)
  guard error != 0 else { return }
  guard error != EPIPE else { Foundation.exit(128 + SIGPIPE) }
  writeError("standard output: \(String(cString: strerror(error))); make room or write elsewhere.")
  Foundation.exit(Failure.Status.cannotWrite.rawValue)
}

/// Whole, however little the system takes at a time. `FileHandle` would trap on a full disk.
///
/// - Returns: 0, or the error number.
func writeAll(_ data: Data, to descriptor: Int32) -> Int32 {
  data.withUnsafeBytes { bytes in
    var offset = 0
    while offset < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
      if count > 0 {
        offset += count
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

/// The only clock there is: milliseconds since 1970.
func now() -> Int64 {
  Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
}
