import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Testing

@testable import Presentation

struct SessionReportStandingTests {
  private func report(
    _ rights: [Bool] = mixed, design: Design = sampleDesign, cuts: [Double]? = nil
  ) throws -> SessionReport {
    let session = try sitting(rights, design: design)
    return SessionReport(session, header: header(of: session), cuts: cuts)
  }

  /// Φ(−1.6) = .0547993 (Abramowitz & Stegun, table 26.1).
  @Test func chanceOfErrorIsNormal() throws {
    let estimate = try sitting(mixed).estimate
    let cuts = [-1.6, 1.6].map { estimate.theta + $0 * estimate.standardError }
    let standings = try report(cuts: cuts.reversed()).standings
    #expect(standings.map(\.cut) == cuts)
    #expect(standings.map(\.side) == [.above, .below])
    for standing in standings {
      #expect(abs(try #require(standing.errorProbability) - 0.0547993) < 1e-6)
      #expect(!standing.isDecided)
    }
  }

  @Test func reliabilityIsOfTheDesignsPopulation() throws {
    for deviation in [1.0, 1.5] {
      var design = sampleDesign
      design.estimation.prior = .normal(mean: 0, standardDeviation: deviation)
      let report = try report(design: design)
      let error = report.session.estimate.standardError
      let expected = 1 - (error / deviation) * (error / deviation)
      #expect(abs(try #require(report.reliability) - expected) < 1e-12)
    }
    var flat = sampleDesign
    flat.estimation.prior = .uniform(-4...4)
    #expect(try report(design: flat).populationDeviation == 1)
    #expect(try report([]).reliability == nil)
    #expect(try report([]).standings.isEmpty)
  }

  @Test func designsThatClassifyDecideThemselves() throws {
    var design = sampleDesign
    design.stopping = .init(
      maximumItems: 12,
      rules: [
        .classified(
          .init(
            cuts: [-2.5],
            method: .likelihoodRatio(.init(falsePositive: 0.02, falseNegative: 0.1))))
      ])
    var session = try TestSession(bank: sampleBank(), design: design, seed: 1)
    session.begin(at: start)
    while case .presented = session.advance(at: start).kind {
      let report = SessionReport(session, header: header(of: session))
      #expect(report.cuts == [-2.5])
      #expect(report.standings.count { $0.isDecided } == 0)
      session.record(entry(session.currentItem?.question, right: true), at: start)
    }
    #expect(session.stopReason == .classified)
    let whole = SessionReport(session, header: header(of: session))
    #expect(
      whole.standings == [.init(cut: -2.5, side: .above, isDecided: true, errorProbability: 0.02)])
    #expect(whole.text().contains("at or above, as the test decided; it errs in 2.0 % of such"))
  }

  @Test func levelsAreTheCutsOfOtherDesigns() throws {
    // The bank's levels begin at 200 and 430 on a scale of 500 + 100 θ.
    #expect(try report().cuts == [-0.7])
  }

  @Test func constraintsAreHeldAgainstWhatWasGiven() throws {
    var design = sampleDesign
    design.content = .init(constraints: [
      .init(name: "words", scope: .matching(["domain": [.text("words")]]), minimum: 2, maximum: 3),
      .init(name: "all", minimum: 16),
      .init(name: "two", scope: .items(["item-1", "item-10"]), maximum: 2),
    ])
    let report = try report(design: design)
    let given = report.session.answers.map(\.item)
    let contents = report.constraintContents
    #expect(
      contents.map(\.given)
        == [
          Double(given.count { $0.domain == "words" }), Double(given.count),
          Double(given.count { ["item-1", "item-10"].contains($0.id) }),
        ])
    #expect(contents[0].isKept && !contents[1].isKept && contents[2].isKept)
    #expect(report.text().contains("at least 16"))
    #expect(report.text().contains("not kept"))
  }

  @Test func timeAwayIsNotCountedTwice() throws {
    var session = try TestSession(bank: sampleBank(), design: sampleDesign, seed: 1)
    session.begin(at: start)
    session.advance(at: start)
    session.pause(at: start + 1000)
    session.note("away", by: .proctor, at: start + 3000)
    session.resume(at: start + 6000)
    // The program was cut off here.
    session.resume(at: start + 16_000)
    let course = SittingCourse(session.events)
    #expect(course.pauses == 1)
    #expect(course.interruptions == 1)
    #expect(course.away == 15_000)
  }

  @Test func studentsReadNoJargon() throws {
    let report = try report()
    for text in [report.text(for: .student), report.document(for: .student).html()] {
      for word in ["θ", "logit", "SE", "standard error", "seed", "item-"] {
        #expect(!text.contains(word), "\(word)")
      }
    }
    #expect(!String(decoding: [report].csv(for: .student), as: UTF8.self).contains("theta"))
  }
}
