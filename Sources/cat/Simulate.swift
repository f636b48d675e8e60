import AdaptiveTesting
import ArgumentParser
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Presentation
import Simulation

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try test designs on simulated people, through the engine that gives real tests.",
    discussion: """
      BANK is the name of a bank in the workspace or the path of a bank file. Several --design are \
      given to the same people and compared. Nothing is stored.
      """)

  @Argument(
    help: "The name of a bank, or a bank file.", completion: .file(extensions: ["jsonl"]))
  var bank: String

  @Option(help: ArgumentHelp("How many people; 1000 without it.", valueName: "n"))
  var people: Int?

  @Option(
    help: ArgumentHelp(
      "Where abilities come from: normal:MEAN,SD, uniform:FROM,TO, grid:FROM,TO,STEP, or a file "
        + "with one a line; normal:0,1 without it.",
      valueName: "which"))
  var population: PopulationOption?

  @Option(
    help: ArgumentHelp(
      "Simulate after the fact: these are real people's responses, which they give again; what "
        + "they did not answer is drawn by the model.",
      valueName: "file"),
    completion: .file())
  var responses: [String] = []

  @Option(
    help: ArgumentHelp(
      "Read a test design from a JSON file; may be given several times, to compare.",
      valueName: "file"),
    completion: .file(extensions: ["json"]))
  var design: [String] = []

  @OptionGroup(title: "Design options")
  var changes: DesignChanges

  @Option(
    help: ArgumentHelp("Which generation of the bank; the newest without it.", valueName: "n"))
  var generation: Int?

  @Option(help: ArgumentHelp("Make every random choice repeatable.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("How many threads; all cores without it.", valueName: "n"))
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Say how many people end up on the right side of these abilities, in logits, separated by "
        + "commas.",
      valueName: "theta"))
  var cut: NumberList?

  @OptionGroup(title: "Finding a design")
  var advice: AdviceOptions

  @OptionGroup(title: "Growing the bank")
  var growth: GrowthOptions

  @OptionGroup(title: "Output")
  var output: SimulationOutput

  @OptionGroup(title: "Responses")
  var input: ResponseOptions

  @OptionGroup var location: WorkspaceOptions

  func validate() throws {
    if let people, !(1...10_000_000).contains(people) {
      throw ValidationError("--people is \(people); it must be 1 to 10000000.")
    }
    if let threads, threads < 1 {
      throw ValidationError("--threads is \(threads); it must be 1 or more.")
    }
    if let seed, seed >= 1 << 53 {
      throw ValidationError("--seed must be below 9007199254740992 (2^53).")
    }
    if let cut, let far = cut.values.first(where: { !(abs($0) <= 10) }) {
      throw ValidationError("--cut has \(far); it must lie within ±10 logits.")
    }
    try refuse(
      beside: "--grow", growth.grow,
      [
        ("--population", population != nil), ("--responses", !responses.isEmpty),
        ("--cut", cut != nil), ("--records", output.records), ("--advise", advice.advise),
        ("a second --design", design.count > 1),
      ])
    try refuse(
      beside: "--advise", advice.advise,
      [("--cut", cut != nil), ("--records", output.records)])
    if !responses.isEmpty, population != nil || people != nil {
      throw ValidationError(
        "--responses says who the people are; leave --people and --population out.")
    }
  }

  private func refuse(
    beside option: String, _ isGiven: Bool, _ others: [(name: String, isGiven: Bool)]
  ) throws {
    guard isGiven, let other = others.first(where: \.isGiven) else { return }
    throw ValidationError("\(other.name) has no place beside \(option).")
  }

  func run() throws {
    let bank = try location.bank(bank, generation: generation)
    let seed = seed ?? UInt64.random(in: 0..<(1 << 53))
    let progress = ProgressLine()
    let interruption = Interruption(
      saying: "Interrupted; a simulation stores nothing.", progress: progress)
    let finish = {
      interruption.end()
      progress.clear()
    }
    if growth.grow {
      let report = try growth.run(
        bank: bank,
        design: try completed(
          try changes.resolve(design.first, for: bank), for: bank, seed: seed, progress),
        people: people,
        seed: seed, threads: threads, progress: progress)
      finish()
      try output.deliver(report.document(), json: try report.json(), csv: report.csv())
    } else if advice.advise {
      let crowd = try crowd(for: bank, people: people ?? 2000, seed: seed)
      // What is wanted of all designs is not when each of them stops.
      var others = changes
      others.se = nil
      let designs = try files.map { file in
        (
          name: file ?? "the bank's design",
          design: try completed(
            try others.resolve(file, for: bank), for: bank, seed: seed, progress)
        )
      }
      let report = try advice.run(
        bank: bank, designs: designs, wanted: changes.se, people: crowd.people,
        population: crowd.words, seed: seed,
        threads: threads, progress: progress)
      finish()
      try advice.keep(report)
      try output.deliver(try report.document(), json: try report.json(), csv: report.csv())
    } else {
      let report = try study(bank, seed: seed, progress)
      finish()
      try output.deliver(
        report.document(), json: try report.json(records: output.records),
        csv: report.csv(records: output.records))
    }
  }

  /// The design files, or `nil` for the bank's own design.
  private var files: [String?] { design.isEmpty ? [nil] : design.map(Optional.some) }

  private func study(
    _ bank: Bank, seed: UInt64, _ progress: ProgressLine
  ) throws -> SimulationReport {
    let crowd = try crowd(for: bank, people: people ?? 1000, seed: seed)
    let plans = try files.map { file in
      (name: file ?? "the bank's design", plan: try plan(file, for: bank, seed: seed, progress))
    }
    try keepDesign(plans.map(\.plan.design))
    let total = plans.count * crowd.people.count
    let outcomes = plans.enumerated().map { number, design in
      let began = ContinuousClock.now
      let sittings = SimulationStudy(plan: design.plan, people: crowd.people)
        .run(threads: threads) { done in
          let all = number * crowd.people.count + done
          progress.show(
            fraction: Double(all) / Double(total), "\(all) of \(total) tests simulated")
          return true
        }
      return SimulationReport.Outcome(
        name: design.name, plan: design.plan, sittings: sittings ?? [],
        seconds: (ContinuousClock.now - began) / .seconds(1))
    }
    return SimulationReport(
      bank: bank.name, population: crowd.words, seed: seed, outcomes: outcomes,
      cuts: cut?.values ?? [])
  }

  private func plan(
    _ file: String?, for bank: Bank, seed: UInt64, _ progress: ProgressLine
  ) throws -> TestPlan {
    let design = try completed(
      try changes.resolve(file, for: bank), for: bank, seed: seed, progress)
    do {
      return try TestPlan(bank: bank, design: design)
    } catch {
      throw Failure(.badData, "\(file ?? "bank '\(bank.name)'"): \(error.message)")
    }
  }

  private func crowd(
    for bank: Bank, people: Int, seed: UInt64
  ) throws -> (people: [SimulatedPerson], words: String) {
    if !responses.isEmpty {
      return (
        try realPeople(for: bank, seed: seed),
        "abilities and answers of real people (EAP over all they answered)"
      )
    }
    let population = try (population ?? .standardNormal).resolve(people: people)
    return (
      SimulatedPerson.draw(people, from: population.value, seed: seed), population.words
    )
  }

  /// The people of response files: their answers, and the ability that all of those say.
  private func realPeople(for bank: Bank, seed: UInt64) throws -> [SimulatedPerson] {
    let (matrix, _) = try input.read(responses)
    let numbers = Dictionary(
      bank.items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let models = matrix.items.map { id in numbers[id].flatMap { bank.items[$0].model } }
    guard models.contains(where: { $0 != nil }) else {
      throw Failure(
        .badData,
        "none of the \(Wording.count(matrix.itemCount, "item")) answered has parameters in bank "
          + "'\(bank.name)'; is it the right bank?")
    }
    let estimator = AbilityEstimator(method: .eap)
    return try (0..<matrix.personCount).map { person in
      var scores: [Int: Int] = [:]
      var answers: [ScoredResponse] = []
      for (column, model) in models.enumerated() {
        guard let model, let score = matrix[person: person, item: column],
          score < model.scoreCount
        else { continue }
        scores[numbers[matrix.items[column]] ?? 0] = score
        answers.append(ScoredResponse(model: model, score: score))
      }
      var generator = SeededGenerator(seed: seed, stream: ~UInt64(person))
      return SimulatedPerson(
        theta: try estimator.estimate(answers).theta, seed: generator.next(), scores: scores)
    }
  }
}
