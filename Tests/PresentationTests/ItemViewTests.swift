import AdaptiveTesting
import Testing

@testable import Presentation

struct ItemViewTests {
  @Test func practiceDoesNotCount() throws {
    let view = try #require(ItemView(practiceOf: sampleBank()))
    #expect(view.number == nil && view.label == "Practice" && view.outlook == nil)
    #expect(view.heading == "Numeracy" && view.progress == 0)
  }

  @Test func aQuestionOfASitting() throws {
    var design = sampleDesign
    design.stopping.timeLimit = 60
    let session = try sitting([true, false], design: design)
    let view = try #require(ItemView(session, at: start + 25_000))
    #expect(view.label == "Question 3" && view.number == 3)
    #expect(view.heading.hasPrefix("Numeracy · "))
    #expect(view.millisecondsLeft == 35_000)
    #expect(view.progress == session.progress)
    let remaining = try #require(session.itemsRemaining)
    // The one on the screen is not among those to come.
    #expect(view.remaining == (remaining.lowerBound - 1)...(remaining.upperBound - 1))
    #expect(!view.isLengthFixed)
  }

  @Test func aFixedLengthIsToldExactly() throws {
    let design = Design(stopping: .init(standardError: nil, maximumItems: 3))
    let outlooks = try (0..<3).map { count in
      let session = try sitting(Array(repeating: true, count: count), design: design)
      return ItemView(session, at: start)?.outlook
    }
    #expect(outlooks == ["2 more", "1 more", "the last one"])
  }

  @Test func nothingToShowAfterTheEnd() throws {
    #expect(ItemView(try sitting(mixed), at: start) == nil)
  }
}
