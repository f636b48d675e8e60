import AdaptiveTesting
import Numerical

extension DemoClass {
  /// Which sitting is what.
  struct Roles: Sendable {
    let rapidGuessers: [Int]
    let copiedPair: Planted.Pair
    let paused: [Int]
    let running: [Int]
    let endedByProctor: Int
    let voided: Int
    let reviewed: Int
    let notedByProctor: Int

    static let driftLogits = 2.5
    static let differingLogits = 2.5

    let driftFrom = DemoClass.count / 2

    init(seed: UInt64) {
      running = [DemoClass.count - 2, DemoClass.count - 1]
      var generator = SeededGenerator(seed: seed, stream: .max)
      // Whoever sits twice only works.
      var free = Array(DemoClass.count - DemoClass.studentCount..<DemoClass.studentCount)
      let sources = free.dropLast().filter {
        Timetable.lesson(of: $0) == Timetable.lesson(of: $0 + 1)
      }
      let source = sources[generator.index(below: sources.count)]
      copiedPair = .init(source: source, copier: source + 1)
      free.removeAll { $0 == source || $0 == source + 1 }
      func draw() -> Int { free.remove(at: generator.index(below: free.count)) }
      rapidGuessers = (0..<4).map { _ in draw() }.sorted()
      paused = (0..<3).map { _ in draw() }.sorted()
      endedByProctor = draw()
      voided = draw()
      reviewed = draw()
      notedByProctor = draw()
    }

    func student(of number: Int) -> Int { number % DemoClass.studentCount }

    /// 0 for a student's first sitting.
    func attempt(of number: Int) -> Int { number / DemoClass.studentCount }

    func behaviour(of number: Int) -> SimulatedBehaviour {
      rapidGuessers.contains(number) ? .rapidGuessing(share: 0.8) : .working
    }

    func planted(drifting: String, differing: String) -> Planted {
      Planted(
        rapidGuessers: rapidGuessers, copiedPair: copiedPair,
        driftingItem: .init(item: drifting, from: driftFrom, logits: Self.driftLogits),
        differingItem: .init(
          item: differing, group: Students.focalGroup, logits: Self.differingLogits),
        paused: paused, running: running, endedByProctor: endedByProctor, voided: voided,
        reviewed: reviewed, noted: [paused[0], notedByProctor].sorted())
    }

    private static let proctor = "J. Moreau"
    private static let minute: Int64 = 60_000

    /// The sitting with what befell it, and what proctors did.
    func disturbed(_ session: TestSession, number: Int) -> TestSession {
      if let place = paused.firstIndex(of: number) {
        var cut = session.cut(afterAnswers: 4 + 2 * place)
        let time = cut.lastTime
        if place == 0 {
          cut.note("I have to catch my bus.", by: .student, at: time + Self.minute / 4)
        }
        cut.pause(at: time + Self.minute / 2)
        return cut
      }
      if running.contains(number) { return session.cut(afterAnswers: 3 + number % 5) }
      if number == endedByProctor {
        var cut = session.cut(afterAnswers: 6)
        cut.end(reason: "Fire drill.", by: Self.proctor, at: cut.lastTime + Self.minute / 2)
        return cut
      }
      var session = session
      let later = session.lastTime + 30 * Self.minute
      if number == voided {
        session.void(nil, reason: "Sat under another student's name.", by: Self.proctor, at: later)
      } else if number == reviewed {
        session.review(reason: "I was in the room.", by: Self.proctor, at: later)
      } else if number == notedByProctor {
        session.note(
          "Asked whether a calculator is allowed.", by: .proctor, name: Self.proctor, at: later)
      }
      return session
    }
  }
}

extension TestSession {
  fileprivate var lastTime: Int64 { events.last?.time ?? 0 }

  /// The sitting as it was when the item after so many answers was on the screen.
  fileprivate func cut(afterAnswers count: Int) -> TestSession {
    // Began, then an item and its answer in turn, then one more item.
    let events = events.prefix(2 + 2 * count).prefix { $0.name != .finished }
    do {
      return try TestSession(replaying: Array(events), plan: plan, seed: seed)
    } catch {
      preconditionFailure("a simulated sitting does not replay: \(error)")
    }
  }
}
