import AdaptiveTesting
import ItemBanks
import Numerical

/// Computes the exposure parameters of the rule of Sympson & Hetter (1985) for a bank and a design, by
/// simulating the test again and again until no item is given to more people than allowed.
public struct SympsonHetterSearch: Sendable {
  public let bank: Bank
  public let design: Design
  public let maximum: Double

  /// What a search found.
  public struct Result: Sendable, Hashable {
    /// By item id; items that may always be given are left out.
    public let parameters: [String: Double]
    /// With these parameters, of people that were not used to find them.
    public let maximumRate: Double
    /// Whether that is within sampling error of the maximum allowed; it cannot be where the bank has too few
    /// items.
    public let isReached: Bool
  }

  /// - Throws: `DesignError` where the design does not limit exposure by this rule, contradicts itself, or
  ///   asks for more than the bank has.
  public init(bank: Bank, design: Design) throws(DesignError) {
    guard case .sympsonHetter(let rule) = design.exposure else {
      throw DesignError(
        message: "exposure.rule is not sympson_hetter, and no other rule has parameters to compute."
      )
    }
    self.bank = bank
    self.design = design
    maximum = rule.maximum
    _ = try TestPlan(bank: bank, design: design)
  }

  /// Each round costs as much as a simulation of so many people; fresh ones sit each.
  ///
  /// An item is given to those for whom it is selected and who draw it, and the two are independent, so that
  /// P(selected) = P(given) / k; the next k is the maximum over that, or 1 (Sympson & Hetter's steps 3 and
  /// 4). Limiting one item sends people to others, hence the rounds. After the first few, P(selected) is
  /// averaged over rounds, so that sampling error wears off.
  ///
  /// - Parameters:
  ///   - people: in each round.
  ///   - progress: told how many sittings are done, from any thread; says whether to go on.
  /// - Returns: `nil` where `progress` said no.
  public func run(
    people: Int, from population: Population = .standardNormal, seed: UInt64, rounds: Int = 24,
    threads: Int? = nil, progress: (@Sendable (Int) -> Bool)? = nil
  ) throws(DesignError) -> Result? {
    let settled = 8
    var parameters = [Double](repeating: 1, count: bank.items.count)
    var selected = parameters
    var rate = 0.0
    // The last round's people are there to see how the parameters do.
    for round in 1...(rounds + 1) {
      let draw = SimulatedPerson.draw(people, from: population, seed: seed &+ UInt64(round))
      var report: (@Sendable (Int) -> Bool)?
      if let progress { report = { progress((round - 1) * people + $0) } }
      guard let rates = try exposure(under: parameters, draw, threads, report) else { return nil }
      rate = rates.max() ?? 0
      if round > rounds || (round == 1 && rate <= maximum) { break }
      let gain = 1 / Double(max(1, round - settled))
      for item in rates.indices {
        selected[item] += gain * (min(1, rates[item] / parameters[item]) - selected[item])
        parameters[item] = selected[item] > maximum ? maximum / selected[item] : 1
      }
    }
    // The largest of many rates lies above them all by chance: a bound that each passes with 5 % over all.
    let limited = parameters.count { $0 < 1 }
    let reach = NormalDistribution().quantile(1 - 0.05 / Double(max(limited, 1)))
    let error = (maximum * (1 - maximum) / Double(people)).squareRoot()
    return Result(
      parameters: named(parameters), maximumRate: rate, isReached: rate <= maximum + reach * error)
  }

  private func named(_ parameters: [Double]) -> [String: Double] {
    var named: [String: Double] = [:]
    for (item, parameter) in zip(bank.items, parameters) where parameter < 1 {
      named[item.id] = parameter
    }
    return named
  }

  private func exposure(
    under parameters: [Double], _ people: [SimulatedPerson], _ threads: Int?,
    _ progress: (@Sendable (Int) -> Bool)?
  ) throws(DesignError) -> [Double]? {
    var design = design
    design.exposure = .sympsonHetter(.init(maximum: maximum, parameters: named(parameters)))
    let study = SimulationStudy(plan: try TestPlan(bank: bank, design: design), people: people)
    guard let sittings = study.run(threads: threads, progress: progress) else { return nil }
    return SimulationSummary.Exposure(sittings, plan: study.plan).rates
  }
}
