import AdaptiveTesting
import ItemBanks

/// The same test line by line, for screen readers, pipes and terminals that can do no more: what is
/// said, and what a typed line means. Whoever reads and writes the lines is elsewhere.
public enum PlainText {
  /// What a typed line asks for.
  public enum Line: Sendable, Hashable {
    /// Nothing but white space: confirms what was chosen.
    case empty
    case help
    /// To hear the question once more.
    case again
    case pause
    case quit
    case note(String)
    case entry(String)
  }

  /// Commands are words on their own, or behind a slash where a word could be the answer itself.
  ///
  /// - Parameter question: what is being answered; `nil` where nothing is.
  public static func line(_ text: String, answering question: Question? = nil) -> Line {
    let trimmed = text.trimmingWhitespace
    if trimmed.isEmpty { return .empty }
    var isBareAllowed = true
    if case .text = question?.format { isBareAllowed = false }
    let hasSlash = trimmed.hasPrefix("/")
    guard hasSlash || isBareAllowed else { return .entry(text) }

    let words = trimmed.drop { $0 == "/" }.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    switch words.first?.lowercased() {
    case "help", "?": return .help
    case "again", "repeat": return .again
    case "pause": return .pause
    case "quit", "leave": return .quit
    // A letter by itself is an answer where there are so many options.
    case "q" where hasSlash || question?.format.options.count ?? 0 < 17: return .quit
    case "note": return .note(words.count > 1 ? String(words[1]).trimmingWhitespace : "")
    default: return .entry(text)
    }
  }

  /// The question with its options and where one stands, ready to be read out.
  public static func question(_ view: ItemView) -> String {
    var heading = [view.title]
    heading.append(view.number.map { "Question \($0)" } ?? "Practice, does not count")
    if let domain = view.domain { heading.append(domain) }
    if let outlook = view.outlook { heading.append(outlook.capitalizingFirst) }
    if let left = view.millisecondsLeft {
      heading.append("\(Wording.spokenClock(milliseconds: left)) left")
    }
    var parts = [Wording.safe(heading.joined(separator: ". ")) + "."]
    parts.append(spoken(view.text))
    let options = view.question.format.options.enumerated()
      .map { "\(optionLetter($0)): \(spoken($1))" }
    if !options.isEmpty { parts.append(options.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  /// What is asked for, ending where the typing begins.
  public static func prompt(_ question: Question) -> String {
    switch question.format {
    case .choice(let options, _), .partialCredit(let options, _), .rating(let options):
      return "Your answer (A to \(optionLetter(options.count - 1)); \"help\" for more): "
    case .multiple(let options, _):
      return
        "Your answers (A to \(optionLetter(options.count - 1)), such as A C; \"help\" for more): "
    case .numeric(_, _, let unit):
      let unit = unit.map { " of \(Wording.safe($0))" } ?? ""
      return "Your answer, a number\(unit) (\"help\" for more): "
    case .text:
      return "Your answer (\"/help\" for more): "
    }
  }

  /// What was understood, before it counts.
  public static func confirmation(_ question: Question, _ answer: String) -> String {
    let options = question.format.options
    let chosen = answer.split(separator: ",").compactMap { letter -> String? in
      guard let index = letter.first.flatMap(optionIndex), options.indices.contains(index) else {
        return nil
      }
      return "\(letter): \(spoken(options[index]))"
    }
    let words = options.isEmpty ? Wording.safe(answer) : chosen.joined(separator: "; ")
    return "You chose \(words). Press Enter to confirm, or type another answer: "
  }

  public static func help(for question: Question?) -> String {
    var slash = ""
    if case .text = question?.format { slash = "/" }
    return """
      Type your answer and press Enter; then press Enter once more to confirm it.
      \(slash)again reads the question once more. \(slash)pause stops the clock.
      \(slash)note TEXT keeps a note for the person in charge.
      \(slash)quit leaves; you can go on later. \(StudentText.advice(on: question))
      """
  }

  public static func leaving(code: String) -> String {
    "Your answers are safe. To go on: cat take --resume \(code)"
  }

  /// The result in words.
  public static func result(_ result: ResultSummary) -> String {
    var parts = ["\(result.title). Your result.", result.thanks]
    if let score = result.score {
      parts.append("\(score.sentence), \(score.intervalWords).")
    }
    parts.append(result.meaning)
    if !result.domains.isEmpty {
      parts.append(
        result.domains.map {
          "\($0.title): \($0.word), \(Wording.count($0.questionCount, "question"))."
        }.joined(separator: "\n"))
    }
    if let caution = result.caution { parts.append(caution) }
    parts.append("To find this sitting again: \(result.sessionCode)")
    return Wording.safe(parts.joined(separator: "\n\n"))
  }

  /// One of the questions missed, as `StudentText.feedback(on:)` with fractions a voice can read.
  public static func feedback(on answer: TestSession.AnsweredItem) -> String {
    spoken("Question \(answer.position).\n\n" + StudentText.feedback(on: answer))
  }

  /// `¾` as `3/4` and `1¼` as `1 1/4`: many voices pass over the single signs. Lines that mark code
  /// go; the code stays.
  static func spoken(_ text: String) -> String {
    let fractions: [Character: String] = [
      "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5",
      "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8",
      "⅞": "7/8",
    ]
    var spoken = ""
    for character in text {
      guard let fraction = fractions[character] else {
        spoken.append(character)
        continue
      }
      if spoken.last?.isNumber == true { spoken.append(" ") }
      spoken += fraction
    }
    return spoken.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.drop { $0 == " " }.hasPrefix("```") }
      .map { String($0).withoutControlCharacters }
      .joined(separator: "\n")
  }
}
