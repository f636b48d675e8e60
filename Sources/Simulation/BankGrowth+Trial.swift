import AdaptiveTesting
import ItemBanks
import ItemResponse

extension BankGrowth {
  /// Tests of a bank that gets more and more items, always on the same people.
  struct Trial {
    /// The items that may be given, without their questions: in a bank that asks some, items that are
    /// still to be written could not be given.
    let pool: [Item]
    let supply: InformationSupply
    let priorPrecision: Double
    private let bank: Bank
    private let design: Design
    private let people: [SimulatedPerson]
    private let peopleEach: Int
    private let threads: Int?

    init(
      bank: Bank, design: Design, abilities: [Double], peopleEach: Int, seed: UInt64, threads: Int?
    ) throws(DesignError) {
      let plan = try TestPlan(bank: bank, design: design)
      pool = plan.pool.map { number in
        let item = bank.items[number]
        return Item(id: item.id, domain: item.domain, model: item.model, status: item.status)
      }
      self.bank = bank
      self.design = design
      self.peopleEach = peopleEach
      self.threads = threads
      people = SimulatedPerson.draw(
        abilities.count * peopleEach, from: .grid(abilities, replications: peopleEach), seed: seed)
      supply = InformationSupply(
        pool, targets: Blueprint.targets(of: plan), abilities: abilities)
      let estimation = design.estimation
      priorPrecision =
        switch estimation.method {
        case .eap, .map: estimation.prior.precision
        case .mle, .wle: 0
        }
    }

    /// The sittings by ability.
    func run(adding items: [Item], atMost length: Int) throws(DesignError) -> [[SimulatedSitting]] {
      var design = design
      design.stopping.maximumItems = length
      let grown = Bank(name: bank.name, domains: bank.domains, items: pool + items)
      let study = SimulationStudy(plan: try TestPlan(bank: grown, design: design), people: people)
      // Without anybody who says no it runs to its end.
      let sittings = study.run(threads: threads) ?? []
      return stride(from: 0, to: sittings.count, by: peopleEach).map {
        Array(sittings[$0..<$0 + peopleEach])
      }
    }
  }
}
