import AdaptiveTesting
import Numerical

/// A class of simulated people with their sittings over six weeks, in which some things are not as they should
/// be: what to look at when there is no class yet, and a check of whatever looks for such things.
///
/// Everything follows from the plan and the seed.
public struct DemoClass: Sendable {
  public let plan: TestPlan
  /// In the order in which they began.
  public let sittings: [Sitting]
  public let planted: Planted

  public struct Sitting: Sendable {
    public let student: String
    /// Recorded with the sitting's circumstances, too.
    public let group: String
    /// In logits, of the person as simulated.
    public let theta: Double
    /// May be unfinished.
    public internal(set) var session: TestSession

    /// Milliseconds since 1970.
    public var begin: Int64 { session.events.first?.time ?? 0 }
  }

  /// What is not as it should be. Sittings go by their places in `sittings`.
  public struct Planted: Sendable, Hashable {
    /// Answer most items at chance within two seconds.
    public let rapidGuessers: [Int]
    /// The second was given the same items as the first, and gave the same answers.
    public let copiedPair: Pair
    public let driftingItem: DriftingItem
    public let differingItem: DifferingItem
    public let paused: [Int]
    /// Left without a word, as when a machine is switched off.
    public let running: [Int]
    public let endedByProctor: Int
    public let voided: Int
    public let reviewed: Int
    /// Those with a note by the student or a proctor.
    public let noted: [Int]

    public struct Pair: Sendable, Hashable {
      public let source: Int
      public let copier: Int
    }

    public struct DriftingItem: Sendable, Hashable {
      public let item: String
      /// The first sitting in which it was another item.
      public let from: Int
      /// By which it was easier from there on.
      public let logits: Double
    }

    /// An item with differential functioning.
    public struct DifferingItem: Sendable, Hashable {
      public let item: String
      /// For whom it is harder than for people of the same ability in the other group.
      public let group: String
      public let logits: Double
    }
  }

  /// Of sittings: enough for tests over items to find what is planted.
  public static let count = 312
  /// Of students; some sit a second time, at the end.
  public static let studentCount = 290

  /// Costs `count` simulated sittings and 60 more, which find the items that are given most.
  ///
  /// - Parameters:
  ///   - plan: of a bank with questions, and of a design that takes no account of earlier sittings.
  ///   - begin: the first day's midnight, a Monday's, in milliseconds since 1970.
  public init(
    plan: TestPlan, seed: UInt64, from begin: Int64 = DemoClass.firstMonday, threads: Int? = nil
  ) {
    self.plan = plan
    let roles = Roles(seed: seed)
    let items = Self.itemsGivenMost(plan, seed: seed, threads: threads)
    planted = roles.planted(
      drifting: plan.bank.items[items[0]].id, differing: plan.bank.items[items[1]].id)
    let casting = Casting(
      plan: plan, roles: roles, students: Students(seed: seed),
      timetable: Timetable(begin: begin, seed: seed), drifting: items[0], differing: items[1])
    var sittings = Parallel(threads: threads).map(Self.count) { casting.sitting($0) }
    let pair = roles.copiedPair
    sittings[pair.copier] = casting.copy(of: sittings[pair.source], by: pair.copier)
    for number in sittings.indices {
      sittings[number].session = roles.disturbed(sittings[number].session, number: number)
    }
    self.sittings = sittings
  }

  /// 2 March 2026, 00:00 UTC, in milliseconds since 1970.
  public static let firstMonday: Int64 = 1_772_409_600_000

  /// Numbers in the bank, the one given to most people first.
  private static func itemsGivenMost(_ plan: TestPlan, seed: UInt64, threads: Int?) -> [Int] {
    let people = SimulatedPerson.draw(60, from: .standardNormal, seed: ~seed)
    let given = Parallel(threads: threads).map(people.count) { number in
      people[number].sitting(of: plan).answers.compactMap { plan.number(ofItem: $0.item.id) }
    }
    let counts = given.joined().reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    let order = plan.pool.sorted {
      (-(counts[$0] ?? 0), $0) < (-(counts[$1] ?? 0), $1)
    }
    precondition(order.count >= 2, "a demo class needs two items at least")
    return order
  }
}

extension DemoClass {
  /// Who sits what and when, made ready for simulating them one by one.
  struct Casting: Sendable {
    let plan: TestPlan
    let roles: Roles
    let students: Students
    let timetable: Timetable
    /// Numbers in the bank.
    let drifting: Int
    let differing: Int

    func sitting(_ number: Int) -> Sitting {
      simulate(number, sittingSeed: nil) { roles.behaviour(of: number) }
    }

    /// What somebody hands in who sits beside another and copies all: started with the same seed, so that they
    /// are given the same items.
    func copy(of source: Sitting, by number: Int) -> Sitting {
      simulate(number, sittingSeed: source.session.seed) { .copying(source.session, share: 1) }
    }

    private func simulate(
      _ number: Int, sittingSeed: UInt64?, behaviour: () -> SimulatedBehaviour
    ) -> Sitting {
      let student = students[roles.student(of: number)]
      var person = student.person(attempt: roles.attempt(of: number))
      shiftItems(for: &person, in: number, group: student.group)
      let session = person.sitting(
        of: plan, speed: student.speed, behaviour: behaviour(),
        from: timetable.begin(of: number),
        under: plan.circumstances(
          group: student.group, seed: sittingSeed ?? person.sittingSeed),
        sittingSeed: sittingSeed)
      return Sitting(
        student: student.name, group: student.group, theta: person.theta, session: session)
    }

    /// An item that is easier by so much is answered as somebody abler by so much would.
    private func shiftItems(for person: inout SimulatedPerson, in number: Int, group: String) {
      func shift(_ item: Int, by logits: Double) {
        guard let model = plan.model(item) else { return }
        let other = SimulatedPerson(theta: person.theta + logits, seed: person.seed)
        person.scores[item] = other.score(on: model, number: item)
      }
      if number >= roles.driftFrom { shift(drifting, by: Roles.driftLogits) }
      if group == Students.focalGroup { shift(differing, by: -Roles.differingLogits) }
    }
  }
}
