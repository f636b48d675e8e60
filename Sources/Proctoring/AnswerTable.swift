import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse

/// What was answered in many sittings, in numbers: items and answers coded, each with its probability.
struct AnswerTable: Sendable {
  struct Cell: Sendable {
    let item: Int
    /// Of the answer among the item's.
    let code: Int
    /// log P of this answer for this person, as far as the other people tell who neither are this one nor one
    /// more who answered so.
    let logProbability: Double
    /// The standardised log-time residual; `nil` without times.
    let timeResidual: Double?
  }

  /// An answer to an item that somebody gave, or that it offers.
  struct Answer: Sendable {
    let score: Int
    let isRight: Bool
    /// How often it was given, and one; and the sum of these over the answers with the same score.
    let weight: Double
    let total: Double
  }

  private(set) var itemIds: [String] = []
  /// By item: what to answer there is; and the model.
  private(set) var answers: [[Answer]] = []
  private(set) var models: [PreparedModel] = []
  /// By sitting, in the order of item numbers.
  private(set) var cells: [[Cell]] = []
  private(set) var thetas: [Double] = []

  /// Times observed so rarely that the two people of a pair make up much of them say nothing of the pair.
  private static let minimumTimes = 20

  init(_ sittings: [TestSession], times: ResponseTimes) {
    var coding = Coding()
    let coded = sittings.map { session in
      session.answers.compactMap { answer -> (item: Int, code: Int)? in
        guard answer.isCounted, let model = session.plan.model(ofItem: answer.item.id) else {
          return nil
        }
        return coding.code(answer, model: model)
      }
    }
    itemIds = coding.items.map(\.item.id)
    answers = coding.items.map(\.answers)
    models = coding.items.map(\.model)
    thetas = sittings.map(\.estimate.theta)
    for (number, session) in sittings.enumerated() {
      let residuals = Self.timeResidues(of: session, times: times)
      let theta = thetas[number]
      cells.append(
        coded[number].map { item, code in
          Cell(
            item: item, code: code,
            logProbability: logProbability(
              of: code, item: item, theta: theta, leavingOut: (code, code)),
            timeResidual: residuals[itemIds[item]])
        }.sorted { $0.item < $1.item })
    }
  }

  /// - Parameter leavingOut: the answers of a pair, which must not make themselves more likely: in a small
  ///   class a wrong answer that nobody else gave would look popular.
  func logProbability(
    of code: Int, item: Int, theta: Double, leavingOut pair: (Int, Int)
  ) -> Double {
    let answers = answers[item]
    let answer = answers[code]
    var (weight, total) = (answer.weight, answer.total)
    for own in [pair.0, pair.1] where answers[own].score == answer.score {
      total -= 1
      if own == code { weight -= 1 }
    }
    // A second answer of a kind that was given once only was never left out of the count.
    let share = max(weight, 1) / max(total, max(weight, 1))
    return models[item].logProbability(of: answer.score, at: theta).value + log(share)
  }

  private static func timeResidues(
    of session: TestSession, times: ResponseTimes
  ) -> [String: Double] {
    let timed = TimedAnswer.all(in: session).compactMap { timed in
      times.items[timed.answer.item.id].map { (timed, $0) }
    }.filter { $0.1.count >= minimumTimes }
    let speed = Speed(
      timed.map { SpeedObservation(value: $1.intensity - $0.logTime, deviation: $1.deviation) },
      deviation: times.speedDeviation)
    return Dictionary(
      timed.map { timed, time in
        (
          timed.answer.item.id,
          (timed.logTime - time.intensity + speed.value) / time.deviation
        )
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// Numbers for items and their answers, given out as they appear.
private struct Coding {
  struct ItemCodes {
    let item: Item
    let model: PreparedModel
    var codes: [String: Int] = [:]
    var scores: [Int] = []
    var counts: [Double] = []

    /// Each answer that the item offers counts once before anybody answers, so that without sittings all wrong
    /// options are equally likely; of what may be typed, one more than was seen.
    var answers: [AnswerTable.Answer] {
      let isTyped = item.question.map { $0.format.options.isEmpty } ?? false
      return scores.indices.map { code in
        let alike = scores.indices.filter { scores[$0] == scores[code] }
        let total = alike.reduce(0) { $0 + counts[$1] + 1 }
        let unseen = isTyped && !isRight(code) ? 1.0 : 0
        return AnswerTable.Answer(
          score: scores[code], isRight: isRight(code), weight: counts[code] + 1,
          total: total + unseen)
      }
    }

    private func isRight(_ code: Int) -> Bool {
      let response = codes.first { $0.value == code }?.key ?? ""
      let isScoreOnly = response.hasPrefix("#")
      switch item.outcome(of: isScoreOnly ? "" : response, score: scores[code]) {
      case .right: return true
      case .credit(let points, let highest): return points == highest
      case .wrong, .unjudged: return false
      }
    }

    mutating func code(_ response: String, score: Int) -> Int {
      // A typed answer that is right may be written in many ways; which one says nothing.
      let isTyped = item.question.map { $0.format.options.isEmpty } ?? false
      let isScoreOnly = response.isEmpty || isTyped && score > 0
      let key = isScoreOnly ? "#\(score)" : response
      if let code = codes[key] { return code }
      codes[key] = scores.count
      scores.append(score)
      counts.append(0)
      return scores.count - 1
    }
  }

  private var numbers: [String: Int] = [:]
  private(set) var items: [ItemCodes] = []

  mutating func code(
    _ answer: TestSession.AnsweredItem, model: PreparedModel
  ) -> (item: Int, code: Int) {
    let number = numbers[answer.item.id] ?? items.count
    if number == items.count {
      numbers[answer.item.id] = number
      var codes = ItemCodes(item: answer.item, model: model)
      if !answer.response.isEmpty, let question = answer.item.question,
        question.format.isSingleChoice
      {
        for option in question.format.options.indices {
          let letter = optionLetter(option)
          _ = codes.code(letter, score: answer.item.score(letter))
        }
      }
      items.append(codes)
    }
    let code = items[number].code(answer.response, score: answer.score)
    items[number].counts[code] += 1
    return (number, code)
  }
}
