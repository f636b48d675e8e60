import AdaptiveTesting
import ItemBanks
import ItemResponse
import Numerical

/// A design for a bank in which every rule there is turns up now and then, so put together that most can be used.
struct RandomDesign {
  private var random: SeededGenerator
  private let bank: Bank
  private let operational: [Item]
  private let isLogistic: Bool
  private var design = Design()

  static func make(_ random: inout SeededGenerator, for bank: Bank) -> Design {
    var maker = RandomDesign(&random, for: bank)
    maker.fill()
    return maker.design
  }

  private init(_ random: inout SeededGenerator, for bank: Bank) {
    self.random = SeededGenerator(seed: random.next())
    self.bank = bank
    let asks = bank.isAdministrable
    operational = bank.items.filter { $0.isOperational && (!asks || $0.question != nil) }
    isLogistic = bank.items.allSatisfy { $0.model == nil || $0.parameters != nil }
  }

  private mutating func fill() {
    design.estimation = estimation()
    design.stopping = RandomStopping.make(
      &random, longest: operational.count, method: design.estimation.method)
    limitCost()
    let criterion = random.pick(
      Design.Criterion.allCases.filter { $0 != .expectedInformation || operational.count < 13 })
    design.selection = selection(criterion)
    if criterion.looksAtAbility { design.start = start() }
    design.exposure = exposure()
    design.content = RandomContent.make(
      &random, for: bank, operational, length: design.stopping.maximumItems)
    design.feedback.showsMissedItems = random.happens(50)
  }

  /// All patterns of a long test would take longer than all else together.
  private mutating func limitCost() {
    guard design.estimation.hasExactErrors else { return }
    design.stopping.maximumItems = min(design.stopping.maximumItems ?? .max, isLogistic ? 5 : 3)
    design.stopping.minimumItems = min(design.stopping.minimumItems, 3)
  }

  private mutating func estimation() -> Design.Estimation {
    var estimation = Design.Estimation(
      method: random.pick(AbilityMethod.allCases.filter { isLogistic || !$0.isRobust }),
      fallback: random.pick([.eap, .map, .wle, .mlef]))
    switch random.index(below: 4) {
    case 0: estimation.prior = .uniform(random.number(-5, -2)...random.number(2, 5))
    case 1:
      estimation.prior = .normal(
        mean: random.number(-1, 1), standardDeviation: random.number(0.5, 2))
    default: break
    }
    if random.happens(30) {
      estimation.quadrature = Quadrature(
        from: random.number(-6, -4), to: random.number(4, 6), points: random.whole(11...45))
    }
    let method = estimation.method
    if method.isRobust, random.happens(50) { estimation.tuningConstant = random.number(0.5, 6) }
    let isFenced = method == .mlef || (method.mayBeInfinite && estimation.fallback == .mlef)
    if isFenced, random.happens(50) {
      estimation.fences = Fences(
        random.number(-6, -2)...random.number(2, 6), discrimination: random.number(0.5, 4))
    }
    estimation.hasExactErrors = random.happens(4)
    return estimation
  }

  private mutating func selection(_ criterion: Design.Criterion) -> Design.Selection {
    var selection = Design.Selection(criterion: criterion)
    if !criterion.isDraw, criterion != .fixed, random.happens(40) {
      selection.randomesque = random.pick([[5, 4, 3, 2, 1], [3], [10], [2, 1, 4]]).randomesque
    }
    switch criterion {
    case .expectedInformation:
      selection.information = random.pick([nil, .fisher, .observed])
    case .intervalInformation where random.happens(60):
      selection.halfWidth = random.number(0.05, 2)
    case .progressive, .proportional:
      if random.happens(60) { selection.acceleration = random.number(0, 3) }
    case .fixed:
      selection.items = random.sample(random.whole(1...12), of: operational.map(\.id))
    default: break
    }
    if criterion != .fixed, random.happens(25) { selection.strata = strata() }
    let usesInformation: Set<Design.Criterion> = [
      .maximumFisherInformation, .likelihoodWeightedInformation, .posteriorWeightedInformation,
      .expectedInformation, .intervalInformation, .progressive, .proportional,
    ]
    if usesInformation.contains(criterion), selection.information != .observed,
      bank.items.contains(where: { $0.parameterErrors != nil })
    {
      selection.allowsForUncertainty = random.happens(50)
    }
    return selection
  }

  private mutating func strata() -> Design.Strata {
    let hasSlopes = operational.allSatisfy { $0.model?.slopeParameter != nil }
    let basis = hasSlopes ? random.pick(Design.Strata.Basis.allCases) : .information
    let count = random.whole(2...3)
    let isLong = (design.stopping.maximumItems ?? 0) >= count
    return Design.Strata(
      basis, count: count,
      lengths: isLong && random.happens(50) ? nil : (0..<count).map { _ in random.whole(1...4) })
  }

  private mutating func start() -> Design.Start {
    let origin: Design.Start.Origin =
      switch random.index(below: 8) {
      case 0: .theta(random.number(-3, 3))
      case 1: .random(random.number(-2, 0)...random.number(0.1, 2))
      case 2: .groups(["young": random.number(-2, 0), "old": random.number(0, 2)])
      case 3: .earlierResult
      default: .prior
      }
    let stage = random.happens(20) ? random.whole(1...4) : 0
    return Design.Start(origin, firstStage: (0..<stage).map { _ in random.number(-2, 2) })
  }

  private mutating func exposure() -> Design.Exposure {
    let maximum = random.number(0.1, 0.7)
    switch random.index(below: 9) {
    case 0:
      let named = random.sample(random.whole(1...bank.items.count), of: bank.items.map(\.id))
      let parameters = named.map { ($0, random.uniform()) }
      return .sympsonHetter(
        .init(
          maximum: maximum,
          parameters: random.happens(80) ? Dictionary(uniqueKeysWithValues: parameters) : nil))
    case 1: return .restricted(maximum: maximum)
    case 2:
      return .eligibility(maximum: maximum, bounds: random.pick([[], [0], [-1, 0.5]]))
    case 3: return .overlap(maximum: maximum)
    default: return .unlimited
    }
  }
}

extension [Int] {
  fileprivate var randomesque: Design.Randomesque { Design.Randomesque(self) }
}
