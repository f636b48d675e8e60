import AdaptiveTesting
import Foundation
import ItemBanks
import Numerical
import Proctoring

/// Several sittings of one bank together: how the scores lie, who sat, and how the items did.
public struct ClassReport: Sendable {
  public let reports: [SessionReport]
  /// Pairs whose answers are more alike than those of people who work for themselves.
  public let similarity: Similarity

  /// - Parameter times: from sittings of the bank.
  /// - Precondition: at least one sitting, all of banks of the same name.
  public init(_ reports: [SessionReport], times: ResponseTimes = .unobserved) {
    precondition(!reports.isEmpty && Set(reports.map(\.header.bank)).count == 1)
    self.reports = reports
    similarity = Similarity(
      reports.map(\.session), persons: reports.map(\.header.person), times: times)
  }

  /// Those whose result stands: finished, not ruled out, and with an answer that counts.
  public var counted: [SessionReport] {
    reports.filter { $0.session.status == .finished && !$0.session.isVoided && $0.hasScore }
  }

  /// The scores of those whose result stands; `nil` where there is nobody.
  struct Distribution: Sendable, Hashable {
    /// Rising.
    let scores: [Double]
    let mean: Double
    /// With n − 1; `nil` for one person.
    let deviation: Double?

    init?(_ scores: [Double]) {
      guard !scores.isEmpty else { return nil }
      self.scores = scores.sorted()
      let mean = scores.reduce(0, +) / Double(scores.count)
      let squares = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      deviation = scores.count > 1 ? (squares / Double(scores.count - 1)).squareRoot() : nil
    }

    /// Between neighbours by proportion (Hyndman & Fan 1996, doi:10.1080/00031305.1996.10473566, type 7).
    func quantile(_ share: Double) -> Double {
      let place = share * Double(scores.count - 1)
      let low = Int(place)
      let high = min(low + 1, scores.count - 1)
      return scores[low] + (place - Double(low)) * (scores[high] - scores[low])
    }
  }

  var distribution: Distribution? { Distribution(counted.compactMap(\.scaledScore)) }

  /// How an item did among those whose result stands.
  public struct ItemSummary: Sendable, Hashable, Identifiable {
    public let id: String
    public let domain: String?
    public let given: Int
    /// Answers with all points.
    public let right: Int
    /// Over answers that have a time; `nil` where none has.
    public let meanSeconds: Double?
    /// The mean share of the points that was got (the p-value of classical test theory), and the mean of what the
    /// item's model expects at each person's own estimate; `nil` where no answer is better than another.
    ///
    /// The estimates rest on the same answers, so that the two lie a little nearer than they would by chance.
    public let share: Double?
    public let expectedShare: Double?
  }

  /// By id.
  public var items: [ItemSummary] {
    var answers: [String: [(answer: TestSession.AnsweredItem, theta: Double)]] = [:]
    for report in counted {
      for answer in report.session.answers where !answer.isVoided {
        answers[answer.item.id, default: []].append((answer, report.session.estimate.theta))
      }
    }
    return answers.sorted { $0.key < $1.key }.map { id, given in
      let judged = given.compactMap { given in
        given.answer.outcome.points.map { points in
          (points: points, expected: given.answer.item.expectedShare(at: given.theta))
        }
      }
      let timed = given.map(\.answer.milliseconds).filter { $0 > 0 }
      let expected = judged.compactMap(\.expected)
      return ItemSummary(
        id: id, domain: given[0].answer.item.domain, given: given.count,
        right: judged.count { $0.points.earned == $0.points.highest },
        meanSeconds: Self.mean(timed.map { Double($0) / 1000 }),
        share: Self.mean(
          judged.map { Double($0.points.earned) / Double(max(1, $0.points.highest)) }),
        expectedShare: expected.count == judged.count ? Self.mean(expected) : nil)
    }
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

extension SessionReport {
  /// On the bank's scale; `nil` where no answer counts.
  var scaledScore: Double? {
    hasScore ? session.bank.scale.scaled(session.estimate.theta) : nil
  }
}
