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

  /// For 4000 people a rate of .05 has a standard error of .0034, to which that of the reference comes.
  @Test(arguments: [AbilityMethod.eap, .mle, .wle, .map])
  func honestSittingsAreFlaggedAtTheRate(method: AbilityMethod) throws {
    let plan = try SimulatedClass.plan(Self.bank, method: method)
    let context = ReviewContext(
      reference: .simulate(plan, people: 8000, seed: 1),
      times: .fit(SimulatedClass.sittings(plan, people: 500, seed: 2)))
    let reviews = Self.reviews(plan, context, people: 4000, seed: 3)
    Self.show("honest, \(method):", reviews)
    for kind in [
      Flag.Kind.aberrantPattern, .driftingAnswers, .slowAnswers, .fastRightAnswers,
    ] {
      #expect(abs(Self.rate(kind, reviews) - 0.05) < 0.0125, "\(kind), seeds 1 to 3")
    }
    #expect(Self.rate(.rapidGuessing, reviews) < 0.06)
  }

  @Test func behavioursAreDetected() throws {
    let plan = try SimulatedClass.plan(Self.bank)
    let context = ReviewContext(
      reference: .simulate(plan, people: 8000, seed: 1),
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
    for method in [AbilityMethod.wle, .eap] {
      let plan = try SimulatedClass.plan(Self.bank, method: method)
      let people = SimulatedPerson.draw(3000, from: .standardNormal, seed: 5)
      let flagged = Parallel().map(people.count) { number -> Bool in
        let person = people[number]
        let earlier = SimulatedPerson(theta: person.theta, seed: person.seed ^ 0xABCDE)
        let context = ReviewContext(earlier: earlier.sitting(of: plan).estimate)
        let review = SittingReview(of: person.sitting(of: plan), against: context)
        return review.flags.contains { $0.kind == .changedScore }
      }
      print("changed score, nothing changed, \(method):", percent(flagged.share { $0 }))
      #expect(flagged.share { $0 } < 0.06)
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
    for (longest, share) in [(30, 0.5), (30, 0.8), (50, 0.5)] {
      var design = try SimulatedClass.plan(Self.bank, longest: longest).design
      design.stopping.standardError = nil
      let plan = try TestPlan(bank: Self.bank, design: design)
      let times = ResponseTimes.fit(SimulatedClass.sittings(plan, people: 500, seed: 2))
      let trials = people > 100 ? 40 : 100
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

  @Test func itemsThatShiftedAreFound() throws {
    let bank = SimulatedClass.bank(items: 40, seed: 21)
    let plan = try TestPlan(
      bank: bank,
      design: Design(
        selection: .init(randomesque: 5), stopping: .init(standardError: nil, maximumItems: 20)))
    let shifted = Set(stride(from: 0, to: 40, by: 8))
    var tests = (null: 0, nullFlagged: 0, nullShift: 0, nullMisfit: 0, any: 0)
    var hits = (count: 0, raw: 0, adjusted: 0, answers: 0)
    let trials = 20
    for trial in 0..<trials {
      for shift in [0, 0.5] {
        let people = SimulatedPerson.draw(500, from: .standardNormal, seed: 700 + UInt64(trial))
        let sittings = Parallel().map(people.count) { number in
          var person = people[number]
          for item in shifted where number >= 250 {
            guard let model = bank.items[item].parameters else { continue }
            let later = LogisticModel(
              discrimination: model.discrimination, difficulty: model.difficulty + shift)
            person.scores[item] = person.score(on: later, number: item)
          }
          return person.sitting(of: plan)
        }
        let review = BankReview(of: sittings, bank: bank)
        for (number, item) in review.items.enumerated() {
          guard let drift = item.drift?.test else { continue }
          if shift == 0 {
            tests.null += 1
            if drift.probability <= 0.05 { tests.nullFlagged += 1 }
            if let shift = item.shift?.test, shift.probability <= 0.05 { tests.nullShift += 1 }
            if let fit = item.fit?.test, fit.probability <= 0.05 { tests.nullMisfit += 1 }
          } else if shifted.contains(number) {
            hits.count += 1
            hits.answers += item.count
            if drift.probability <= 0.05 { hits.raw += 1 }
            if drift.adjustedProbability <= 0.05 { hits.adjusted += 1 }
          }
        }
        if shift == 0,
          review.items.contains(where: { ($0.drift?.test.adjustedProbability ?? 1) <= 0.05 })
        {
          tests.any += 1
        }
      }
    }
    print("drift:", tests, hits, "mean answers", hits.answers / max(1, hits.count))
    let null = Double(tests.null)
    #expect(Double(tests.nullFlagged) / null < 0.065)
    #expect(abs(Double(tests.nullShift) / null - 0.05) < 0.02)
    #expect(Double(hits.raw) / Double(hits.count) > 0.4)
  }
}

private func percent(_ share: Double) -> String {
  "\((share * 1000).rounded() / 10) %"
}
