import AdaptiveTesting
import Foundation
import Numerical

/// The times of one sitting against those of its items.
struct Timing {
  private struct Timed {
    let id: String
    let logTime: Double
    let time: ResponseTimes.ItemTime
    /// See `AnsweredItem.surprise`.
    let surprise: Double?
    /// The log of the time below which an answer is rapid.
    let rapidBound: Double

    /// Of `logTime` where the person's speed is known: the item's own spread and the error of its β.
    var variance: Double {
      time.deviation * time.deviation + time.standardError * time.standardError
    }
    var isRapid: Bool { logTime < rapidBound }
    var speed: SpeedObservation {
      SpeedObservation(value: time.intensity - logTime, deviation: variance.squareRoot())
    }
  }

  private let answers: [Timed]
  private let speedDeviation: Double
  private let rightAdvantage: Double

  /// - Returns: `nil` where the sitting has no times.
  init?(_ session: TestSession, times: ResponseTimes) {
    let theta = session.estimate.theta
    answers = TimedAnswer.all(in: session).map { timed in
      let time = times.time(of: timed.answer.item)
      // A tenth of the mean time, ten seconds at most (Wise & Ma 2012).
      let bound = min(10, 0.1 * times.meanSeconds(time))
      return Timed(
        id: timed.answer.item.id, logTime: timed.logTime, time: time,
        surprise: timed.answer.surprise(at: theta), rapidBound: log(bound))
    }
    speedDeviation = times.speedDeviation
    rightAdvantage = times.rightAdvantage
    if answers.isEmpty { return nil }
  }

  var effort: Double { 1 - Double(answers.count(where: \.isRapid)) / Double(answers.count) }

  // MARK: Rapid guessing

  /// Raised where there are more rapid answers than somebody of unknown speed gives by chance, or where
  /// response-time effort is below .9. The chance is the Poisson-binomial distribution, mixed over the speed
  /// of people: counts being whole numbers, it is most often far below the rate.
  func rapidGuessing(rate: Double) -> SittingReview.Finding {
    let rapid = answers.filter(\.isRapid)
    let tails = rapidTails
    let threshold = tails.firstIndex { $0 <= rate } ?? answers.count + 1
    let flag = Flag(
      kind: .rapidGuessing, statistic: Double(rapid.count), probability: tails[rapid.count],
      threshold: Double(threshold), items: rapid.map(\.id))
    return SittingReview.Finding(
      flag: flag, isRaised: rapid.count >= threshold || effort < 0.9)
  }

  /// P(as many rapid answers or more), by their number.
  private var rapidTails: [Double] {
    let normal = NormalDistribution()
    let points = Quadrature(from: -4, to: 4, points: 33).points
    var tails = [Double](repeating: 0, count: answers.count + 1)
    var total = 0.0
    for z in points {
      let weight = exp(normal.logDensity(at: z))
      let count = PoissonBinomialDistribution(
        answers.map {
          let mean = $0.time.intensity - z * speedDeviation
          return normal.cumulativeProbability(
            at: ($0.rapidBound - mean) / $0.variance.squareRoot())
        })
      total += weight
      for index in tails.indices { tails[index] += weight * count.upperTail(at: index) }
    }
    return tails.map { $0 / total }
  }

  // MARK: Slow answers

  /// Each answer against what the person's other answers, by their speed, lead to expect. The largest of n
  /// residuals has the tail 1 − (1 − p)ⁿ (Šidák 1967).
  func slowAnswers(rate: Double) -> SittingReview.Finding? {
    guard answers.count >= 3 else { return nil }
    let normal = NormalDistribution()
    let count = Double(answers.count)
    let residuals = answers.indices.map(residual)
    guard let largest = residuals.max() else { return nil }
    // −expm1(n log1p(−p)) keeps the digits of small tails.
    let tail = normal.cumulativeProbability(at: -largest)
    let probability = -expm1(count * log1p(-tail))
    let threshold = normal.quantile(exp(log1p(-rate) / count))
    let slow = zip(answers, residuals).filter { $1 >= threshold }.map(\.0.id)
    return SittingReview.Finding(
      flag: Flag(
        kind: .slowAnswers, statistic: largest, probability: probability, threshold: threshold,
        items: slow), isRaised: probability <= rate)
  }

  private func residual(_ index: Int) -> Double {
    var others = answers.map(\.speed)
    others.remove(at: index)
    let speed = Speed(others, deviation: speedDeviation)
    let answer = answers[index]
    return (answer.logTime - answer.time.intensity + speed.value)
      / (answer.variance + speed.variance).squareRoot()
  }

  // MARK: Fast right answers

  /// z = Σ gᵢ(wᵢ − w̄)(log Tᵢ − βᵢ + γ sᵢ) / √Σ gᵢ(wᵢ − w̄)², with gᵢ the precision of a log time, sᵢ the surprise
  /// of the score (scored less expected, as a share), γ how much faster right answers are on the whole, and
  /// wᵢ = −sᵢ where the score is above expectation, else 0. Given the scores it is standard normal whatever
  /// the person's speed, which w̄, the mean weighted by g, cancels; large where the surprisingly right
  /// answers were fast compared with the others.
  func fastRightAnswers(rate: Double) -> SittingReview.Finding? {
    let known = answers.compactMap { answer in
      answer.surprise.map { (answer: answer, surprise: $0, precision: 1 / answer.variance) }
    }
    let total = known.reduce(0) { $0 + $1.precision }
    guard known.count >= 3 else { return nil }
    let mean = known.reduce(0) { $0 - $1.precision * max(0, $1.surprise) } / total
    var sum = 0.0
    var variance = 0.0
    for (answer, surprise, precision) in known {
      let weight = -max(0, surprise) - mean
      let residual = answer.logTime - answer.time.intensity + rightAdvantage * surprise
      sum += precision * weight * residual
      variance += precision * weight * weight
    }
    guard variance > 1e-9 else { return nil }
    let z = sum / variance.squareRoot()
    let normal = NormalDistribution()
    let probability = normal.cumulativeProbability(at: -z)
    let speed = Speed(answers.map(\.speed), deviation: speedDeviation)
    let concerned = known.filter {
      $0.surprise > 0
        && $0.answer.logTime < $0.answer.time.intensity - speed.value - $0.answer.time.deviation
    }
    return SittingReview.Finding(
      flag: Flag(
        kind: .fastRightAnswers, statistic: z, probability: probability,
        threshold: normal.quantile(1 - rate), items: concerned.map(\.answer.id)),
      isRaised: probability <= rate)
  }
}
