import Foundation

/// What a person is asked and how the answer is given and scored.
public struct Question: Sendable, Hashable {
  /// Plain text. Blank lines part paragraphs; lines between two lines of ``` are code, kept as they
  /// stand.
  public let stem: String
  public let format: AnswerFormat

  public init(stem: String, format: AnswerFormat) {
    self.stem = stem
    self.format = format
  }

  /// The highest score; scores are 0...`maximumScore`.
  public var maximumScore: Int {
    switch format {
    case .choice, .multiple, .numeric, .text: 1
    case .partialCredit(_, let scores): scores.max() ?? 0
    case .rating(let options): options.count - 1
    }
  }
}

/// The kinds of answers. Options are addressed by letters: A is the first.
public enum AnswerFormat: Sendable, Hashable {
  /// One of the options is right.
  case choice(options: [String], key: Int)
  /// All and only the keyed options are right.
  case multiple(options: [String], keys: Set<Int>)
  /// A number, right within ± `tolerance`; `unit` is shown, not typed.
  case numeric(answer: Double, tolerance: Double, unit: String?)
  /// One of `answers`; unless `exact`, upper and lower case and runs of space are alike.
  case text(answers: [String], exact: Bool)
  /// One option is chosen, and each has its score: 0 to the highest, without gaps.
  case partialCredit(options: [String], scores: [Int])
  /// One option is chosen, none is right, and they have an order: the first scores 0, the next 1.
  case rating(options: [String])

  /// Positions of the right options, or of those with the highest score; empty where there are none.
  public var keys: Set<Int> {
    switch self {
    case .choice(_, let key): [key]
    case .multiple(_, let keys): keys
    case .partialCredit(_, let scores):
      Set(scores.indices.filter { scores[$0] == scores.max() })
    case .numeric, .text, .rating: []
    }
  }

  /// Whether exactly one of the options is chosen.
  public var isSingleChoice: Bool {
    switch self {
    case .choice, .partialCredit, .rating: true
    case .multiple, .numeric, .text: false
    }
  }

  /// In the order of their letters; empty where the answer is typed.
  public var options: [String] {
    switch self {
    case .choice(let options, _), .multiple(let options, _), .partialCredit(let options, _),
      .rating(let options):
      options
    case .numeric, .text: []
    }
  }
}

/// Why an entry is not an answer (as opposed to a wrong one), in words for the person who typed it.
public struct EntryProblem: Error, Hashable, Sendable {
  public let message: String
}

extension Question {
  /// Turns what was typed or chosen into the answer that the log keeps: `B`, `A,C`, `12.5`, a text.
  ///
  /// - Throws: `EntryProblem` where the entry cannot be an answer at all; nothing is scored then.
  public func answer(from entry: String) throws(EntryProblem) -> String {
    let trimmed = entry.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    switch format {
    case .choice(let options, _), .partialCredit(let options, _), .rating(let options):
      let chosen = try optionIndices(in: trimmed, of: options)
      guard chosen.count == 1, let only = chosen.first else {
        throw EntryProblem(message: "Please choose one answer, \(letterRange(options.count)).")
      }
      return optionLetter(only)
    case .multiple(let options, _):
      let chosen = try optionIndices(in: trimmed, of: options)
      guard !chosen.isEmpty else {
        throw EntryProblem(
          message: "Please choose one or more answers, \(letterRange(options.count)).")
      }
      return chosen.sorted().map(optionLetter).joined(separator: ",")
    case .numeric:
      guard enteredNumber(trimmed) != nil else {
        throw EntryProblem(message: "Please type a number, such as 12, -3.5 or 3/4.")
      }
      return trimmed
    case .text:
      guard !trimmed.isEmpty else { throw EntryProblem(message: "Please type an answer.") }
      // Inside an exact answer runs of space matter; around it nobody sees them.
      return isExactText ? entry.trimmingCharacters(in: .whitespacesAndNewlines) : trimmed
    }
  }

  /// The score of an answer as `answer(from:)` returns it; 0 for anything that is not an answer.
  public func score(_ answer: String) -> Int {
    switch format {
    case .choice(_, let key):
      return answer == optionLetter(key) ? 1 : 0
    case .multiple(_, let keys):
      return answer == keys.sorted().map(optionLetter).joined(separator: ",") ? 1 : 0
    case .numeric(let expected, let tolerance, _):
      guard let number = enteredNumber(answer) else { return 0 }
      // Room for the rounding of decimal fractions: 0.1 + 0.2 is right where 0.3 is.
      let rounding = 1e-9 * max(1, abs(expected))
      return abs(number - expected) <= tolerance + rounding ? 1 : 0
    case .text(let answers, let exact):
      return answers.contains { matches(answer, $0, exact: exact) } ? 1 : 0
    case .partialCredit(_, let scores):
      return chosenOption(answer).map { scores[$0] } ?? 0
    case .rating:
      return chosenOption(answer) ?? 0
    }
  }

  /// The position of the one option that an answer names; `nil` where it names none or several.
  func chosenOption(_ answer: String) -> Int? {
    guard answer.count == 1, let index = answer.first.flatMap(optionIndex),
      index < format.options.count
    else { return nil }
    return index
  }

  /// The right answer in words, for feedback: `B  1¼ kg`, `12.5 cm`, `mode`; the best one, or each of
  /// them, where options have scores; empty where no answer is right.
  public var keyDescription: String {
    switch format {
    case .choice(let options, let key):
      return "\(optionLetter(key))  \(options[key])"
    case .multiple(let options, let keys):
      return keys.sorted().map { "\(optionLetter($0))  \(options[$0])" }.joined(separator: ", ")
    case .numeric(let answer, _, let unit):
      let number =
        answer == answer.rounded() && abs(answer) < 1e15
        ? String(Int(answer)) : String(answer)
      return unit.map { "\(number) \($0)" } ?? number
    case .text(let answers, _):
      return answers[0]
    case .partialCredit(let options, _):
      return format.keys.sorted().map { "\(optionLetter($0))  \(options[$0])" }
        .joined(separator: " or ")
    case .rating:
      return ""
    }
  }

  private var isExactText: Bool {
    if case .text(_, let exact) = format { return exact }
    return false
  }

  private func optionIndices(
    in entry: String, of options: [String]
  ) throws(EntryProblem) -> Set<Int> {
    var chosen: Set<Int> = []
    // Letters may be run together ("ac"); numbers need something between them ("1, 12").
    for word in entry.split(whereSeparator: { " ,;+&".contains($0) }) {
      if let number = Int(word) {
        guard (1...options.count).contains(number) else {
          throw EntryProblem(
            message: "There is no answer \(word) here, only \(letterRange(options.count)).")
        }
        chosen.insert(number - 1)
        continue
      }
      for letter in word.uppercased() {
        guard let index = optionIndex(letter), index < options.count else {
          throw EntryProblem(message: "Please choose from \(letterRange(options.count)).")
        }
        chosen.insert(index)
      }
    }
    return chosen
  }

  private func letterRange(_ count: Int) -> String {
    "\(optionLetter(0)) to \(optionLetter(count - 1))"
  }

  private func matches(_ given: String, _ expected: String, exact: Bool) -> Bool {
    guard !exact else { return given == expected }
    func folded(_ text: String) -> [Substring] {
      text.lowercased().split(whereSeparator: \.isWhitespace)
    }
    return folded(given) == folded(expected)
  }
}

/// The letter by which an option is addressed: A for 0.
///
/// - Precondition: 0 ≤ `index` < 26.
public func optionLetter(_ index: Int) -> String {
  precondition((0..<26).contains(index))
  return String(UnicodeScalar(UInt8(65 + index)))
}

/// The position an option letter stands for, upper or lower case.
public func optionIndex(_ letter: Character) -> Int? {
  guard let ascii = letter.uppercased().first?.asciiValue, (65...90).contains(ascii) else {
    return nil
  }
  return Int(ascii) - 65
}
