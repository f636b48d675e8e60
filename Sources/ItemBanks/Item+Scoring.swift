import ItemResponse

extension Item {
  /// The score of an answer as `Question.answer(from:)` returns it, in the item's model: the question's
  /// score, but with the nominal model and one option to choose that option's position, since there
  /// every option is a category of its own. 0 for anything that is not an answer.
  public func score(_ answer: String) -> Int {
    guard let question else { return 0 }
    if let model, question.isScored(byOptionUnder: model) {
      return question.chosenOption(answer) ?? 0
    }
    return question.score(answer)
  }

  /// Whether a model has a category for every score that answers can have, and no other.
  public func fits(_ model: any ResponseModel) -> Bool {
    question.map { ItemBanks.scoreCount(of: $0, under: model) == model.scoreCount } ?? true
  }

  /// How many different scores its answers have, by its model or else its question.
  public var scoreCount: Int {
    model?.scoreCount ?? question.map { $0.maximumScore + 1 } ?? 2
  }

  /// How an answer did, for people.
  ///
  /// - Parameters:
  ///   - answer: empty where only the score is known.
  ///   - score: the answer's in the item's model.
  public func outcome(of answer: String, score: Int) -> AnswerOutcome {
    if let question, !answer.isEmpty { return question.outcome(of: answer) }
    if case .rating = question?.format { return .unjudged }
    if model is NominalModel {
      guard let keys = question?.format.keys, !keys.isEmpty else { return .unjudged }
      return keys.contains(score) ? .right : .wrong
    }
    let highest = question?.maximumScore ?? (model?.scoreCount ?? 2) - 1
    if case .partialCredit = question?.format { return .credit(score, of: highest) }
    return highest > 1 ? .credit(score, of: highest) : score > 0 ? .right : .wrong
  }

  /// The part of the highest score that a person of ability `theta` is expected to reach, 0...1; `nil`
  /// where no score is better than another, or where there is no model.
  public func expectedShare(at theta: Double) -> Double? {
    guard let model else { return nil }
    if case .rating = question?.format { return nil }
    guard model is NominalModel else {
      return model.expectedScore(at: theta) / Double(model.scoreCount - 1)
    }
    switch question?.format {
    case .choice(_, let key): return model.probability(of: key, at: theta)
    case .partialCredit(_, let scores):
      let mean = scores.indices.reduce(0) {
        $0 + Double(scores[$1]) * model.probability(of: $1, at: theta)
      }
      return mean / Double(scores.max() ?? 1)
    default: return nil
    }
  }
}

/// How an answer did, in the terms in which people are told.
public enum AnswerOutcome: Sendable, Hashable {
  case right, wrong
  /// Points, of as many as there are, where answers are worth more or less.
  case credit(Int, of: Int)
  /// No answer is right or wrong: a rating.
  case unjudged

  /// Points earned and the most there are, 1 for a right answer; `nil` where there are none.
  public var points: (earned: Int, highest: Int)? {
    switch self {
    case .right: (1, 1)
    case .wrong: (0, 1)
    case .credit(let points, let highest): (points, highest)
    case .unjudged: nil
    }
  }

  /// Whether a better answer existed.
  public var isMissed: Bool {
    points.map { $0.earned < $0.highest } ?? false
  }
}

extension Question {
  /// How an answer as `answer(from:)` returns it did.
  public func outcome(of answer: String) -> AnswerOutcome {
    switch format {
    case .choice, .multiple, .numeric, .text: score(answer) > 0 ? .right : .wrong
    case .partialCredit: .credit(score(answer), of: maximumScore)
    case .rating: .unjudged
    }
  }

  /// Whether under a model the category is the option chosen, and not the score that it earns.
  func isScored(byOptionUnder model: any ResponseModel) -> Bool {
    model is NominalModel && format.isSingleChoice
  }
}

/// How many different scores the answers to a question have in a model.
func scoreCount(of question: Question, under model: any ResponseModel) -> Int {
  question.isScored(byOptionUnder: model)
    ? question.format.options.count : question.maximumScore + 1
}
