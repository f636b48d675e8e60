import AdaptiveTesting
import Foundation
import ItemBanks
import Simulation
import Terminal

/// Which design to use, with the evidence.
public struct AdviceReport: Sendable {
  public let bank: String
  /// Whom the people were drawn from, in words.
  public let population: String
  public let advice: DesignAdvice
  public let seed: UInt64
  public let seconds: Double
  /// The runner-up less the recommended design.
  public let comparison: DesignComparison?

  public init(
    bank: String, population: String, advice: DesignAdvice, seed: UInt64, seconds: Double
  ) {
    self.bank = bank
    self.population = population
    self.advice = advice
    self.seed = seed
    self.seconds = seconds
    comparison =
      if advice.people > 1, let first = advice.recommended, let second = advice.runnerUp {
        DesignComparison(first.sittings, first.plan, second.sittings, second.plan, seed: seed)
      } else {
        nil
      }
  }

  /// The recommended design as a file for `--design`; `nil` where none is.
  public func designFile() throws -> Data? {
    try (advice.recommended?.candidate.design).map(Self.file)
  }

  /// A design as a file for `--design`.
  public static func file(of design: Design) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(design) + Data("\n".utf8)
  }

  /// The answer first, then its evidence, the design in English and as a file.
  public func document() throws -> ReportDocument {
    var document = ReportDocument(
      title: "\(bank): a design for \(wanted)", blocks: [.paragraph(answer)])
    if let comparison, let second = advice.runnerUp {
      document.blocks.append(.paragraph(runnerUpWords(second, comparison)))
    }
    document.blocks += [
      .facts([
        .init("tried", Wording.count(advice.trials.count, "design")),
        .init(
          "on",
          "the same \(Wording.count(advice.people, "simulated person", "simulated people")), "
            + "\(population); most on the first of them only"),
        .init("seed", "\(seed)"), .init("took", Wording.elapsed(seconds: seconds)),
      ]), table, names,
    ]
    if let design = advice.recommended?.candidate.design, let file = try designFile() {
      document.blocks += [
        .heading("The design"), .paragraph(design.english.joined(separator: " ")),
        .listing(String(decoding: file, as: UTF8.self).trimmingWhitespace),
      ]
    }
    return document
  }

  // MARK: Words

  private var wanted: String {
    let requirements = advice.requirements
    let exposure = requirements.maximumExposure.map {
      ", no item given to more than \(Wording.share($0)) of people"
    }
    return "an RMSE of \(Wording.decimal(requirements.standardError))" + (exposure ?? "")
  }

  private var answer: String {
    guard let best = advice.recommended else {
      let nearest = advice.finalists.min {
        $0.rootMeanSquareError.upperLimit < $1.rootMeanSquareError.upperLimit
      }
      let words = nearest.map { " The most precise of the last was \(evidence($0))." }
      return "No design tried meets that with confidence." + (words ?? "")
        + " Try more people (--people), which narrows the limits; or allow longer tests (--max-items), a "
        + "larger error (--se) or more exposure (--max-exposure); or see by --grow what the bank lacks."
    }
    return "Recommended: \(evidence(best))."
  }

  private func evidence(_ trial: DesignTrial) -> String {
    let (error, exposure) = (trial.rootMeanSquareError, trial.exposure)
    return
      "\(trial.candidate.name). Its tests have \(Wording.decimal(trial.meanLength, 1)) items on average, "
      + "an RMSE of \(Wording.decimal(error.value, 3)) (with 95 % confidence below "
      + "\(Wording.decimal(error.upperLimit, 3))), and give the item given most often to "
      + "\(Wording.share(exposure.value, 3)) of people (below \(Wording.share(exposure.upperLimit, 3)))"
  }

  private func runnerUpWords(_ second: DesignTrial, _ comparison: DesignComparison) -> String {
    let interval = comparison.length.interval
    return
      "The runner-up, \(second.candidate.name), takes \(Wording.decimal(comparison.length.value)) items more "
      + "(95 % interval \(Wording.decimal(interval.lowerBound)) to "
      + "\(Wording.decimal(interval.upperBound)))"
      + (comparison.length.isClear ? "." : ", which is no clear difference.")
  }

  /// Those that will do, then others, the shortest tests first.
  private var shown: [DesignTrial] {
    let others = advice.finalists.filter { !advice.requirements.areMet(by: $0) }
    return Array((advice.suitable + others).prefix(10))
  }

  private var names: ReportDocument.Block {
    .facts(
      shown.enumerated().map { number, trial in .init("\(number + 1)", trial.candidate.name) })
  }

  private var table: ReportDocument.Block {
    let table = Table(
      [
        .init("design", .right, importance: 9), .init("items", .point, importance: 8),
        .init("RMSE", .point, importance: 7), .init("below", .point, importance: 4),
        .init("top exposure", .point, importance: 6), .init("below", .point, importance: 3),
        .init("overlap", .point, importance: 2), .init("will do", importance: 5),
      ],
      rows: shown.enumerated().map { number, trial in
        [
          "\(number + 1)", Wording.decimal(trial.meanLength, 1),
          Wording.decimal(trial.rootMeanSquareError.value, 3),
          Wording.decimal(trial.rootMeanSquareError.upperLimit, 3),
          Wording.share(trial.exposure.value, 3), Wording.share(trial.exposure.upperLimit, 3),
          Wording.share(trial.overlap), advice.requirements.areMet(by: trial) ? "yes" : "no",
        ]
      })
    return .table(
      table,
      caption:
        "Designs tried on everybody, with upper 95 % limits: those that will do first, then others"
    )
  }

  // MARK: For programs

  /// One object.
  public func json() throws -> Data {
    try JSONValue.object([
      "bank": .string(bank), "population": .string(population), "people": .count(advice.people),
      "seed": .number(Double(seed)), "seconds": .value(seconds),
      "target_rmse": .value(advice.requirements.standardError),
      "max_exposure": .value(advice.requirements.maximumExposure),
      "recommended": advice.recommended.map(record(of:)) ?? .null,
      "runner_up": advice.runnerUp.map(record(of:)) ?? .null,
      "runner_up_longer": comparison.map {
        .object([
          "difference": .value($0.length.value),
          "interval": .array([
            .value($0.length.interval.lowerBound), .value($0.length.interval.upperBound),
          ]),
        ])
      } ?? .null,
      "candidates": .array(advice.trials.map(record(of:))),
    ]).line()
  }

  private func record(of trial: DesignTrial) -> JSONValue {
    .object([
      "name": .string(trial.candidate.name), "design": trial.candidate.design.json,
      "people": .count(trial.sittings.count), "mean_length": .value(trial.meanLength),
      "rmse": .value(trial.rootMeanSquareError.value),
      "rmse_limit": .value(trial.rootMeanSquareError.upperLimit),
      "rms_se": .value(trial.rootMeanSquareStandardError),
      "max_exposure": .value(trial.exposure.value),
      "max_exposure_limit": .value(trial.exposure.upperLimit), "overlap": .value(trial.overlap),
      "meets": .bool(advice.requirements.areMet(by: trial)),
    ])
  }

  /// A line for each design tried.
  public func csv() -> Data {
    var table = CSVText([
      "design", "people", "mean_length", "rmse", "rmse_limit", "rms_se", "max_exposure",
      "max_exposure_limit", "overlap",
    ])
    for trial in advice.trials {
      table.append([
        .text(trial.candidate.name), .count(trial.sittings.count), .number(trial.meanLength),
        .number(trial.rootMeanSquareError.value), .number(trial.rootMeanSquareError.upperLimit),
        .number(trial.rootMeanSquareStandardError), .number(trial.exposure.value),
        .number(trial.exposure.upperLimit), .number(trial.overlap),
      ])
    }
    return table.data
  }
}
