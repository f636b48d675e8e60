import AdaptiveTesting
import ItemBanks
import ItemResponse

/// A design to be tried.
public struct DesignCandidate: Sendable, Hashable {
  /// What tells it from the others.
  public let name: String
  public let design: Design

  public init(name: String, design: Design) {
    self.name = name
    self.design = design
  }

  /// Variations of a design: its estimator, and EAP, whose error over people like the prior's is the
  /// least; the best item, or one drawn from the best 3, 5 or 10, or exposure held by item eligibility;
  /// each stopping at the wanted error and somewhat below; with the longest test as it is, three quarters,
  /// and half of that. Content balance is kept where the design has it, and else tried with and without
  /// where the bank has domains.
  ///
  /// Left out is what the bank cannot carry, or what contradicts the rest of the design; a limit on exposure
  /// that the design has stays, unless the requirements bring their own.
  ///
  /// - Parameter requirements: what is wanted decides the standard errors and rates.
  /// - Throws: `DesignError` where the design itself cannot be given.
  public static func variations(
    of base: Design, for bank: Bank, requirements: DesignRequirements
  ) throws(DesignError) -> [DesignCandidate] {
    _ = try TestPlan(bank: bank, design: base)
    let contents: [(name: String?, content: Design.Content)] =
      if base.content == .none, Set(bank.items.filter(\.isOperational).map(\.domain)).count > 1 {
        [(nil, .none), ("domains alike", .equalShares)]
      } else {
        [(nil, base.content)]
      }
    var candidates: [DesignCandidate] = []
    let methods = base.estimation.method == .eap ? [.eap] : [base.estimation.method, .eap]
    for method in methods {
      for draw in draws(requirements) {
        for content in contents {
          for length in lengths(base.stopping.maximumItems) {
            for share in [1, 0.95, 0.9] {
              var design = base
              if design.estimation.method != method {
                design.estimation.method = method
                design.estimation.tuningConstant = nil
                design.estimation.fences = nil
              }
              design.selection.randomesque = draw.randomesque
              if draw.exposure != .unlimited || requirements.maximumExposure != nil {
                design.exposure = draw.exposure
              }
              design.content = content.content
              design.stopping.maximumItems = length
              if let length {
                design.stopping.minimumItems = min(design.stopping.minimumItems, length)
              }
              let threshold = (share * requirements.standardError * 1000).rounded() / 1000
              design.stopping.standardError = threshold
              let names = [
                method.rawValue, draw.name, content.name, "SE \(threshold)",
                length.map { "at most \($0)" },
              ]
              guard (try? TestPlan(bank: bank, design: design)) != nil else { continue }
              candidates.append(
                .init(name: names.compactMap { $0 }.joined(separator: ", "), design: design))
            }
          }
        }
      }
    }
    return candidates
  }

  private static func draws(
    _ requirements: DesignRequirements
  ) -> [(name: String, randomesque: Design.Randomesque, exposure: Design.Exposure)] {
    let plain = [1, 3, 5, 10].map { size in
      (
        name: size == 1 ? "the best" : "of the best \(size)",
        randomesque: Design.Randomesque(size), exposure: Design.Exposure.unlimited
      )
    }
    guard let limit = requirements.maximumExposure else { return plain }
    // Rates vary about the maximum that the rule is given, so that it has to be lower than the limit.
    return plain
      + [0.9, 0.8, 0.7].map { share in
        let maximum = (share * limit * 1000).rounded() / 1000
        return (
          name: "eligible to \(maximum)", randomesque: 1,
          exposure: .eligibility(maximum: maximum, bounds: [])
        )
      }
  }

  private static func lengths(_ longest: Int?) -> [Int?] {
    guard let longest else { return [nil] }
    return Set([longest, (3 * longest + 3) / 4, (longest + 1) / 2]).sorted(by: >)
  }
}
