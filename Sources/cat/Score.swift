import ArgumentParser
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Presentation
import Storage

struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Estimate abilities from responses, with a bank's parameters.",
    discussion: """
      Responses are read as by cat calibrate: JSON Lines, wide or long tables, compressed or not. \
      Nothing is stored.
      """)

  @Argument(
    help: "The name of a bank, or a bank file.", completion: .file(extensions: ["jsonl"]))
  var bank: String

  @Argument(help: "Files of responses; - is standard input.", completion: .file())
  var responses: [String]

  @Option(help: "How ability is estimated: eap, map, mle, wle, mlef, biweight or huber.")
  var estimator: AbilityMethod = .eap

  @Option(
    help: ArgumentHelp(
      "What is believed of abilities beforehand, for eap and map: normal with this mean and SD.",
      valueName: "mean,sd"))
  var prior: NumberList?

  @Option(
    help: ArgumentHelp("Which generation of the bank; the newest without it.", valueName: "n"))
  var generation: Int?

  @Flag(help: "Print one JSON object per person.")
  var json = false

  @OptionGroup(title: "Responses")
  var input: ResponseOptions

  @OptionGroup var location: WorkspaceOptions

  func validate() throws {
    if let prior { _ = try prior.normal("--prior") }
  }

  func run() throws {
    let bank = try location.bank(bank, generation: generation)
    let (matrix, _) = try input.read(responses, allowsPolytomous: bank.isPolytomous)
    let known = Dictionary(
      bank.items.map { ($0.id, $0.model) }, uniquingKeysWith: { first, _ in first })
    let models = matrix.items.map { known[$0] ?? nil }
    guard models.contains(where: { $0 != nil }) else {
      throw Failure(
        .badData,
        "none of the \(Wording.count(matrix.itemCount, "item")) answered has parameters in bank "
          + "'\(bank.name)'; is it the right bank?")
    }
    if estimator.isRobust, models.contains(where: { $0.map { $0.logisticForm == nil } ?? false }) {
      throw Failure(
        .usage,
        "--estimator \(estimator.rawValue) is for logistic items only, and bank '\(bank.name)' has "
          + "others; use another.")
    }
    try Self.refuseForeignScores(in: matrix, models, bank)
    let unscored = zip(matrix.items, models).filter { $0.1 == nil }.map(\.0)
    if !unscored.isEmpty {
      let names = unscored.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
      writeError(
        "\(Wording.count(unscored.count, "item")) (\(names)\(unscored.count > 3 ? ", …" : "")) "
          + "without parameters in bank '\(bank.name)'; left out of the scores.")
    }
    let belief = try prior?.normal("--prior") ?? NormalDistribution()
    let scoring = Scoring(
      estimator: AbilityEstimator(
        method: estimator,
        prior: .normal(mean: belief.mean, standardDeviation: belief.standardDeviation),
        quadrature: Quadrature(
          from: belief.mean - 6 * belief.standardDeviation,
          to: belief.mean + 6 * belief.standardDeviation, points: 61)),
      models: models)
    let outcomes = scoring.outcomes(matrix, fallback: .eap)
    let report = ScoreReport(
      zip(matrix.persons, outcomes).map { person, outcome in
        ScoreReport.Row(
          subject: person, responses: outcome.count, estimate: outcome.estimate,
          fallbackFrom: outcome.fallbackFrom)
      }, scale: bank.scale)
    if json {
      write(try report.json())
    } else {
      write(report.text(columns: outputColumns))
    }
  }
}

extension Score {
  /// A score that an item's model does not have: most likely another coding of the same answers.
  private static func refuseForeignScores(
    in matrix: ResponseMatrix, _ models: [(any ResponseModel)?], _ bank: Bank
  ) throws {
    // Every model has 0 and 1.
    guard !matrix.isDichotomous else { return }
    for (column, model) in models.enumerated() {
      guard let model else { continue }
      let highest = (0..<matrix.personCount).compactMap { matrix[person: $0, item: column] }.max()
      guard let highest, highest >= model.scoreCount else { continue }
      throw Failure(
        .badData,
        "item '\(matrix.items[column])': there is a score of \(highest), and the model in bank "
          + "'\(bank.name)' ends at \(model.scoreCount - 1); give the scores that the bank gives.")
    }
  }
}

extension WorkspaceOptions {
  /// The bank that an argument names, for reading only: a file is not stored.
  func bank(_ argument: String, generation: Int? = nil) throws -> Bank {
    if argument.contains("/") || argument.hasSuffix(".jsonl") {
      guard generation == nil else {
        throw Failure(
          .usage, "--generation goes with the name of a bank, and '\(argument)' is a file.")
      }
      guard let data = FileManager.default.contents(atPath: argument) else {
        throw Failure(.notFound, "\(argument): there is no such file, or it cannot be read.")
      }
      let file = BankFile(data, file: argument)
      guard let bank = file.bank else { throw Failure(problems: file.errors) }
      return bank
    }
    let workspace = try find()
    let store = try workspace.openStore()
    if let generation { return try store.bank(named: argument, generation: generation).bank }
    return try workspace.resolveBank(
      argument, in: store, currentFolder: currentFolder, at: now()
    ).bank
  }
}
