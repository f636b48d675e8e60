import AdaptiveTesting
import ArgumentParser
import Foundation
import ItemBanks
import ItemResponse

/// The parts of a design that can be set on the command line; what is not given stays as the bank or
/// the design file has it.
struct DesignOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Read the test design from a JSON file.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var design: String?

  @Option(help: "How ability is estimated: eap, map, mle or wle.")
  var estimator: AbilityMethod?

  @Option(help: "How the next item is chosen: mfi (maximum Fisher information).")
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

  /// The design in force for a bank.
  func resolve(for bank: Bank) throws -> Design {
    do {
      var design = try base(for: bank)
      if let estimator { design.estimation.method = estimator }
      if let select { design.selection.criterion = select }
      if let se { design.stopping.standardError = se }
      if let minItems { design.stopping.minimumItems = minItems }
      if let maxItems { design.stopping.maximumItems = maxItems }
      if let timeLimit { design.stopping.timeLimit = timeLimit }
      try design.validate()
      return design
    } catch let error as DesignError {
      let origin = design.map { "\($0): " } ?? ""
      throw Failure(design == nil ? .usage : .badData, origin + error.message)
    }
  }

  private func base(for bank: Bank) throws -> Design {
    if let design {
      guard let data = FileManager.default.contents(atPath: design) else {
        throw Failure(.notFound, "\(design): there is no such file, or it cannot be read.")
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
