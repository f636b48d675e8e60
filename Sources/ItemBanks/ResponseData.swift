import Foundation
import ItemResponse

/// What came of reading files of responses.
public struct ResponseData: Sendable {
  /// `nil` while there are errors.
  public let matrix: ResponseMatrix?
  /// The first errors and the first warnings, in the order of files and lines.
  public let problems: [BankProblem]
  /// All errors, also those that `problems` leaves out.
  public let errorCount: Int
  /// All warnings, also those that `problems` leaves out.
  public let warningCount: Int
  /// Bank lines and item lines found among the responses, in order.
  public let bankLines: [CollectedLine]
  /// What each file turned out to be, in the order of reading.
  public let files: [File]

  /// A line that is not about responses.
  public struct CollectedLine: Sendable, Hashable {
    public let file: String
    /// Counted from 1.
    public let line: Int
    /// The line as it stands, without its end.
    public let bytes: Data
    /// Whether it describes an item (else the bank).
    public let isItem: Bool
  }

  /// One file that was read.
  public struct File: Sendable, Hashable {
    public let name: String
    /// `nil` where nothing in the file told.
    public let format: ResponseReader.Format?
    /// Responses in it, those included that another file has as well.
    public let responseCount: Int
    /// Its length, uncompressed.
    public let byteCount: Int
  }

  public var errors: [BankProblem] { problems.filter { $0.severity == .error } }
  public var warnings: [BankProblem] { problems.filter { $0.severity == .warning } }

  /// The problems as sentences for a person, with a last one that counts those left out.
  public var report: [String] {
    ProblemList.sentences(problems, errorCount: errorCount, warningCount: warningCount)
  }

  /// The bank that the bank and item lines of one file describe, with its problems at the lines of
  /// that file; `nil` where the file describes no item.
  public func bankFile(in file: String) -> BankFile? {
    let lines = bankLines.filter { $0.file == file }
    guard lines.contains(where: \.isItem) else { return nil }
    var data = Data()
    for line in lines {
      data.append(line.bytes)
      data.append(UInt8(ascii: "\n"))
    }
    let read = BankFile(data, file: file)
    return BankFile(
      bank: read.bank,
      problems: read.problems.map { problem in
        BankProblem(
          severity: problem.severity, file: file, line: problem.line.map { lines[$0 - 1].line },
          item: problem.item, message: problem.message)
      })
  }
}

extension BankFile {
  fileprivate init(bank: Bank?, problems: [BankProblem]) {
    self.bank = bank
    self.problems = problems
  }
}
