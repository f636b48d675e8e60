import AdaptiveTesting
import Testing

@testable import Presentation

struct StudentTextTests {
  private func welcome(_ stopping: Design.Stopping) -> String {
    let text = StudentText.welcome(bank: sampleBank(), design: Design(stopping: stopping))
    return String(text.split(separator: "\n").last ?? "")
  }

  @Test func howLongTheTestIs() {
    #expect(
      welcome(.init(minimumItems: 4, maximumItems: 8))
        == "There are between 4 and 8 questions: the test stops as soon as it is sure enough. There is "
        + "no time limit.")
    #expect(
      welcome(.init(standardError: nil, maximumItems: 5, timeLimit: 900))
        == "There are 5 questions. You have 15 minutes. Pauses do not count.")
    // No more than the bank has.
    #expect(
      welcome(.init(standardError: nil, maximumItems: 99)).hasPrefix("There are 16 questions."))
    #expect(welcome(.init(maximumItems: 1)).hasPrefix("There is 1 question."))
  }

  @Test func studentsReadNoStatistics() throws {
    let session = try sitting(mixed)
    let result = ResultSummary(session, header: header(of: session))
    var texts = [
      StudentText.instructions(hasPractice: true), StudentText.practiceOver(.wrong),
      StudentText.welcome(bank: sampleBank(), design: sampleDesign), PlainText.result(result),
      PlainText.help(for: flour),
    ]
    texts += [ResultScreen(result).picture([], rows: 40, columns: 100).text]
    for text in texts {
      for word in ["θ", "theta", "logit", "Fisher", "standard error", " SE", "posterior"] {
        #expect(!text.contains(word), "\(word) in \(text)")
      }
    }
  }

  @Test func welcomeBack() {
    #expect(
      StudentText.welcomeBack(person: "Mira", answered: 0)
        == "Welcome back, Mira. You go on with question 1.")
    #expect(
      StudentText.welcomeBack(person: "Mira", answered: 1)
        == "Welcome back, Mira. 1 answer is saved. You go on with question 2.")
    #expect(
      StudentText.welcomeBack(person: "Mira", answered: 6)
        == "Welcome back, Mira. 6 answers are saved. You go on with question 7.")
  }

  @Test func onlyTheInstructionsOfABankWithPracticeSpeakOfIt() {
    #expect(StudentText.instructions(hasPractice: true).contains("try out the keys"))
    #expect(!StudentText.instructions(hasPractice: false).contains("try out the keys"))
  }
}
