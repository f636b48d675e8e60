import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Proctoring
import Simulation

/// Banks and classes for the studies of what flags detect.
enum SimulatedClass {
  /// Two-parameter items with four options each.
  static func bank(items: Int, seed: UInt64) -> Bank {
    var generator = SeededGenerator(seed: seed)
    return Bank(
      name: "study",
      items: (0..<items).map { number in
        Item(
          id: "i\(number)",
          question: Question(
            stem: "What?",
            format: .choice(options: ["p", "q", "r", "s"], key: generator.index(below: 4))),
          parameters: LogisticModel(
            discrimination: exp(0.25 * generator.normal()), difficulty: 1.2 * generator.normal()),
          status: .calibrated)
      })
  }

  static func plan(_ bank: Bank, method: AbilityMethod = .eap, longest: Int = 30) throws -> TestPlan
  {
    try TestPlan(
      bank: bank,
      design: Design(
        selection: .init(randomesque: 5), estimation: .init(method: method),
        stopping: .init(standardError: 0.33, minimumItems: 10, maximumItems: longest)))
  }

  /// Sittings of so many people from the standard normal population, their speeds likewise, by .3.
  static func sittings(
    _ plan: TestPlan, people: Int, seed: UInt64, times: SimulatedTimes = SimulatedTimes(),
    behaviour: @Sendable (Int) -> SimulatedBehaviour = { _ in .working }
  ) -> [TestSession] {
    let drawn = SimulatedPerson.draw(people, from: .standardNormal, seed: seed)
    return Parallel().map(people) { number in
      var generator = SeededGenerator(seed: drawn[number].seed, stream: 77)
      return drawn[number].sitting(
        of: plan, speed: 0.3 * generator.normal(), times: times, behaviour: behaviour(number),
        from: Int64(number) * 1000)
    }
  }
}

extension Collection {
  func share(where holds: (Element) -> Bool) -> Double {
    Double(count(where: holds)) / Double(count)
  }
}
