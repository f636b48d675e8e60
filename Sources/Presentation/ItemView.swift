import AdaptiveTesting
import ItemBanks

/// What a person sees of a sitting while an item is before them.
public struct ItemView: Sendable, Hashable {
  public var title: String
  public var domain: String?
  /// 1 for the first; `nil` for the practice item, which does not count.
  public var number: Int?
  public var question: Question
  /// What the items of a set are about; read before the stem.
  public var stimulus: String?
  /// How far the test has come, 0...1.
  public var progress: Double
  /// How many more there will be after this one; `nil` where nothing can be said.
  public var remaining: ClosedRange<Int>?
  /// Whether nothing but the number of questions (and the clock) ends the test, so that `remaining`
  /// is certain.
  public var isLengthFixed = false
  /// `nil` without a time limit.
  public var millisecondsLeft: Int64?

  /// The practice item of a bank.
  public init?(practiceOf bank: Bank) {
    guard let question = bank.practice?.question else { return nil }
    title = bank.title
    domain = nil
    number = nil
    self.question = question
    progress = 0
  }

  /// The item before the person; `nil` where there is none, or none with a question.
  public init?(_ session: TestSession, at time: Int64) {
    guard let proposal = session.current, let item = session.currentItem,
      let question = item.question
    else { return nil }
    title = session.bank.title
    domain = item.domain.map(session.bank.title(ofDomain:))
    number = proposal.position
    self.question = question
    stimulus = session.bank.stimulus(of: item)
    progress = session.progress
    // The engine counts the item on the screen among those to come.
    remaining = session.itemsRemaining.map {
      max(0, $0.lowerBound - 1)...max(0, $0.upperBound - 1)
    }
    isLengthFixed = session.design.isLengthFixed
    millisecondsLeft = session.timeRemaining(at: time)
  }

  /// `Numeracy · Fractions`.
  var heading: String {
    [title, domain].compactMap { $0 }.joined(separator: " · ")
  }

  /// What there is to read before answering.
  var text: String {
    [stimulus, question.stem].compactMap { $0 }.joined(separator: "\n\n")
  }

  /// `Question 7`, `Practice`.
  public var label: String { number.map { "Question \($0)" } ?? "Practice" }

  /// How many more there will be, in words; `nil` where nothing can be said.
  public var outlook: String? {
    number == nil ? nil : Wording.outlook(remaining, isExact: isLengthFixed)
  }
}

extension Design {
  /// Whether only a number of questions ends the test, its time limit apart.
  var isLengthFixed: Bool {
    stopping.standardError == nil && stopping.minimumInformation == nil
  }
}
