import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Simulation
import Testing

@testable import Proctoring

@Suite struct ResponseTimesTests {
  @Test func parametersAreRecovered() throws {
    let plan = try SmallClass.plan()
    var times = SimulatedTimes(deviation: 0.4)
    var generator = SeededGenerator(seed: 2)
    for item in 0..<30 { times.intensities[item] = 3 + 0.5 * generator.normal() }
    let sittings = SmallClass.sittings(plan, people: 120, seed: 4, times: times)
    let fit = ResponseTimes.fit(sittings)
    // One sample's own deviation may be .02 off; that of four hardly .01.
    let others = (5...7).map {
      ResponseTimes.fit(SmallClass.sittings(plan, people: 120, seed: $0, times: times)).deviation
    }
    #expect(abs((fit.deviation + others.reduce(0, +)) / 4 - 0.4) < 0.025)
    #expect(abs(fit.speedDeviation - 0.3) < 0.06)
    #expect(abs(fit.rightAdvantage) < 0.05)
    // The sample's own speed is not 0, which moves all intensities together.
    let errors = fit.items.map { id, time in
      let number = Int(id.dropFirst()) ?? 0
      return (time.intensity - (times.intensities[number] ?? 0)) / time.standardError
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    let square = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(errors.count)
    #expect(square > 0.5 && square < 1.7, "\(square)")
    #expect(abs(mean) < 1.5)
  }

  /// A tenth of the answers at a second each leave the item times nearly where they were.
  @Test func guessersCarryLittleWeight() throws {
    let plan = try SmallClass.plan()
    let honest = SmallClass.sittings(plan, people: 60, seed: 4)
    let guessers = SimulatedPerson.draw(6, from: .standardNormal, seed: 8).map {
      $0.sitting(of: plan, behaviour: .rapidGuessing(share: 1))
    }
    let clean = ResponseTimes.fit(honest)
    let mixed = ResponseTimes.fit(honest + guessers)
    let moved = clean.items.compactMap { id, time in
      mixed.items[id].map { abs($0.intensity - time.intensity) }
    }
    #expect(moved.reduce(0, +) / Double(moved.count) < 0.25)
    #expect(mixed.deviation < 1.6 * clean.deviation)
  }

  @Test func withoutTimesNothingIsKnown() throws {
    #expect(ResponseTimes.fit([]) == .unobserved)
    let item = SmallClass.bank().items[0]
    let time = ResponseTimes.unobserved.time(of: item)
    // Seven words and five seconds.
    #expect(abs(exp(time.intensity) - (5 + 7.0 / 238 * 60)) < 1e-9 && time.count == 0)
  }

  @Test func onePersonMovesWhatIsUnknownOnlyInPart() throws {
    let plan = try SmallClass.plan()
    let session = SimulatedPerson(theta: 0, seed: 1).sitting(of: plan)
    let fit = ResponseTimes.fit([session])
    #expect(fit.items.count == 15)
    #expect(fit.items.values.allSatisfy { $0.intensity.isFinite && $0.standardError > 0.1 })
    let data = try JSONEncoder().encode(fit)
    #expect(try JSONDecoder().decode(ResponseTimes.self, from: data) == fit)
  }

  /// An honest person's simulated sitting replays, and depends on nothing but the seed.
  @Test func simulatedSittingsReplay() throws {
    let plan = try SmallClass.plan()
    let source = SimulatedPerson(theta: 1, seed: 2).sitting(of: plan)
    let behaviours: [SimulatedBehaviour] = [
      .working, .rapidGuessing(share: 0.5), .careless(share: 0.5), .foreknowledge(share: 0.5),
      .warmingUp(items: 4), .copying(source, share: 0.5),
    ]
    for behaviour in behaviours {
      let person = SimulatedPerson(theta: 0, seed: 5)
      let session = person.sitting(of: plan, behaviour: behaviour, from: 1_000_000)
      let again = person.sitting(of: plan, behaviour: behaviour, from: 1_000_000)
      #expect(session.events == again.events)
      let replay = try TestSession(
        replaying: session.events, bank: plan.bank, design: plan.design, seed: session.seed)
      #expect(replay.answers == session.answers && session.status == .finished)
      #expect(session.answers.allSatisfy { $0.milliseconds > 0 && !$0.response.isEmpty })
    }
  }

  /// Without mischief, sittings have the scores that a study gives the same person.
  @Test func simulatedSittingsAreThoseOfStudies() throws {
    let plan = try SmallClass.plan()
    for person in SimulatedPerson.draw(5, from: .standardNormal, seed: 3) {
      let study = SimulationStudy(plan: plan, people: [person]).sit(person)
      let session = person.sitting(of: plan)
      #expect(session.estimate == study.estimate)
      #expect(session.answers.map { Int8($0.score) } == study.scores)
    }
  }
}
