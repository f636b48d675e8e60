import AdaptiveTesting
import ItemBanks

/// What students read around the questions; the same words on the screen and in plain mode.
public enum StudentText {
  /// What kind of test this is.
  public static func welcome(bank: Bank, design: Design) -> String {
    var paragraphs: [String] = []
    if let about = bank.about { paragraphs.append(about) }
    var facts = length(of: design, bank: bank)
    if let limit = design.stopping.timeLimit {
      facts +=
        " You have \(Wording.duration(milliseconds: Int64(limit * 1000))). "
        + "Pauses do not count."
    } else {
      facts += " There is no time limit."
    }
    paragraphs.append(facts)
    return paragraphs.joined(separator: "\n\n")
  }

  /// How a test goes, for somebody who has never sat an adaptive one.
  ///
  /// - Parameter isSurvey: whether no question has a right answer, see `Bank.isSurvey`.
  public static func instructions(hasPractice: Bool, isSurvey: Bool = false) -> String {
    let course =
      isSurvey
      ? "Each question is chosen to fit what you have answered before. No answer is right or wrong."
      : """
      Each question is chosen to fit you: after a right answer a harder one, after a wrong answer \
      an easier one. About half of the questions will feel hard. That is how this test finds your \
      level; it does not mean that you are doing badly.
      """
    return """
      \(course)

      Choose an answer and press Enter to confirm it. A confirmed answer is kept safe and cannot \
      be changed. \(isSurvey ? adviceOnRatings : adviceWhenUnsure)

      You can pause, leave and go on another time; nothing is lost.
      """
        + (hasPractice ? "\n\nFirst comes a question to try out the keys. It does not count." : "")
  }

  /// After the practice question.
  public static func practiceOver(_ outcome: AnswerOutcome) -> String {
    let missed = "but it does not matter: this one was for trying out the keys."
    let sentence =
      switch outcome {
      case .right: "That is right, and that is all there is to it."
      case .wrong: "That was not the right answer, \(missed)"
      case .credit where outcome.isMissed: "There is a better answer, \(missed)"
      case .credit: "That is the best answer, and that is all there is to it."
      case .unjudged: "That is all there is to it."
      }
    return sentence + "\n\nNow the test begins."
  }

  /// For somebody who goes on with a sitting.
  ///
  /// - Parameter answered: how many answers the sitting has.
  public static func welcomeBack(person: String, answered: Int) -> String {
    let safe =
      answered == 0
      ? "" : " \(Wording.count(answered, "answer")) \(answered == 1 ? "is" : "are") saved."
    return "Welcome back, \(person).\(safe) You go on with question \(answered + 1)."
  }

  /// What a proctor has just done, for the one who sits the test; `nil` where it is no business of theirs.
  public static func news(_ events: [SessionEvent]) -> String? {
    let seconds = events.reduce(0) { sum, event in
      if case .timeGranted(let grant) = event.kind { sum + grant.seconds } else { sum }
    }
    guard seconds > 0 else { return nil }
    return "You have been given \(Wording.duration(milliseconds: Int64(seconds) * 1000)) more."
  }

  private static let adviceWhenUnsure = "If you do not know, choose what seems most likely."
  private static let adviceOnRatings = "Choose what fits you best."

  /// What to do about a question that one has no answer to.
  static func advice(on question: Question?) -> String {
    if case .rating = question?.format { return adviceOnRatings }
    return adviceWhenUnsure
  }

  private static func length(of design: Design, bank: Bank) -> String {
    let supply = bank.items.count { $0.isOperational && $0.question != nil }
    let most = min(design.stopping.maximumItems ?? supply, supply)
    let least = design.isLengthFixed ? most : min(max(1, design.stopping.minimumItems), most)
    let trial = bank.items.count { $0.status == .pretest && $0.question != nil }
    func all(_ scored: Int, _ end: (ClosedRange<Int>) -> Int) -> Int {
      scored + min(trial, design.pretest.map { end($0.count(among: scored)) } ?? 0)
    }
    return lengthWords(least: all(least, \.lowerBound), most: all(most, \.upperBound))
  }

  private static func lengthWords(least: Int, most: Int) -> String {
    if least == most {
      return "There \(most == 1 ? "is" : "are") \(Wording.count(most, "question"))."
    }
    return "There are between \(least) and \(Wording.count(most, "question")): the test stops as "
      + "soon as it is sure enough."
  }
}
