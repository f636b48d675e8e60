import AdaptiveTesting
import Foundation
import ItemBanks

extension ResponseTimes {
  /// Estimates the times of items from sittings of their bank. Few sittings are no obstacle: an item with
  /// few times leans on its number of words, its spread on the other items', and a person's speed on the
  /// other people's; with none at all, this is `unobserved`. Odd times, by guessers or after a walk, count
  /// little. Costs some thirty passes over the answers.
  public static func fit(_ sittings: [TestSession]) -> ResponseTimes {
    var fit = TimeFit(sittings)
    guard !fit.observations.isEmpty else { return unobserved }
    for _ in 0..<30 { fit.improve() }
    return fit.result
  }
}

/// The log-normal model while it is fitted, by turns: speeds, intensities, spreads.
private struct TimeFit {
  struct Observation {
    let person: Int
    let item: Int
    let logTime: Double
    /// How much more was scored than expected, as a share of the highest score; `nil` where nobody can say.
    let surprise: Double?
  }

  struct ItemState {
    let id: String
    let logReadingTime: Double
    var observations: [Int] = []
    var intensity: Double
    var variance = 0.0
    var deviation: Double
  }

  /// E min(z², 4) of a standard normal z.
  private static let boundedSquare = 0.9205

  private(set) var observations: [Observation] = []
  private var items: [ItemState] = []
  private var ofPerson: [[Int]] = []
  private var speeds: [Double] = []
  private var deviation = ResponseTimes.unobserved.deviation
  private var speedDeviation = ResponseTimes.unobserved.speedDeviation
  private var wordOffset = 0.0
  private var wordDeviation = ResponseTimes.unobserved.wordDeviation

  init(_ sittings: [TestSession]) {
    var numbers: [String: Int] = [:]
    for session in sittings {
      let theta = session.estimate.theta
      var own: [Int] = []
      for timed in TimedAnswer.all(in: session) {
        let item = timed.answer.item
        let number = numbers[item.id] ?? items.count
        if number == items.count {
          numbers[item.id] = number
          let reading = ResponseTimes.logReadingTime(of: item)
          items.append(
            ItemState(
              id: item.id, logReadingTime: reading, intensity: reading, deviation: deviation))
        }
        items[number].observations.append(observations.count)
        own.append(observations.count)
        observations.append(
          Observation(
            person: ofPerson.count, item: number, logTime: timed.logTime,
            surprise: timed.answer.surprise(at: theta)))
      }
      if !own.isEmpty { ofPerson.append(own) }
    }
    speeds = [Double](repeating: 0, count: ofPerson.count)
    for number in items.indices {
      let times = items[number].observations.map { observations[$0].logTime }.sorted()
      items[number].intensity = times[times.count / 2]
    }
  }

  mutating func improve() {
    updateSpeeds()
    updateIntensities()
    updateDeviations()
  }

  /// The middle of the speeds is 0, by which intensities are those of average people. A few people who guess
  /// throughout move neither it nor the spread, for the same reason as in `updateDeviations`.
  private mutating func updateSpeeds() {
    var variances: [Double] = []
    for (person, own) in ofPerson.enumerated() {
      let speed = Speed(
        own.map {
          let item = items[observations[$0].item]
          return SpeedObservation(
            value: item.intensity - observations[$0].logTime, deviation: item.deviation)
        }, deviation: speedDeviation)
      speeds[person] = speed.value
      variances.append(speed.variance)
    }
    let middle = Speed(
      speeds.map { SpeedObservation(value: $0, deviation: speedDeviation) }, deviation: 10
    ).value
    var squares = 0.0
    for person in speeds.indices {
      speeds[person] -= middle
      let bounded = min(abs(speeds[person]), 2 * speedDeviation)
      squares += bounded * bounded / Self.boundedSquare + variances[person]
    }
    // The prior counts as ten people, so that one sitting does not settle how much people differ.
    let prior = ResponseTimes.unobserved.speedDeviation
    let count = Double(10 + speeds.count)
    speedDeviation = max(0.05, ((10 * prior * prior + squares) / count).squareRoot())
  }

  private mutating func updateIntensities() {
    var squares = 0.0
    for number in items.indices {
      let item = items[number]
      let centre = Speed(
        item.observations.map {
          let observation = observations[$0]
          return SpeedObservation(
            value: observation.logTime + speeds[observation.person] - item.logReadingTime
              - wordOffset, deviation: item.deviation)
        }, deviation: wordDeviation)
      items[number].intensity = item.logReadingTime + wordOffset + centre.value
      items[number].variance = centre.variance
      squares += centre.value * centre.value + centre.variance
    }
    let count = Double(items.count)
    let prior = ResponseTimes.unobserved.wordDeviation
    wordOffset = items.reduce(0) { $0 + $1.intensity - $1.logReadingTime } / count
    wordDeviation = ((5 * prior * prior + squares) / (5 + count)).squareRoot()
  }

  /// Huber's second proposal: squares bounded at two standard deviations, divided by what they are on
  /// average for a normal distribution, .9205, and by the degrees of freedom left. An item's own count
  /// against ten of the average item.
  private mutating func updateDeviations() {
    var pooled = (squares: 0.0, freedom: 0.0)
    var own: [(squares: Double, freedom: Double)] = []
    for item in items {
      var sum = (squares: 0.0, freedom: 0.0)
      for number in item.observations {
        let observation = observations[number]
        let residual = observation.logTime - item.intensity + speeds[observation.person]
        let bounded = min(abs(residual), 2 * item.deviation)
        let share = 1 / Double(ofPerson[observation.person].count)
        sum.squares += bounded * bounded / Self.boundedSquare
        sum.freedom += max(0, 1 - share) * (1 - 1 / Double(item.observations.count + 1))
      }
      own.append(sum)
      pooled.squares += sum.squares
      pooled.freedom += sum.freedom
    }
    let prior = ResponseTimes.unobserved.deviation
    deviation = max(
      0.05, ((20 * prior * prior + pooled.squares) / (20 + pooled.freedom)).squareRoot())
    for (number, sum) in own.enumerated() {
      items[number].deviation = max(
        0.05, ((10 * deviation * deviation + sum.squares) / (10 + sum.freedom)).squareRoot())
    }
  }

  /// By least squares of the residuals, bounded as above, on how surprising the scores were.
  private var rightAdvantage: Double {
    var crossed = 0.0
    var squares = 0.0
    for observation in observations {
      guard let surprise = observation.surprise else { continue }
      let item = items[observation.item]
      let residual = observation.logTime - item.intensity + speeds[observation.person]
      let bound = 2 * item.deviation
      let precision = 1 / (item.deviation * item.deviation)
      crossed -= precision * surprise * min(max(residual, -bound), bound)
      squares += precision * surprise * surprise
    }
    // A hundred answers that show no difference are put in, lest a handful say much.
    return crossed / (squares + 100 * 0.25)
  }

  var result: ResponseTimes {
    ResponseTimes(
      items: Dictionary(
        uniqueKeysWithValues: items.map {
          (
            $0.id,
            ResponseTimes.ItemTime(
              intensity: $0.intensity, standardError: $0.variance.squareRoot(),
              deviation: $0.deviation, count: $0.observations.count)
          )
        }), deviation: deviation, speedDeviation: speedDeviation, wordOffset: wordOffset,
      wordDeviation: wordDeviation, rightAdvantage: rightAdvantage)
  }
}

extension TestSession.AnsweredItem {
  /// How much more was scored than a person of an ability is expected to score, −1...1; `nil` where no score
  /// is better than another.
  func surprise(at theta: Double) -> Double? {
    guard !isPretest, let expected = item.expectedShare(at: theta) else { return nil }
    if let points = outcome.points, points.highest > 0 {
      return Double(points.earned) / Double(points.highest) - expected
    }
    return nil
  }
}
