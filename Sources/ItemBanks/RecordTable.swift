import ItemResponse

/// Records read from files, column by column: what `RecordReader` makes.
public struct RecordTable: Sendable {
  /// Texts as numbers, in the order in which they first came.
  public struct Names: Sendable {
    public let names: [String]
    /// By record: an index into `names`, or −1 where the record does not tell.
    public let codes: [Int32]
  }

  /// How many records there are.
  public let count: Int
  private let names: [String: Names]
  private let numbers: [String: [Double]]
  let lines: [Int32]
  /// Each file with its first record.
  let files: [(name: String, firstRecord: Int)]

  /// The first errors and the first warnings, in the order of files and lines.
  public let problems: [BankProblem]
  /// All errors, also those that `problems` leaves out.
  public let errorCount: Int
  public let warningCount: Int

  init(
    count: Int, names: [String: Names], numbers: [String: [Double]], lines: [Int32],
    files: [(name: String, firstRecord: Int)], problems: ProblemList
  ) {
    self.count = count
    self.names = names
    self.numbers = numbers
    self.lines = lines
    self.files = files
    self.problems = problems.inOrder(of: files.map(\.name))
    errorCount = problems.errorCount
    warningCount = problems.warningCount
  }

  /// The column of a field of names; `nil` where no record tells it.
  public func names(_ field: String) -> Names? { names[field] }

  /// The column of a field of numbers or times, NaN where a record does not tell it; `nil` where none does.
  public func numbers(_ field: String) -> [Double]? { numbers[field] }

  /// Where a record stands, its line counted from 1.
  public func place(of record: Int) -> (file: String, line: Int) {
    let file = files.last { $0.firstRecord <= record }
    return (file?.name ?? "", Int(lines[record]))
  }

  /// The problems as sentences for a person, with a last one that counts those left out.
  public var report: [String] {
    ProblemList.sentences(problems, errorCount: errorCount, warningCount: warningCount)
  }
}
