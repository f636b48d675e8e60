import AdaptiveTesting
import Foundation
import ItemBanks
import Numerical
import Proctoring
import Simulation
import Testing

/// In how many demo classes what is planted is found, and how often what is not.
@Suite(.serialized) struct DemoClassStudy {
  private static let plan: TestPlan = {
    let file = (0..<5).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent()
    }
    .appending(path: "itembanks/numeracy.jsonl")
    do {
      let bank = BankFile(try Data(contentsOf: file), file: "numeracy").bank!
      return try TestPlan(bank: bank, design: try Design(bank.design!))
    } catch { fatalError("\(file.path): \(error)") }
  }()
  private static let classes = (1...40 as ClosedRange<UInt64>).map {
    DemoClass(plan: plan, seed: $0)
  }

  @Test func copiedPairsAreFoundAndFewOthers() {
    var (found, others) = (0, 0)
    for demo in Self.classes {
      let sessions = demo.sittings.map(\.session)
      let pairs = Similarity(
        sessions, persons: demo.sittings.map(\.student), times: .fit(sessions)
      ).pairs.map { [$0.first, $0.second] }
      let copied = [demo.planted.copiedPair.source, demo.planted.copiedPair.copier]
      if pairs.contains(copied) { found += 1 }
      if pairs.contains(where: { $0 != copied }) { others += 1 }
    }
    print("of 40 demo classes, copied pair found in", found, "another in", others)
    // Of 40, with two grounds at .05 each, 4 are expected to hold another; and three standard deviations.
    #expect(found >= 38 && others <= 10, "seeds 1 to 40")
  }

  @Test func itemsAreFoundAndFewOthers() {
    var (drift, shift) = (Discoveries(), Discoveries())
    for demo in Self.classes {
      let review = BankReview(of: demo.sittings.map(\.session), bank: demo.plan.bank)
      let planted = demo.planted
      drift.add(review, planted: [planted.driftingItem.item]) { $0.drift?.test }
      shift.add(review, planted: [planted.driftingItem.item, planted.differingItem.item]) {
        $0.shift?.test
      }
    }
    print("of 40 demo classes, drift found in", drift.found, "both shifts in", shift.found)
    print("false discovery rates, drift:", drift.falseRate, "shift:", shift.falseRate)
    #expect(drift.found >= 36 && shift.found >= 38, "seeds 1 to 40")
    // One false discovery beside one or two true ones is a proportion of 1/2 or 1/3, in a share of .1 or .15 of
    // the classes: a standard error of .024 at most.
    #expect(drift.falseRate < 0.05 + 3 * 0.024, "seeds 1 to 40")
    #expect(shift.falseRate < 0.05 + 3 * 0.024, "seeds 1 to 40")
  }

  /// Of a test over items, at a false-discovery rate of .05.
  private struct Discoveries {
    /// Classes in which all that was planted was found.
    var found = 0
    private var proportions: [Double] = []

    var falseRate: Double { proportions.reduce(0, +) / Double(proportions.count) }

    mutating func add(
      _ review: BankReview, planted: Set<String>, test: (ItemReview) -> ItemReview.Test?
    ) {
      let items = Set(
        review.items.filter { (test($0)?.adjustedProbability ?? 1) <= 0.05 }.map(\.id))
      if items.isSuperset(of: planted) { found += 1 }
      let falseCount = items.subtracting(planted).count
      proportions.append(Double(falseCount) / Double(max(1, items.count)))
    }
  }

  /// Over sittings that nothing was planted in: neither in the people nor in an item they had.
  @Test func sittingsAreFlaggedAtTheRate() {
    let reference = ReferenceDistribution.simulate(Self.plan, people: 6000, seed: 1)
    var untouched: [SittingReview] = []
    var (found, alarms) = (0, 0)
    for demo in Self.classes.prefix(10) {
      let sessions = demo.sittings.map(\.session)
      let context = ReviewContext(reference: reference, times: .fit(sessions))
      let reviews = Parallel().map(sessions.count) {
        SittingReview(of: sessions[$0], against: context)
      }
      let rapid = reviews.indices.filter { number in
        reviews[number].flags.contains { $0.kind == .rapidGuessing }
      }
      found += Set(rapid).intersection(demo.planted.rapidGuessers).count
      alarms += Set(rapid).subtracting(demo.planted.rapidGuessers).count
      untouched += sessions.indices.filter { demo.isUntouched($0) }.map { reviews[$0] }
    }
    let count = Double(untouched.count)
    let bound = 3 * (0.05 * 0.95 / count).squareRoot() + 0.01
    print("untouched sittings:", untouched.count, "rapid guessers found:", found, "others:", alarms)
    #expect(found == 40 && alarms <= 3, "seeds 1 to 10")
    for kind in [Flag.Kind.aberrantPattern, .driftingAnswers, .slowAnswers, .fastRightAnswers] {
      let rate = Double(untouched.count { $0.flags.contains { $0.kind == kind } }) / count
      print("  \(kind.rawValue): \(rate)")
      #expect(abs(rate - 0.05) < bound, "\(kind), seeds 1 to 10")
    }
  }
}

extension DemoClass {
  fileprivate func isUntouched(_ number: Int) -> Bool {
    let sitting = sittings[number]
    let isOdd = planted.rapidGuessers.contains(number) || number == planted.copiedPair.copier
    return sitting.session.status == .finished && !isOdd
      && sitting.session.answers.allSatisfy { answer in
        (answer.item.id != planted.driftingItem.item || number < planted.driftingItem.from)
          && (answer.item.id != planted.differingItem.item
            || sitting.group != planted.differingItem.group)
      }
  }
}
