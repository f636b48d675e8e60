import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Testing

@testable import Presentation

struct ResultSummaryTests {
  private func summary(
    _ rights: [Bool], bank: Bank = sampleBank(), design: Design = sampleDesign
  ) throws -> (ResultSummary, TestSession) {
    let session = try sitting(rights, bank: bank, design: design)
    return (ResultSummary(session, header: header(of: session)), session)
  }

  /// Mean and SD of the posterior by plain summation on a fine grid, with none of the module's code.
  private func posterior(
    _ answers: [TestSession.AnsweredItem], mean: Double, sd: Double
  ) -> (mean: Double, sd: Double) {
    var (mass, first, second) = (0.0, 0.0, 0.0)
    for step in 0...16_000 {
      let theta = -8 + Double(step) / 1000
      var weight = exp(-(theta - mean) * (theta - mean) / (2 * sd * sd))
      for answer in answers {
        let model = answer.item.parameters!
        let p = 1 / (1 + exp(-model.discrimination * (theta - model.difficulty)))
        weight *= answer.score == 1 ? p : 1 - p
      }
      mass += weight
      first += weight * theta
      second += weight * theta * theta
    }
    return (first / mass, (second / mass - first * first / mass / mass).squareRoot())
  }

  @Test(arguments: [mixed, [true, true, true, true], [false, true, false, false, true]])
  func numbersAgreeWithAnIndependentComputation(_ rights: [Bool]) throws {
    let (result, session) = try summary(rights)
    let score = try #require(result.score)
    let (theta, error) = posterior(session.answers, mean: 0, sd: 1)
    #expect(abs(score.value - (500 + 100 * theta)) < 1e-3)
    let interval = try #require(score.interval)
    #expect(abs(interval.lowerBound - (500 + 100 * (theta - 1.96 * error))) < 1e-3)
    #expect(abs(interval.upperBound - (500 + 100 * (theta + 1.96 * error))) < 1e-3)

    for domain in result.domains {
      let id = domain.title == "Amounts" ? "amounts" : "words"
      let answers = session.answers.filter { $0.item.domain == id }
      let own = posterior(answers, mean: theta, sd: 0.5).mean
      let shares = session.bank.items.filter { $0.domain == id }.map {
        1 / (1 + exp(-$0.parameters!.discrimination * (own - $0.parameters!.difficulty)))
      }
      #expect(abs(domain.expectedShare - shares.reduce(0, +) / Double(shares.count)) < 1e-6)
      #expect(domain.questionCount == answers.count)
    }
  }

  @Test func theScaleHoldsTheInterval() throws {
    for right in [true, false] {
      for count in 0...16 {
        let design = Design(stopping: .init(standardError: nil))
        let (result, _) = try summary(Array(repeating: right, count: count), design: design)
        guard let score = result.score, let interval = score.interval else { continue }
        #expect(
          score.scale.contains(interval.lowerBound) && score.scale.contains(interval.upperBound))
        #expect(score.scale.contains(200) && score.scale.contains(800))
        let steps = (score.scale.upperBound - score.scale.lowerBound) / score.step
        #expect(steps == steps.rounded() && steps <= 12)
      }
    }
  }

  @Test func anUnknownErrorIsNoCertainty() {
    let estimate = AbilityEstimate(
      theta: 0.4, standardError: .infinity, method: .mle, standardErrorKind: .information)
    let score = ResultSummary.Score(estimate, bank: sampleBank(), isProvisional: false)
    #expect(score.interval == nil)
    #expect(score.scale == 200...800)
    #expect(score.intervalWords == "how sure it is cannot be told from these answers")
    #expect(score.sentence == "Your score is 540")
    let far = AbilityEstimate(
      theta: 9, standardError: 3, method: .wle, standardErrorKind: .information)
    #expect(ResultSummary.Score(far, bank: sampleBank(), isProvisional: true).scale == 200...1100)
  }

  @Test func provisionalIsSaidWhereItIsSo() throws {
    let (guessed, _) = try summary(mixed)
    #expect(guessed.isProvisional)
    #expect(guessed.score?.sentence == "Your score is 579 (provisional)")
    #expect(guessed.caution?.contains("provisional") == true)
    let (calibrated, _) = try summary(mixed, bank: sampleBank(status: .calibrated))
    #expect(!calibrated.isProvisional)
    #expect(calibrated.score?.sentence == "Your score is 579")
    #expect(calibrated.caution == nil)
  }

  @Test func meaningNamesLevelAndDomains() throws {
    let (low, _) = try summary([false, false, false, false])
    #expect(low.meaning.hasPrefix("You can do short sums with small whole numbers."))
    // Amounts right, words and numbers wrong.
    var session = try sitting([])
    for step in 1...8 {
      let time = start + Int64(step) * 1000
      let item = try #require(session.currentItem)
      session.record(entry(item.question, right: item.domain == "amounts"), at: time)
      session.advance(at: time)
    }
    let split = ResultSummary(session, header: header(of: session))
    #expect(
      split.meaning.hasSuffix(
        "Your strongest area was “Amounts”. Practice will pay first in “Words and numbers”."))
  }

  @Test func words() {
    func word(_ share: Double) -> [String] {
      let domain = ResultSummary.DomainStrength(title: "", expectedShare: share, questionCount: 1)
      return [domain.word, domain.shortWord]
    }
    #expect(word(1) == ["strong", "strong"] && word(0.8) == ["strong", "strong"])
    #expect(word(0.79) == ["good", "good"] && word(0.6) == ["good", "good"])
    #expect(word(0.59) == ["coming along", "fair"] && word(0.45) == ["coming along", "fair"])
    #expect(word(0.44) == ["worth practising", "practise"])
  }

  @Test func voidedAnswersDoNotCountAndAreNotMissed() throws {
    var session = try sitting(mixed)
    let missed = try #require(session.answers.first { $0.score == 0 })
    session.void(missed.item.id, reason: "misprint", by: "proctor", at: start + 100_000)
    let result = ResultSummary(session, header: header(of: session))
    #expect(result.questionCount == 8)
    #expect(result.missed.count == 2 && !result.missed.contains { $0.item.id == missed.item.id })
    #expect(result.domains.map(\.questionCount).reduce(0, +) == 7)
  }

  @Test func nothingAnsweredHasNoScore() throws {
    let (result, _) = try summary([])
    #expect(result.score == nil && result.caution == nil && result.domains.isEmpty)
    #expect(result.meaning == "No question was answered, so there is no score.")
  }

  @Test func cautionsFitTheEnd() throws {
    let all = Array(repeating: true, count: 16)
    let (exhausted, _) = try summary(all, design: Design(stopping: .init(standardError: 0.1)))
    #expect(exhausted.stopReason == .bankExhausted)
    #expect(exhausted.caution?.contains("less sure than planned") == true)
    let (fixed, _) = try summary(all, design: Design(stopping: .init(standardError: nil)))
    #expect(fixed.stopReason == .bankExhausted)
    #expect(fixed.caution?.contains("less sure") == false)
  }
}
