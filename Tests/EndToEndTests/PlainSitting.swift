import Foundation

// How a person in plain mode goes on, for tests that are about something else.

extension RunningProgram {
  /// Waits until a question stands before the person.
  ///
  /// - Returns: its number, nil for the practice item, and all that was written up to the prompt.
  @discardableResult
  func nextQuestion(seconds: Double = 30) throws -> (number: Int?, text: String) {
    let text = try expect("help\" for more): ", seconds: seconds)
    return (Self.lastNumber(in: text), text)
  }

  /// Types an answer and confirms it.
  func answer(_ entry: String) throws {
    send(entry + "\n")
    try expect("Press Enter to confirm")
    send("\n")
  }

  /// Answers the practice item and waits for the first question that counts.
  @discardableResult
  func passPractice(_ entry: String = "B") throws -> (number: Int?, text: String) {
    try nextQuestion()
    try answer(entry)
    return try nextQuestion()
  }

  /// The number of the last question that begins in a text.
  static func lastNumber(in text: String) -> Int? {
    guard let mark = text.range(of: ". Question ", options: .backwards) else { return nil }
    return Int(text[mark.upperBound...].prefix { $0.isNumber })
  }
}

/// Answers that fit every kind of question, as the first or second option, a number or a word; the
/// same for the same question number.
enum BlindAnswers {
  static func entry(_ number: Int, seed: Int = 0) -> String {
    (number &* 2_654_435_761 &+ seed &* 40_503) >> 7 & 1 == 0 ? "1" : "2"
  }

  /// What to type, practice first unless it is over.
  static func lines(
    _ numbers: ClosedRange<Int>, seed: Int = 0, practice: Bool = true
  ) -> String {
    (practice ? "1\n\n" : "") + numbers.map { entry($0, seed: seed) + "\n\n" }.joined()
  }
}
