/// What is wrong, or worth knowing, about records that became a log: the first ones in words, all of them counted.
public struct LogProblems: Sendable {
  public struct Problem: Sendable, Hashable {
    /// Which record, counted from 0; `nil` where all of them are meant.
    public let record: Int?
    /// Whether the log is unusable, or only somebody should know.
    public let isError: Bool
    public let message: String
  }

  public let limit: Int
  public private(set) var told: [Problem] = []
  public private(set) var errorCount = 0
  public private(set) var warningCount = 0

  public init(limit: Int = 20) { self.limit = limit }

  mutating func fail(_ message: @autoclosure () -> String, record: Int?) {
    errorCount += 1
    if errorCount <= limit {
      told.append(Problem(record: record, isError: true, message: message()))
    }
  }

  mutating func warn(_ message: @autoclosure () -> String) {
    warningCount += 1
    if warningCount <= limit {
      told.append(Problem(record: nil, isError: false, message: message()))
    }
  }

  /// `'a', 'b', 'c', …`: the first few of many.
  static func some(_ names: [String]) -> String {
    names.prefix(3).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 3 ? ", …" : "")
  }
}
