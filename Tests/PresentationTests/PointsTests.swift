import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Terminal
import Testing

@testable import Presentation

/// Partial credit and ratings, as people are told of them: in points, or not at all.
struct PointsTests {
  private let essay = Question(
    stem: "How is a seed watered?",
    format: .partialCredit(options: ["not", "often", "gently"], scores: [0, 1, 2]))
  private let liking = Question(
    stem: "I like gardens.", format: .rating(options: ["never", "seldom", "often", "always"]))

  private func bank(_ questions: [Question], practice: Question? = nil) -> Bank {
    Bank(
      name: "garden", title: "Garden",
      domains: [.init(id: "care", title: "Care"), .init(id: "taste", title: "Taste")],
      practice: practice.map { Item(id: "practice", question: $0) },
      items: (0..<6).map { index in
        let question = questions[index % questions.count]
        let b = 0.3 * Double(index)
        return question == liking
          ? Item(
            id: "q\(index)", question: question, domain: "taste",
            model: RatingScaleModel(difficulty: b, steps: [-1, 0, 1]))
          : Item(
            id: "q\(index)", question: question, domain: "care",
            model: GradedModel(discrimination: 1.2, thresholds: [b - 1, b]), rationale: "Soil.")
      })
  }

  private func sitting(_ answers: [String]) throws -> TestSession {
    let design = Design(
      stopping: .init(standardError: nil, maximumItems: answers.count),
      feedback: .init(showsMissedItems: true))
    var session = try TestSession(bank: bank([essay, liking]), design: design, seed: 1)
    session.begin(at: start)
    session.advance(at: start)
    for answer in answers {
      session.record(answer, at: start + 10_000)
      session.advance(at: start + 10_000)
    }
    return session
  }

  @Test func partialCreditIsMissedInPartAndRatingsNever() throws {
    let session = try sitting(["B", "A", "C", "B", "A", "D"])
    let result = ResultSummary(session, header: header(of: session))
    for answer in session.answers {
      let isMissed = answer.item.question == essay && answer.response != "C"
      #expect(result.missed.contains { $0.position == answer.position } == isMissed)
    }
    let feedback = result.missed.map { StudentText.feedback(on: $0) }
    #expect(!feedback.isEmpty)
    for (text, answer) in zip(feedback, result.missed) {
      #expect(text.contains("Your answer: \(answer.response), \(answer.score) of 2 points"))
      #expect(text.contains("Best answer: C  gently"))
      #expect(!text.contains("Right answer"))
    }
    // Nobody is strong or weak in what has no better and worse.
    #expect(!result.domains.contains { $0.title == "Taste" })
  }

  @Test func reportsGivePointsAndNothingForRatings() throws {
    let session = try sitting(["B", "A", "C", "B", "A", "D"])
    let log = SessionLog(header: header(of: session), events: session.events)
    let report = try SessionReport(log, bank: session.bank)
    let text = report.text()
    let rows = text.split(separator: "\n").filter { $0.contains(/^[1-6]  q\d/) }
    try #require(rows.count == session.answers.count)
    for (row, answer) in zip(rows, session.answers) {
      #expect(!row.contains("right") && !row.contains("wrong"))
      #expect(row.contains(" of 2") == (answer.item.question == essay))
      #expect(!row.contains(" of ") || row.contains("\(answer.score) of 2"))
    }
    let json = try #require(
      try JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    let items = try #require(json["items"] as? [[String: Any]])
    for (item, answer) in zip(items, session.answers) {
      #expect(item["score"] as? Int == answer.score)
      if answer.item.question == liking {
        #expect(item["correct"] is NSNull && item["points"] is NSNull)
        #expect(item["max_points"] is NSNull)
      } else {
        #expect(item["correct"] as? Bool == (answer.score == 2))
        #expect(item["points"] as? Int == answer.score && item["max_points"] as? Int == 2)
      }
    }
  }

  @Test func theOptionsAreChosenAsAnyOthers() throws {
    var view = try #require(ItemView(practiceOf: bank([essay], practice: liking)))
    var screen = ItemScreen(view).after(.character("c"))
    #expect(screen.update(.key(.enter)) == .answer("C"))
    let picture = ItemScreen(view).picture([], rows: 24, columns: 80).text
    #expect(picture.contains("I like gardens.") && picture.contains("always"))
    #expect(PlainText.prompt(liking) == "Your answer (A to D; \"help\" for more): ")
    #expect(PlainText.confirmation(liking, "D").hasPrefix("You chose D: always."))
    #expect(PlainText.help(for: liking).contains("Choose what fits you best."))
    #expect(!PlainText.help(for: liking).contains("most likely"))
    let help = ItemScreen(view).picture([.character("?")], rows: 24, columns: 80).text
    #expect(help.contains("Choose what fits you best.") && !help.contains("feel hard"))
    view.question = essay
    #expect(PlainText.prompt(essay) == "Your answer (A to C; \"help\" for more): ")
    #expect(PlainText.help(for: essay).contains("most likely"))
  }

  @Test func practiceSpeaksOfWhatItWas() {
    func sentence(_ outcome: AnswerOutcome) -> Substring? {
      StudentText.practiceOver(outcome).split(separator: "\n").first
    }
    #expect(sentence(.right) == "That is right, and that is all there is to it.")
    #expect(sentence(.unjudged) == "That is all there is to it.")
    #expect(sentence(.credit(1, of: 2))?.hasPrefix("There is a better answer, but") == true)
    #expect(sentence(.credit(2, of: 2))?.hasPrefix("That is the best answer") == true)
  }

  @Test func onlyASurveySaysThatNothingIsRightOrWrong() {
    #expect(bank([liking]).isSurvey && !bank([liking, essay]).isSurvey)
    let survey = StudentText.instructions(hasPractice: false, isSurvey: true)
    #expect(survey.contains("No answer is right or wrong.") && !survey.contains("harder"))
    #expect(StudentText.instructions(hasPractice: false).contains("a harder one"))
  }

  @Test func banksShowModelsAndTheirCurves() throws {
    let description = BankDescription(bank([essay, liking]), generation: nil)
    #expect(description.text.contains("3 partial credit and 3 rating"))
    let graded = try #require(
      description.text(
        ofItem: "q0", observed: [.init(theta: 0.2, proportion: 0.6, persons: 30)]))
    #expect(graded.contains("graded: a 1.20   thresholds −1.00, 0.00"))
    #expect(graded.contains("✓ C") && graded.contains("(scores 2)"))
    #expect(graded.contains("Probability of each score at each ability θ"))
    #expect(graded.contains("Expected share of the highest score"))
    #expect(graded.contains("● the share of the highest score reached among 30 persons"))
    let rating = try #require(description.text(ofItem: "q1"))
    #expect(rating.contains("rating scale: a 1.00   b 0.30   steps −1.00, 0.00, 1.00"))
    #expect(!rating.contains("✓"))
  }
}
