/// Something wrong, or worth knowing, about one line of a bank file.
public struct BankProblem: Sendable, Hashable, CustomStringConvertible {
  public enum Severity: Sendable, Hashable {
    /// The file cannot be used as it is.
    case error
    /// The file can be used; somebody should look.
    case warning
  }

  public let severity: Severity
  public let file: String
  /// Counted from 1; `nil` where the problem is the whole file's.
  public let line: Int?
  public let item: String?
  /// What is wrong and what to do, one sentence.
  public let message: String

  public init(severity: Severity, file: String, line: Int?, item: String?, message: String) {
    self.severity = severity
    self.file = file
    self.line = line
    self.item = item
    self.message = message
  }

  /// Fit for a terminal: a control character that the file smuggled in shows as `�`.
  public var description: String {
    let place = line.map { "\(file):\($0): " } ?? "\(file): "
    let subject = item.map { "item '\($0)': " } ?? ""
    let text = place + (severity == .warning ? "warning: " : "") + subject + message
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }
}
