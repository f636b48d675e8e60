import ArgumentParser
import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Presentation
import Storage

/// To which bank's scale a calibration is moved once it is done, and how.
struct LinkOptions: ParsableArguments {
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case meanMean = "mean-mean"
    case meanSigma = "mean-sigma"
    case haebara
    case stockingLord = "stocking-lord"

    var method: Linking.Method {
      switch self {
      case .meanMean: .meanMean
      case .meanSigma: .meanSigma
      case .haebara: .haebara
      case .stockingLord: .stockingLord
      }
    }
  }

  @Option(
    name: .customLong("link"),
    help: ArgumentHelp(
      "Move the estimates to this bank's scale through the items that both have.",
      valueName: "bank[:generation]"),
    completion: .file(extensions: ["jsonl"]))
  var bank: String?

  @Option(
    name: .customLong("link-method"),
    help: "With --link: stocking-lord (without it), haebara, mean-sigma or mean-mean.")
  var method: Method?

  @Option(
    name: .customLong("link-without"),
    help: ArgumentHelp(
      "With --link: an item that is not to count as common; may be given again.",
      valueName: "item"))
  var without: [String] = []

  func validate() throws {
    guard bank == nil else { return }
    if method != nil {
      throw ValidationError("--link-method is about --link; name the bank to link to by it.")
    }
    if !without.isEmpty {
      throw ValidationError("--link-without is about --link; name the bank to link to by it.")
    }
  }

  /// What a calibration is to be linked to.
  struct Target {
    let name: String
    let parameters: [String: LogisticModel]
  }

  /// - Returns: `nil` where no link is asked for.
  func target(_ location: WorkspaceOptions) throws -> Target? {
    guard let argument = bank else { return nil }
    let (name, generation) = Self.parts(of: argument)
    var parameters: [String: LogisticModel] = [:]
    for item in try location.bank(name, generation: generation).items
    where item.status != .retired { parameters[item.id] = item.parameters }
    for item in without where parameters.removeValue(forKey: item) == nil {
      throw Failure(
        .badData, "--link-without names '\(item)', which has no parameters in bank '\(argument)'.")
    }
    return Target(name: argument, parameters: parameters)
  }

  /// `numeracy:3` is a generation, `C:/x.jsonl` and the like are files.
  private static func parts(of argument: String) -> (name: String, generation: Int?) {
    guard !FileManager.default.fileExists(atPath: argument),
      let colon = argument.lastIndex(of: ":"),
      let generation = Int(argument[argument.index(after: colon)...])
    else { return (argument, nil) }
    return (String(argument[..<colon]), generation)
  }

  func link(_ report: inout CalibrationReport, to target: Target) throws {
    let source = report.items.compactMap { item -> (id: String, model: LogisticModel)? in
      guard let model = item.model, model.discrimination > 0,
        !item.flags.contains(.atBound), !item.flags.contains(.constant)
      else { return nil }
      return (item.id, model)
    }
    let method = (method ?? .stockingLord).method
    guard let link = CommonItemLink(source, to: target.parameters, method: method) else {
      let common = source.count { target.parameters[$0.id] != nil }
      throw Failure(
        .badData,
        common < 2
          ? "\(Wording.count(common, "item")) with parameters in common with bank '\(target.name)'; a link "
            + "needs two at least, and several more to be any good."
          : "the items in common with bank '\(target.name)' are all equally difficult; a link needs "
            + "items that differ.")
    }
    report.move(by: link, to: target.name)
  }
}
