import AdaptiveTesting
import ArgumentParser
import Foundation
import ItemBanks
import Presentation
import Simulation

/// `cat simulate --advise`.
struct AdviceOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Find the design with the shortest tests whose error is at most --se, or the design's. Without or "
        + "with one --design, variations of it; else those given."))
  var advise = false

  @Option(
    help: ArgumentHelp(
      "With --advise: give no item to a larger share of people.", valueName: "share"))
  var maxExposure: Double?

  @Option(
    help: ArgumentHelp(
      "Write the design that --advise found, or the one whose Sympson-Hetter parameters were "
        + "computed, for --design.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var writeDesign: String?

  func validate() throws {
    if let maxExposure, !(maxExposure > 0 && maxExposure <= 1) {
      throw ValidationError("--max-exposure is \(maxExposure); it must be above 0 and at most 1.")
    }
    guard !advise else { return }
    if maxExposure != nil { throw ValidationError("--max-exposure goes with --advise.") }
  }

  /// - Parameters:
  ///   - designs: with their files; one is varied, several are taken as they are.
  ///   - wanted: the error; the first design's without it.
  func run(
    bank: Bank, designs: [(name: String, design: Design)], wanted: Double?,
    people: [SimulatedPerson],
    population: String, seed: UInt64, threads: Int?, progress: ProgressLine
  ) throws -> AdviceReport {
    guard let wanted = wanted ?? designs[0].design.stopping.standardError else {
      throw Failure(
        .usage, "The design stops at no standard error; say by --se which one is wanted.")
    }
    guard wanted > 0, wanted.isFinite else {
      throw Failure(.usage, "--se is \(wanted); it must be greater than 0, for example 0.3.")
    }
    let requirements = DesignRequirements(standardError: wanted, maximumExposure: maxExposure)
    let began = ContinuousClock.now
    let advice: DesignAdvice
    do {
      let candidates =
        designs.count > 1
        ? designs.map { DesignCandidate(name: $0.name, design: $0.design) }
        : try DesignCandidate.variations(
          of: designs[0].design, for: bank, requirements: requirements)
      advice = try DesignAdvisor(
        bank: bank, candidates: candidates, requirements: requirements, people: people, seed: seed
      ).run(threads: threads, progress: { Self.show($0, $1, on: progress) })
    } catch {
      throw Failure(.badData, "bank '\(bank.name)': \(error.message)")
    }
    return AdviceReport(
      bank: bank.name, population: population, advice: advice, seed: seed,
      seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  private static func show(_ fraction: Double, _ left: Int, on progress: ProgressLine) {
    progress.show(fraction: fraction, "\(Wording.count(left, "design")) left")
  }

  /// Writes the design found, where one was and it is wanted.
  func keep(_ report: AdviceReport) throws {
    guard let writeDesign, let data = try report.designFile() else { return }
    try save(data, to: writeDesign)
    writeError("Saved to \(writeDesign).")
  }
}
