import AdaptiveTesting
import ArgumentParser
import Foundation
import ItemBanks
import Presentation
import Simulation

/// `cat simulate --grow`.
struct GrowthOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Say which items would have to be written for tests to reach the standard error (--se, or the "
        + "design's) everywhere."))
  var grow = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --grow: everywhere is from one ability to another, in logits; -2,2 without it.",
      valueName: "from,to"))
  var range: NumberList?

  /// Abilities looked at are so far apart, in logits.
  private static let step = 0.25

  func validate() throws {
    guard let range else { return }
    guard grow else { throw ValidationError("--range goes with --grow.") }
    let values = range.values
    guard values.count == 2, values[0] < values[1], values.allSatisfy({ abs($0) <= 6 }) else {
      throw ValidationError(
        "--range is \(range.text); it must be two abilities within ±6 logits, the lower first.")
    }
  }

  private var abilities: [Double] {
    let (low, high) = (range?.values[0] ?? -2, range?.values[1] ?? 2)
    let steps = max(1, ((high - low) / Self.step).rounded())
    return (0...Int(steps)).map { low + (high - low) * Double($0) / steps }
  }

  /// - Parameter people: spread over the abilities, at least one at each; 100 at each without it.
  func run(
    bank: Bank, design: Design, people: Int?, seed: UInt64, threads: Int?, progress: ProgressLine
  ) throws -> GrowthReport {
    guard let target = design.stopping.standardError else {
      throw Failure(
        .usage, "The design stops at no standard error; say by --se which one is wanted.")
    }
    let abilities = abilities
    let each = people.map { max(1, $0 / abilities.count) } ?? 100
    let began = ContinuousClock.now
    let growth: BankGrowth
    do {
      growth = try BankGrowth(
        bank: bank, design: design, target: target, abilities: abilities, peopleEach: each,
        seed: seed, threads: threads, progress: { Self.say($0, on: progress) })
    } catch {
      throw Failure(.badData, "bank '\(bank.name)': \(error.message)")
    }
    return GrowthReport(
      bank: bank.name, growth: growth, average: design.estimation.prior.mean, peopleEach: each,
      seed: seed, seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  private static func say(_ count: Int, on progress: ProgressLine) {
    progress.say(
      count == 0 ? "trying the bank as it is" : "trying \(Wording.count(count, "new item"))")
  }
}
