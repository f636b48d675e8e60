import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical

/// How long simulated people take: log seconds are normal around the item's intensity minus the person's
/// speed (van der Linden 2006, doi:10.3102/10769986031002181).
public struct SimulatedTimes: Sendable, Hashable {
  /// β of an item of difficulty 0 (the ability at which it tells most), in log seconds.
  public var intensity: Double
  /// By how much β grows with a logit of difficulty.
  public var slope: Double
  /// 1/α: the standard deviation of a log time.
  public var deviation: Double
  /// Intensities of single items, by number in the bank, in place of what difficulty says.
  public var intensities: [Int: Double]

  /// By default half the answers to an item of difficulty 0 take longer than 30 seconds.
  public init(
    intensity: Double = 3.4, slope: Double = 0.2, deviation: Double = 0.4,
    intensities: [Int: Double] = [:]
  ) {
    self.intensity = intensity
    self.slope = slope
    self.deviation = deviation
    self.intensities = intensities
  }

  /// β of an item, in log seconds.
  public func intensity(of model: any ResponseModel, number: Int) -> Double {
    intensities[number] ?? intensity + slope * (model.informationPeak ?? 0)
  }
}

/// What a simulated person does beside answering as well as they can.
public enum SimulatedBehaviour: Sendable {
  case working
  /// On a share of the items, answers at chance after a second or so.
  case rapidGuessing(share: Double)
  /// On a share of the items, answers at chance in the usual time.
  case careless(share: Double)
  /// On a share of the items, gives the answer that this sitting has, where it has one, within a fifth of its
  /// time.
  case copying(TestSession, share: Double)
  /// Knows a share of the items before: answers them right, in a third of the usual time.
  case foreknowledge(share: Double)
  /// On the items of positions from 1 to here answers at chance: a late start.
  case warmingUp(items: Int)
}

extension SimulatedPerson {
  /// A whole sitting as a person would leave it: with responses where items have questions, and with times.
  ///
  /// What they answer where they do nothing else is `score(on:number:)`; of the wrong options they take one by
  /// a preference that all people share, which is how two of them come to the same wrong answer by chance.
  ///
  /// - Parameters:
  ///   - speed: τ, in log seconds: above 0 is faster than average.
  ///   - begin: when it starts, in milliseconds since 1970.
  ///   - circumstances: what `TestPlan.circumstances` made of the person and of earlier sittings.
  ///   - sittingSeed: `nil` for the person's own; another's makes the engine draw as it did for them.
  public func sitting(
    of plan: TestPlan, speed: Double = 0, times: SimulatedTimes = SimulatedTimes(),
    behaviour: SimulatedBehaviour = .working, from begin: Int64 = 0,
    under circumstances: Circumstances = Circumstances(), sittingSeed: UInt64? = nil
  ) -> TestSession {
    var session = TestSession(plan: plan, seed: sittingSeed ?? self.sittingSeed)
    var clock = begin
    session.begin(at: clock, under: circumstances)
    while case .presented(let proposal) = session.advance(at: clock).kind {
      guard let number = plan.number(ofItem: proposal.item) else {
        preconditionFailure("item '\(proposal.item)' is not of this plan")
      }
      let model = plan.answeringModel(number)
      let task = Task(
        item: plan.bank.items[number], number: number, model: model, position: proposal.position)
      let deed = deed(at: task, behaviour)
      let logSeconds =
        times.intensity(of: model, number: number) - speed + times.deviation
        * normal(number, use: 2)
      clock += max(1, Int64((deed.seconds(exp(logSeconds)) * 1000).rounded()))
      if session.isTimeUp(at: clock) { continue }
      if let response = deed.response {
        session.record(response, at: clock)
      } else {
        session.record(score: deed.score, at: clock)
      }
    }
    return session
  }

  private struct Task {
    let item: Item
    let number: Int
    let model: any ResponseModel
    let position: Int
  }

  /// What a person answers and how long they take, from what they would take by working.
  private struct Deed {
    var score: Int
    /// `nil` where the item has no question.
    var response: String?
    var seconds: (Double) -> Double = { $0 }
  }

  private func deed(at task: Task, _ behaviour: SimulatedBehaviour) -> Deed {
    let chance = uniform(task.number, use: 3)
    var score = score(on: task.model, number: task.number)
    switch behaviour {
    case .rapidGuessing(let share) where chance < share:
      let seconds = 1 + uniform(task.number, use: 4)
      var deed = guess(at: task)
      deed.seconds = { min($0, seconds) }
      return deed
    case .careless(let share) where chance < share:
      return guess(at: task)
    case .warmingUp(let items) where task.position <= items:
      return guess(at: task)
    case .copying(let source, let share) where chance < share:
      let sources = source.answers.first { $0.item.id == task.item.id && !$0.isVoided }
      guard let sources else { break }
      let factor = exp(0.2 * normal(task.number, use: 5))
      return Deed(
        score: sources.score, response: sources.response.isEmpty ? nil : sources.response,
        seconds: { _ in Double(sources.milliseconds) / 1000 * factor })
    case .foreknowledge(let share) where chance < share:
      score = task.item.bestScore(under: task.model)
      return Deed(
        score: score, response: response(to: task, score: score), seconds: { $0 / 3 })
    default:
      break
    }
    return Deed(score: score, response: response(to: task, score: score))
  }

  /// An answer at chance: one of the options, or else a wrong one.
  private func guess(at task: Task) -> Deed {
    let draw = uniform(task.number, use: 6)
    if let question = task.item.question, question.format.isSingleChoice {
      let response = optionLetter(Int(draw * Double(question.format.options.count)))
      return Deed(score: task.item.score(response), response: response)
    }
    // Without a question, four options are taken for granted.
    let score =
      task.item.question == nil && draw < 0.25 ? task.item.bestScore(under: task.model) : 0
    return Deed(score: score, response: response(to: task, score: score))
  }

  /// A response that has a score; `nil` where the item has no question.
  private func response(to task: Task, score: Int) -> String? {
    guard let question = task.item.question else { return nil }
    let options = question.format.options
    switch question.format {
    case .numeric(let answer, let tolerance, _):
      guard score == 0 else { return typed(answer) }
      // Off by one, or by ten: what slips of counting and carrying make.
      let slip = [1.0, -1, 10][pick(task, 3)]
      return typed(answer + slip + (slip < 0 ? -tolerance : tolerance))
    case .text(let answers, _):
      guard score == 0 else { return answers.first }
      let wrong = slips(of: answers.first ?? "")
      let fitting = wrong.filter { task.item.score($0) == 0 }
      return fitting.isEmpty ? nil : fitting[pick(task, fitting.count)]
    case .multiple(_, let keys):
      let chosen = score > 0 ? keys : keys.symmetricDifference([pick(task, options.count)])
      let others = chosen.isEmpty ? Set(options.indices).subtracting(keys) : chosen
      return others.sorted().map(optionLetter).joined(separator: ",")
    case .choice, .partialCredit, .rating:
      let fitting = options.indices.map(optionLetter).filter { task.item.score($0) == score }
      return fitting.isEmpty ? nil : fitting[pick(task, fitting.count)]
    }
  }

  /// A number as people type it.
  private func typed(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }

  /// What comes instead of an answer in words or signs: its last number off by a little, where it has one, or
  /// that one does not know.
  private func slips(of answer: String) -> [String] {
    let given = ["no idea", "?", "I don't know"]
    guard let digits = answer.matches(of: /[0-9]+/).last, let number = Int(digits.output) else {
      return given
    }
    return [number + 1, max(0, number - 1), number + 2].map {
      answer.replacingCharacters(in: digits.range, with: String($0))
    } + given
  }

  /// One of the wrong ways to answer. The first is as popular as all that follow it together, and so on; which
  /// is the first depends on the item.
  private func pick(_ task: Task, _ count: Int) -> Int {
    guard count > 1 else { return 0 }
    let draw = uniform(task.number, use: 7)
    let rank = min(count - 1, Int(-log2(1 - draw)))
    return (rank + task.number) % count
  }

  /// Standard normal, theirs for this item.
  private func normal(_ item: Int, use: UInt64) -> Double {
    var generator = SeededGenerator(seed: seed &+ use, stream: UInt64(item))
    return generator.normal()
  }
}

extension Item {
  /// The score of a right answer.
  fileprivate func bestScore(under model: any ResponseModel) -> Int {
    if case .choice(_, let key) = question?.format,
      model.scoreCount == question?.format.options.count,
      score(optionLetter(key)) == key
    {
      return key
    }
    return model.scoreCount - 1
  }
}
