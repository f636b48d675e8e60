import AdaptiveTesting
import ItemBanks
import ItemResponse
import Numerical
import Simulation

/// A small bank and sittings of it, quick enough for a debug build.
enum SmallClass {
  static func bank(items: Int = 30, status: Item.Status = .calibrated) -> Bank {
    var generator = SeededGenerator(seed: 7)
    return Bank(
      name: "small",
      items: (0..<items).map { number in
        Item(
          id: "i\(number)",
          question: Question(
            stem: "What is this?",
            format: .choice(options: ["p", "q", "r", "s"], key: number % 4)),
          parameters: LogisticModel(difficulty: generator.normal()), status: status)
      })
  }

  static func plan(
    length: Int? = 15, items: Int = 30, status: Item.Status = .calibrated
  ) throws -> TestPlan {
    try TestPlan(
      bank: bank(items: items, status: status),
      design: Design(
        selection: .init(randomesque: 5),
        stopping: .init(standardError: nil, maximumItems: length)))
  }

  static func sittings(
    _ plan: TestPlan, people: Int, seed: UInt64, times: SimulatedTimes = SimulatedTimes()
  ) -> [TestSession] {
    SimulatedPerson.draw(people, from: .standardNormal, seed: seed).map { person in
      var generator = SeededGenerator(seed: person.seed, stream: 77)
      return person.sitting(of: plan, speed: 0.3 * generator.normal(), times: times)
    }
  }
}
