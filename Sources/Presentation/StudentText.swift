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
  public static func instructions(hasPractice: Bool) -> String {
    """
    Each question is chosen to fit you: after a right answer a harder one, after a wrong answer an \
    easier one. About half of the questions will feel hard. That is how this test finds your level; \
    it does not mean that you are doing badly.

    Choose an answer and press Enter to confirm it. A confirmed answer is kept safe and cannot be \
    changed. If you do not know, choose what seems most likely.

    You can pause, leave and go on another time; nothing is lost.
    """
      + (hasPractice ? "\n\nFirst comes a question to try out the keys. It does not count." : "")
  }

  /// After the practice question.
  public static func practiceOver(isRight: Bool) -> String {
    (isRight
      ? "That is right, and that is all there is to it."
      : "That was not the right answer, but it does not matter: this one was for trying out the "
        + "keys.")
      + "\n\nNow the test begins."
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

  static let adviceWhenUnsure = "If you do not know, choose what seems most likely."

  private static func length(of design: Design, bank: Bank) -> String {
    let supply = bank.items.count { $0.isOperational && $0.question != nil }
    let most = min(design.stopping.maximumItems ?? supply, supply)
    let least = min(max(1, design.stopping.minimumItems), most)
    if least == most || design.isLengthFixed {
      return "There \(most == 1 ? "is" : "are") \(Wording.count(most, "question"))."
    }
    return "There are between \(least) and \(Wording.count(most, "question")): the test stops as "
      + "soon as it is sure enough."
  }
}
