import AdaptiveTesting
import Simulation

/// A study of one or several designs as people and programs read it.
public struct SimulationReport: Sendable {
  /// A design with what came of it.
  public struct Outcome: Sendable {
    /// The design's file, or the bank where it is the bank's own.
    public let name: String
    public let plan: TestPlan
    public let sittings: [SimulatedSitting]
    public let summary: SimulationSummary
    public let seconds: Double

    /// - Precondition: at least one sitting.
    public init(
      name: String, plan: TestPlan, sittings: [SimulatedSitting], seconds: Double
    ) {
      self.name = name
      self.plan = plan
      self.sittings = sittings
      self.seconds = seconds
      summary = SimulationSummary(sittings, plan: plan)
    }

    /// At these cut scores and the design's own; `nil` without any.
    func classification(at cuts: [Double]) -> ClassificationAccuracy? {
      let all = cuts + (plan.design.stopping.classification?.cuts ?? [])
      return all.isEmpty ? nil : ClassificationAccuracy(sittings, plan: plan, cuts: all)
    }

    var sittingsPerSecond: Double { Double(sittings.count) / max(seconds, 1e-9) }
  }

  public let bank: String
  /// Whom the people were drawn from, in words.
  public let population: String
  public let seed: UInt64
  public let outcomes: [Outcome]
  /// In logits; how well the tests tell the sides apart is reported.
  public let cuts: [Double]
  /// Of each further design with the first.
  public let comparisons: [DesignComparison]

  public init(
    bank: String, population: String, seed: UInt64, outcomes: [Outcome], cuts: [Double] = []
  ) {
    precondition(!outcomes.isEmpty)
    self.cuts = cuts
    self.bank = bank
    self.population = population
    self.seed = seed
    self.outcomes = outcomes
    let first = outcomes[0]
    comparisons =
      first.sittings.count < 2
      ? []
      : outcomes.dropFirst().map {
        DesignComparison(first.sittings, first.plan, $0.sittings, $0.plan, seed: seed)
      }
  }
}
