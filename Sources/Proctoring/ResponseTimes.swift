import AdaptiveTesting
import Foundation
import ItemBanks

/// How long people take over the items of a bank: the log-normal model of van der Linden (2006,
/// doi:10.3102/10769986031002181), log T ~ N(βᵢ − τⱼ, 1/αᵢ²), T in seconds, with the speed of people
/// τ ~ N(0, `speedDeviation`²).
///
/// Small and Codable: made once from the sittings of a bank by `fit`, and kept.
public struct ResponseTimes: Sendable, Hashable, Codable {
  /// By item id; only items with an observed time.
  public let items: [String: ItemTime]
  /// The standard deviation of a log time around its mean where an item has no other; 1/α.
  public let deviation: Double
  /// Of the speed of people, in log seconds.
  public let speedDeviation: Double
  /// By how much log times exceed what the number of words leads to expect, and how far single items stray.
  let wordOffset: Double
  let wordDeviation: Double
  /// By how much less log seconds a right answer takes than a wrong one, other things equal.
  public let rightAdvantage: Double

  public struct ItemTime: Sendable, Hashable, Codable {
    /// β, the log of the seconds that a person of average speed takes in the middle.
    public let intensity: Double
    /// Of `intensity`.
    public let standardError: Double
    /// 1/α.
    public let deviation: Double
    /// From how many times.
    public let count: Int
  }

  /// What is assumed while nothing is observed: reading takes what it takes on average, other things vary
  /// widely.
  public static let unobserved = ResponseTimes(
    items: [:], deviation: 0.5, speedDeviation: 0.3, wordOffset: 0, wordDeviation: 0.6,
    rightAdvantage: 0)

  /// An item's times; from its words where none was observed, with the error that this has.
  public func time(of item: Item) -> ItemTime {
    items[item.id]
      ?? ItemTime(
        intensity: Self.logReadingTime(of: item) + wordOffset, standardError: wordDeviation,
        deviation: deviation, count: 0)
  }

  /// The time that people take on average, in seconds.
  public func meanSeconds(_ time: ItemTime) -> Double {
    exp(
      time.intensity + 0.5 * (time.deviation * time.deviation + speedDeviation * speedDeviation))
  }

  /// The log of the seconds that reading takes, at 238 words a minute (Brysbaert 2019,
  /// doi:10.1016/j.jml.2019.104047), and five seconds to answer.
  static func logReadingTime(of item: Item) -> Double {
    guard let question = item.question else { return log(20) }
    let texts = [question.stem] + question.format.options
    let words = texts.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count }
    return log(5 + Double(words) / 238 * 60)
  }
}

/// An answer with the time it took.
struct TimedAnswer {
  let answer: TestSession.AnsweredItem
  /// Of the seconds.
  let logTime: Double

  /// The answers of a sitting that count and have a time, in order. (Simulations may go without.)
  static func all(in session: TestSession) -> [TimedAnswer] {
    session.answers.filter { !$0.isVoided && $0.milliseconds > 0 }
      .map { TimedAnswer(answer: $0, logTime: log(Double($0.milliseconds) / 1000)) }
  }
}

/// One log time as an observation of a person's speed: β − log T, with the precision of that.
struct SpeedObservation {
  let value: Double
  let deviation: Double
}

/// A person's speed, pulled towards the average by the population's, with single odd times held back
/// (Huber 1964, doi:10.1214/aoms/1177703732, with bounds of two standard deviations).
struct Speed {
  let value: Double
  let variance: Double

  init(_ observations: some Collection<SpeedObservation>, deviation: Double) {
    let prior = 1 / (deviation * deviation)
    // A median is where outliers cannot carry the search off to.
    let sorted = observations.map(\.value).sorted()
    var value = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    var precision = prior
    for _ in 0..<20 {
      var sum = 0.0
      precision = prior
      for observation in observations {
        let z = abs(observation.value - value) / observation.deviation
        let weight = min(1, 2 / z) / (observation.deviation * observation.deviation)
        sum += weight * observation.value
        precision += weight
      }
      let next = sum / precision
      let isSettled = abs(next - value) < 1e-9
      value = next
      if isSettled { break }
    }
    self.value = value
    variance = 1 / precision
  }
}
