import AdaptiveTesting
import ItemBanks
import ItemResponse
import Numerical

extension BankGrowth {
  /// Tests of a bank that gets more and more items, always on the same people.
  struct Trial {
    /// The items that may be given, without their questions: in a bank that asks some, items that are
    /// still to be written could not be given.
    let pool: [Item]
    /// What they can tell.
    let supply: InformationSupply
    /// What answers have to tell besides the prior.
    let informationWanted: Double
    private let target: Double
    let abilities: [Double]
    let maximumLength: Int
    private let priorPrecision: Double
    private let bank: Bank
    private let design: Design
    private let people: [SimulatedPerson]
    private let peopleEach: Int
    private let threads: Int?

    init(
      bank: Bank, design: Design, target: Double, maximumLength: Int, abilities: [Double],
      peopleEach: Int, seed: UInt64, threads: Int?
    ) throws(DesignError) {
      let plan = try TestPlan(bank: bank, design: design)
      pool = plan.pool.map { number in
        let item = bank.items[number]
        return Item(id: item.id, domain: item.domain, model: item.model, status: item.status)
      }
      self.target = target
      self.bank = bank
      self.design = design
      self.maximumLength = maximumLength
      self.abilities = abilities
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
        default: 0
        }
      informationWanted = 1 / (target * target) - priorPrecision
    }

    /// The sittings by ability.
    func run(adding items: [NewItem], atMost length: Int) throws(DesignError)
      -> [[SimulatedSitting]]
    {
      var design = design
      design.stopping.maximumItems = length
      let grown = Bank(
        name: bank.name, domains: bank.domains, items: pool + items.map(\.item))
      let study = SimulationStudy(plan: try TestPlan(bank: grown, design: design), people: people)
      // Without anybody who says no it runs to its end.
      let sittings = study.run(threads: threads) ?? []
      return stride(from: 0, to: sittings.count, by: peopleEach).map {
        Array(sittings[$0..<$0 + peopleEach])
      }
    }

    func places(adding items: [NewItem]) throws(DesignError) -> [Place] {
      var supply = supply
      for item in items { supply.add(item) }
      return places(try run(adding: items, atMost: maximumLength), of: supply)
    }

    /// - Parameter sittings: by ability; of longer tests than allowed, what had become of them.
    func places(_ sittings: [[SimulatedSitting]], of supply: InformationSupply) -> [Place] {
      abilities.indices.map { place in
        let enough = supply.draw(at: place, until: informationWanted, atMost: maximumLength)
        let all = supply.draw(at: place, atMost: maximumLength)
        return Place(
          theta: abilities[place],
          smallestStandardError: 1 / (all.information + priorPrecision).squareRoot(),
          fewestItems: enough.information >= informationWanted ? enough.count : nil,
          reachedShare: sittings[place].mean {
            $0.reaches(target, within: maximumLength) ? 1 : 0
          },
          meanLength: sittings[place].mean { Double(min($0.length, maximumLength)) })
      }
    }
  }

  /// The items to be written, one after another.
  struct ShoppingList {
    private(set) var items: [NewItem] = []
    /// How much the best test at each ability should tell.
    var demands: [Double]
    private var supply: InformationSupply
    private let trial: Trial
    private let source: ItemSource
    private let seed: UInt64

    init(trial: Trial, source: ItemSource, seed: UInt64) {
      self.trial = trial
      self.source = source
      self.seed = seed
      supply = trial.supply
      demands = trial.abilities.map { _ in trial.informationWanted }
    }

    /// Adds items where most is lacking, until nothing is or there are `most`.
    mutating func fill(upTo most: Int) {
      while items.count < most,
        let place = supply.furthestShort(of: demands, atMost: trial.maximumLength)
      {
        var generator = SeededGenerator(seed: seed, stream: UInt64(items.count))
        let model = source.draw(near: trial.abilities[place], using: &generator)
        let domain = supply.domain(
          gainingMostFrom: model, at: place, atMost: trial.maximumLength)
        // No id of a bank has a space, so that this is none of them.
        let new = NewItem(
          domain: domain,
          item: Item(
            id: "new \(items.count + 1)", domain: domain, model: model, status: .provisional),
          location: ItemSource.location(of: model))
        supply.add(new)
        items.append(new)
      }
    }
  }
}

extension SimulatedSitting {
  /// Whether the test ended with a standard error, whatever ended it.
  func reaches(_ target: Double, within length: Int) -> Bool {
    items.count <= length && estimate.standardErrorKind != .prior
      && estimate.standardError <= target
  }
}
