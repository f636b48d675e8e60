import AdaptiveTesting
import ItemResponse
import Numerical
import Proctoring
import Simulation
import Testing

/// How often each flag goes up where nothing happened, and where something did. The figures printed are those
/// of the table in `Flag`.
@Suite(.serialized) struct DetectionStudy {
  private static let bank = SimulatedClass.bank(items: 200, seed: 20)

  private static func rate(_ kind: Flag.Kind, _ reviews: [SittingReview]) -> Double {
    reviews.share { $0.flags.contains { $0.kind == kind } }
  }

  private static func reviews(
    _ plan: TestPlan, _ context: ReviewContext, people: Int, seed: UInt64,
    behaviour: @Sendable (Int) -> SimulatedBehaviour = { _ in .working }
  ) -> [SittingReview] {
    let sittings = SimulatedClass.sittings(plan, people: people, seed: seed, behaviour: behaviour)
    return Parallel().map(people) { SittingReview(of: sittings[$0], against: context) }
  }

  private static func show(_ title: String, _ reviews: [SittingReview]) {
    let rates = Flag.Kind.allCases.map { ($0, rate($0, reviews)) }.filter { $0.1 > 0 }
    print(title, rates.map { "\($0.0.rawValue) \(percent($0.1))" }.joined(separator: ", "))
  }

  /// Bounds are three standard errors of a rate of .05 in so many sittings held against so many others, and
  /// half a hundredth for what cells and fitted times leave open.
  @Test(arguments: [(AbilityMethod.eap, 6000), (.mle, 2000), (.map, 2000), (.wle, 300)])
  func honestSittingsAreFlaggedAtTheRate(method: AbilityMethod, people: Int) throws {
    let plan = try SimulatedClass.plan(Self.bank, method: method)
    let context = ReviewContext(
      reference: .simulate(plan, people: people, seed: 1),
      times: .fit(SimulatedClass.sittings(plan, people: 500, seed: 2)))
    let reviews = Self.reviews(plan, context, people: people, seed: 3)
    let bound = 3 * (2 * 0.05 * 0.95 / Double(people)).squareRoot() + 0.005
    Self.show("honest, \(method):", reviews)
    for kind in [
      Flag.Kind.aberrantPattern, .driftingAnswers, .slowAnswers, .fastRightAnswers,
    ] {
      #expect(abs(Self.rate(kind, reviews) - 0.05) < bound, "\(kind), seeds 1 to 3")
    }
    #expect(Self.rate(.rapidGuessing, reviews) < 0.06)
  }

  @Test func behavioursAreDetected() throws {
    let plan = try SimulatedClass.plan(Self.bank)
    let context = ReviewContext(
      reference: .simulate(plan, people: 6000, seed: 1),
      times: .fit(SimulatedClass.sittings(plan, people: 500, seed: 2)))
    let able = SimulatedPerson(theta: 2, seed: 9).sitting(of: plan)
    let behaviours: [(String, SimulatedBehaviour)] = [
      ("careless on 20 %", .careless(share: 0.2)), ("careless on 40 %", .careless(share: 0.4)),
      ("late start, 5", .warmingUp(items: 5)), ("late start, 8", .warmingUp(items: 8)),
      ("copying 50 % of an able one", .copying(able, share: 0.5)),
      ("foreknowledge of 30 %", .foreknowledge(share: 0.3)),
      ("rapid on 10 %", .rapidGuessing(share: 0.1)), ("rapid on 20 %", .rapidGuessing(share: 0.2)),
    ]
    for (title, behaviour) in behaviours {
      let reviews = Self.reviews(plan, context, people: 1000, seed: 4) { _ in behaviour }
      Self.show(title + ":", reviews)
      if case .rapidGuessing(0.2) = behaviour {
        #expect(Self.rate(.rapidGuessing, reviews) > 0.9)
      }
      if case .foreknowledge = behaviour {
        #expect(Self.rate(.fastRightAnswers, reviews) > 0.5)
      }
    }
  }

  /// The same people twice, who answer anew.
  @Test func resultsOfUnchangedPeopleAreFlaggedAtTheRate() throws {
    for (method, count) in [(AbilityMethod.eap, 3000), (.mle, 400)] {
      let plan = try SimulatedClass.plan(Self.bank, method: method)
      let people = SimulatedPerson.draw(count, from: .standardNormal, seed: 5)
      let flagged = Parallel().map(people.count) { number -> Bool in
        let person = people[number]
        let earlier = SimulatedPerson(theta: person.theta, seed: person.seed ^ 0xABCDE)
        let context = ReviewContext(earlier: earlier.sitting(of: plan).estimate)
        let review = SittingReview(of: person.sitting(of: plan), against: context)
        return review.flags.contains { $0.kind == .changedScore }
      }
      print("changed score, nothing changed, \(method):", percent(flagged.share { $0 }))
      #expect(flagged.share { $0 } < (count > 1000 ? 0.06 : 0.08))
    }
  }

  // MARK: Copying

  @Test func honestClassesHoldNoCopiers() throws {
    for randomesque in [1, 5] {
      var plan = try SimulatedClass.plan(Self.bank)
      var design = plan.design
      design.selection.randomesque = .init(randomesque)
      plan = try TestPlan(bank: Self.bank, design: design)
      let times = ResponseTimes.fit(SimulatedClass.sittings(plan, people: 500, seed: 2))
      var answers = 0
      var clocks = 0
      for number in 0..<200 {
        let sittings = SimulatedClass.sittings(plan, people: 40, seed: 100 + UInt64(number))
        let found = Similarity(sittings, times: times)
        let kinds = Set(found.pairs.flatMap(\.flags).map(\.kind))
        if kinds.contains(.similarAnswers) { answers += 1 }
        if kinds.contains(.similarTimes) { clocks += 1 }
      }
      print("classes of 40 with a flagged pair, best of \(randomesque):", answers, clocks, "of 200")
      #expect(answers <= 18 && clocks <= 18, "seeds 100 to 299")
    }
  }

  @Test(arguments: [40, 200])
  func copiersAreFound(people: Int) throws {
    let trials = people > 100 ? 20 : 60
    for (longest, share) in [(30, 0.5), (30, 0.8), (50, 0.5)] {
      var design = try SimulatedClass.plan(Self.bank, longest: longest).design
      design.stopping.standardError = nil
      let plan = try TestPlan(bank: Self.bank, design: design)
      let times = ResponseTimes.fit(SimulatedClass.sittings(plan, people: 200, seed: 2))
      var found = (answers: 0, times: 0)
      for number in 0..<trials {
        var sittings = SimulatedClass.sittings(plan, people: people, seed: 500 + UInt64(number))
        let copier = SimulatedPerson.draw(1, from: .standardNormal, seed: 900 + UInt64(number))[0]
        sittings.append(
          copier.sitting(of: plan, behaviour: .copying(sittings[0], share: share)))
        let pairs = Similarity(sittings, times: times).pairs.filter {
          $0.first == 0 && $0.second == people
        }
        let kinds = pairs.flatMap(\.flags).map(\.kind)
        if kinds.contains(.similarAnswers) { found.answers += 1 }
        if kinds.contains(.similarTimes) { found.times += 1 }
      }
      print("copier of \(share) found in \(people), length \(longest):", found, "of", trials)
    }
  }

  // MARK: Drift

  /// Of 40 items each person has 20, or all of 20: some 200 or 500 answers an item.
  @Test(arguments: [40, 20])
  func itemsThatShiftedAreFound(itemCount: Int) throws {
    let bank = SimulatedClass.bank(items: itemCount, seed: 21)
    let plan = try TestPlan(
      bank: bank,
      design: Design(
        selection: .init(randomesque: 5), stopping: .init(standardError: nil, maximumItems: 20)))
    var null = ItemRates()
    var shifted = ItemRates()
    for trial in 0..<20 as Range<UInt64> {
      let same = BankReview(of: Self.sittings(plan, shift: 0, seed: 700 + trial), bank: bank)
      for item in same.items { null.add(item) }
      let moved = BankReview(of: Self.sittings(plan, shift: 0.5, seed: 700 + trial), bank: bank)
      for number in Self.shiftedItems(itemCount) { shifted.add(moved.items[number]) }
    }
    print("drift, nothing changed, \(itemCount) items:", null.text)
    print("drift, half a logit after half, \(itemCount) items:", shifted.text)
    #expect(null.share(null.drift) < 0.06 && null.share(null.misfit) < 0.07)
    #expect(null.share(null.shift) < 0.07)
    #expect(shifted.share(shifted.drift) > (itemCount == 20 ? 0.35 : 0.2))
  }

  private static func shiftedItems(_ count: Int) -> [Int] {
    Array(stride(from: 0, to: count, by: 8))
  }

  private static func sittings(_ plan: TestPlan, shift: Double, seed: UInt64) -> [TestSession] {
    let people = SimulatedPerson.draw(500, from: .standardNormal, seed: seed)
    return Parallel().map(people.count) { number in
      var person = people[number]
      for item in shiftedItems(plan.bank.items.count) where number >= 250 {
        guard let model = plan.bank.items[item].parameters else { continue }
        let later = LogisticModel(
          discrimination: model.discrimination, difficulty: model.difficulty + shift)
        person.scores[item] = person.score(on: later, number: item)
      }
      return person.sitting(of: plan)
    }
  }

  /// How many of the items tested had a probability of at most .05.
  private struct ItemRates {
    var (tested, answers, drift, adjusted, shift, misfit) = (0, 0, 0, 0, 0, 0)

    mutating func add(_ item: ItemReview) {
      guard let test = item.drift?.test, let shifted = item.shift, let fit = item.fit else {
        return
      }
      tested += 1
      answers += item.count
      if test.probability <= 0.05 { drift += 1 }
      if test.adjustedProbability <= 0.05 { adjusted += 1 }
      if shifted.test.probability <= 0.05 { shift += 1 }
      if fit.test.probability <= 0.05 { misfit += 1 }
    }

    func share(_ count: Int) -> Double { Double(count) / Double(max(1, tested)) }

    var text: String {
      "drift \(percent(share(drift))), after correction \(percent(share(adjusted))), "
        + "shift \(percent(share(shift))), misfit \(percent(share(misfit))), "
        + "\(answers / max(1, tested)) answers an item"
    }
  }
}

private func percent(_ share: Double) -> String {
  "\((share * 1000).rounded() / 10) %"
}
