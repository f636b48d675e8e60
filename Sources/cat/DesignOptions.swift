import AdaptiveTesting
import ArgumentParser
import Foundation
import ItemBanks
import ItemResponse

/// One design, from a file or the bank, with what the command line changes of it.
struct DesignOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Read the test design from a JSON file.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var design: String?

  @OptionGroup var changes: DesignChanges

  /// Whether nothing was asked for.
  var isEmpty: Bool { design == nil && changes.isEmpty }

  func resolve(for bank: Bank) throws -> Design { try changes.resolve(design, for: bank) }
}

/// The parts of a design that can be set on the command line; what is not given stays as the bank or
/// the design file has it.
struct DesignChanges: ParsableArguments {
  @Option(help: "How ability is estimated: eap, map, mle, wle, mlef, biweight or huber.")
  var estimator: AbilityMethod?

  @Option(
    help: ArgumentHelp(
      "How the next item is chosen: mfi (maximum Fisher information), or another criterion of "
        + "cat-design(5).", valueName: "criterion"))
  var select: Design.Criterion?

  @Option(help: ArgumentHelp("Stop at this standard error, in logits.", valueName: "logits"))
  var se: Double?

  @Option(help: ArgumentHelp("Give at least so many items.", valueName: "n"))
  var minItems: Int?

  @Option(help: ArgumentHelp("Give at most so many items.", valueName: "n"))
  var maxItems: Int?

  @Option(
    help: ArgumentHelp("Stop after so much time: 90, 90s, 20m, 1h.", valueName: "time"),
    transform: seconds)
  var timeLimit: Double?

  var isEmpty: Bool {
    estimator == nil && select == nil && se == nil && minItems == nil && maxItems == nil
      && timeLimit == nil
  }

  /// The design in force for a bank: the file's, or else the bank's own, changed. What is wrong is put
  /// down to where it stands: the file, the bank, or the options.
  func resolve(_ file: String?, for bank: Bank) throws -> Design {
    var resolved: Design
    do {
      resolved = try base(file, for: bank)
    } catch let error as DesignError {
      throw Failure(.badData, "\(file ?? "bank '\(bank.name)': design"): \(error.message)")
    }
    if let estimator { resolved.estimation.method = estimator }
    if let select { resolved.choose(select) }
    if let se { resolved.stopping.standardError = se }
    if let minItems { resolved.stopping.minimumItems = minItems }
    if let maxItems { resolved.stopping.maximumItems = maxItems }
    if let timeLimit { resolved.stopping.timeLimit = timeLimit }
    do {
      try resolved.validate()
    } catch {
      throw Failure(.usage, error.message)
    }
    return resolved
  }

  private func base(_ file: String?, for bank: Bank) throws -> Design {
    if let file {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Failure(.notFound, "\(file): there is no such file, or it cannot be read.")
      }
      return try Design(json: data)
    }
    return try bank.design.map { value throws(DesignError) in try Design(value) } ?? Design()
  }
}

extension AbilityMethod: ExpressibleByArgument {}
extension Design.Criterion: ExpressibleByArgument {}

/// `90` and `90s` are seconds, `20m` minutes, `1h` hours.
@Sendable private func seconds(_ text: String) throws -> Double {
  let factors: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
  let unit = text.last.flatMap { factors[$0] }
  guard let number = Double(unit == nil ? text : String(text.dropLast())), number > 0,
    number.isFinite
  else {
    throw ValidationError("'\(text)' is not a time; write 90, 90s, 20m or 1h.")
  }
  return number * (unit ?? 1)
}
