import AdaptiveTesting
import ItemBanks
import ItemResponse
import Terminal
import Testing

@testable import Presentation

/// A stimulus is read above the stem of each item of its set.
struct StimulusTests {
  private let bank = Bank(
    name: "reading", title: "Reading",
    sets: [
      .init(
        id: "tide",
        stimulus:
          "The tide table of Brook Harbour:\n\n```\nhigh  06:12\nlow   12:25\nhigh  18:37\n```")
    ],
    items: (1...2).map { number in
      Item(
        id: "t\(number)",
        question: Question(
          stem: number == 1 ? "When is the water lowest?" : "How often is it highest?",
          format: .choice(options: ["06:12", "12:25", "18:37"], key: 1)),
        attributes: ["words": .number(40), "skill": .text("look up")], set: "tide",
        parameters: LogisticModel(discrimination: 1, difficulty: 0))
    })

  private func session() throws -> TestSession {
    var session = try TestSession(
      bank: bank, design: Design(stopping: .init(standardError: nil)), seed: 1)
    session.begin(at: start)
    session.advance(at: start)
    return session
  }

  @Test func standsAboveTheStem() throws {
    expectPictures(
      of: ItemScreen(try #require(ItemView(try session(), at: start))),
      wide: """
         Reading

         ──────────────────────────────────────────────────────────────────────────────

           The tide table of Brook Harbour:

           high  06:12
           low   12:25
           high  18:37

           When is the water lowest?


             A   06:12
             B   12:25
             C   18:37





         ──────────────────────────────────────────────────────────────────────────────
         Question 1  ▱▱▱▱▱▱▱▱▱▱   1 more
         A–C choose   Enter confirm   n note   p pause   ? help   q leave, go on later
        """,
      narrow: """
         Question 1  ▱▱▱▱▱▱▱▱  1 more
         The tide table of Brook Harbour:

         high  06:12
         low   12:25
         high  18:37
         ▾ more
           A  06:12
           B  12:25
           C  18:37
         PgDn shows more of the question.
         Enter confirm  ? help  q leave
        """)
  }

  @Test func scrollsWithTheStem() throws {
    let screen = ItemScreen(try #require(ItemView(try session(), at: start)))
    let picture = screen.picture([.pageDown], rows: 12, columns: 40).text
    #expect(picture.contains("When is the water lowest?"))
  }

  @Test func isReadOutBeforeTheQuestion() throws {
    var session = try session()
    for number in 1...2 {
      let text = PlainText.question(try #require(ItemView(session, at: start)))
      let stimulus = try #require(text.range(of: "Brook Harbour"))
      let stem = try #require(text.range(of: number == 1 ? "lowest" : "highest"))
      #expect(stimulus.upperBound < stem.lowerBound)
      session.record("C", at: start)
      session.advance(at: start)
    }
    #expect(StudentText.feedback(on: session.answers[0]).hasPrefix("The tide table"))
  }

  @Test func bankShowHasTheContentOfAnItem() throws {
    let text = try #require(BankDescription(bank, generation: nil, width: 72).text(ofItem: "t1"))
    for line in [
      "The tide table of Brook Harbour:", "set       tide", "skill     look up", "words     40",
    ] {
      #expect(text.contains(line), "\(line)")
    }
  }
}
