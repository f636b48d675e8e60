import AdaptiveTesting
import ItemBanks
import Presentation
import Simulation

extension Simulate {
  /// The design with the exposure parameters that it asks for and does not have: those of Sympson and
  /// Hetter, found by simulating people of the study's population, or of N(0, 1) where real ones sit.
  func completed(
    _ design: Design, for bank: Bank, seed: UInt64, _ progress: ProgressLine
  ) throws -> Design {
    guard case .sympsonHetter(var rule) = design.exposure, rule.parameters == nil else {
      return design
    }
    let searchers = people ?? 2000
    let population = try (population ?? .standardNormal).resolve(people: searchers).value
    let rounds = 24
    let total = (rounds + 1) * searchers
    let found: SympsonHetterSearch.Result?
    do {
      found = try SympsonHetterSearch(bank: bank, design: design).run(
        people: searchers, from: population, seed: ~seed, rounds: rounds, threads: threads
      ) { done in
        progress.show(
          fraction: Double(done) / Double(total), "computing the exposure parameters")
        return true
      }
    } catch {
      throw Failure(.badData, "bank '\(bank.name)': \(error.message)")
    }
    guard let found else { return design }
    progress.clear()
    if !found.isReached {
      writeError(
        "exposure.max is \(rule.maximum), but with the parameters computed an item is still given to "
          + "\(Wording.decimal(100 * found.maximumRate, 1)) % of the people: the bank has too few items "
          + "for so low a rate, or the test is too long.")
    }
    rule.parameters = found.parameters
    var completed = design
    completed.exposure = .sympsonHetter(rule)
    return completed
  }

  /// Writes the design whose parameters were computed, where that is wanted.
  func keepDesign(_ designs: [Design]) throws {
    guard let file = advice.writeDesign else { return }
    guard designs.count == 1, case .sympsonHetter = designs[0].exposure else {
      throw Failure(
        .usage,
        "--write-design goes with --advise, or with one design whose exposure is sympson_hetter.")
    }
    try save(try AdviceReport.file(of: designs[0]), to: file)
    writeError("Saved to \(file).")
  }
}
