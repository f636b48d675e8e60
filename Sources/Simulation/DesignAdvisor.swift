import AdaptiveTesting
import Foundation
import ItemBanks
import Numerical

/// Finds, among many designs, the one with the shortest tests that are precise enough and wear out no item.
///
/// All designs are tried on the same people. In successive halving (Jamieson & Talwalkar 2016,
/// arXiv:1502.07943), all are tried on few people, and the best quarter on four times as many, until some
/// are left for all the people. What is recommended is held to the requirements with confidence there.
public struct DesignAdvisor: Sendable {
  public let bank: Bank
  public let candidates: [DesignCandidate]
  public let requirements: DesignRequirements
  /// Shuffled, so that the first of them are like the others.
  public let people: [SimulatedPerson]

  /// So many are tried on all the people, at least.
  public static let finalistCount = 8
  /// And so many more where none of those will do.
  static let reserveCount = 12

  /// - Precondition: at least one candidate and one person.
  public init(
    bank: Bank, candidates: [DesignCandidate], requirements: DesignRequirements,
    people: [SimulatedPerson], seed: UInt64
  ) {
    precondition(!candidates.isEmpty && !people.isEmpty)
    self.bank = bank
    self.candidates = candidates
    self.requirements = requirements
    var shuffled = people
    var generator = SeededGenerator(seed: seed)
    for place in shuffled.indices.reversed() {
      shuffled.swapAt(place, generator.index(below: place + 1))
    }
    self.people = shuffled
  }

  /// - Parameters:
  ///   - threads: `nil` for as many as there are cores.
  ///   - progress: told, from any thread, which share of the work is done and how many designs are left.
  /// - Throws: `DesignError` where the bank cannot carry a candidate.
  public func run(
    threads: Int? = nil, progress: (@Sendable (Double, Int) -> Void)? = nil
  ) throws(DesignError) -> DesignAdvice {
    let plans = try candidates.map { candidate throws(DesignError) in
      try TestPlan(bank: bank, design: candidate.design)
    }
    var trials: [Int: DesignTrial] = [:]
    func attempt(_ number: Int, people count: Int) {
      let study = SimulationStudy(plan: plans[number], people: Array(people.prefix(count)))
      trials[number] = DesignTrial(
        candidate: candidates[number], plan: plans[number],
        // Nobody says no.
        sittings: study.run(threads: threads) ?? [])
    }

    var left = Array(candidates.indices)
    let sizes = roundSizes
    for (round, size) in sizes.enumerated() {
      for (place, number) in left.enumerated() {
        progress?(
          (Double(round) + Double(place) / Double(left.count)) / Double(sizes.count), left.count)
        attempt(number, people: size)
      }
      guard round + 1 < sizes.count else { break }
      let count = max(min(Self.finalistCount, left.count), (left.count + 3) / 4)
      left = promising(left, trials, count: count)
    }
    // What was put aside too early gets its chance where nothing else will do.
    for number in ranked(candidates.indices.filter { !left.contains($0) }, trials, .safe)
      .prefix(Self.reserveCount)
    {
      guard !left.contains(where: { meets(trials[$0]) }) else { break }
      attempt(number, people: people.count)
      left.append(number)
    }
    return DesignAdvice(
      trials: candidates.indices.compactMap { trials[$0] }, requirements: requirements,
      people: people.count)
  }

  /// How many people each round has: a quarter of the next, at least 20, as long as designs are to be
  /// parted.
  var roundSizes: [Int] {
    var sizes = [people.count]
    var candidates = Self.finalistCount
    while candidates < self.candidates.count, sizes[0] / 4 >= 20 {
      sizes.insert(sizes[0] / 4, at: 0)
      candidates *= 4
    }
    return sizes
  }

  private func meets(_ trial: DesignTrial?) -> Bool {
    trial.map { requirements.areMet(by: $0) } ?? false
  }

  /// How what few people show is taken.
  private enum Outlook: CaseIterable {
    /// As it is, or better where it may be better.
    case hopeful
    /// With the margin that confidence will need on all the people.
    case safe
  }

  /// Half of them short but perhaps not good enough, half good enough but perhaps not the shortest.
  private func promising(_ numbers: [Int], _ trials: [Int: DesignTrial], count: Int) -> [Int] {
    let rankings = Outlook.allCases.map { ranked(numbers, trials, $0) }
    var chosen: [Int] = []
    for place in numbers.indices {
      for ranking in rankings where chosen.count < count && !chosen.contains(ranking[place]) {
        chosen.append(ranking[place])
      }
    }
    return chosen
  }

  /// Those that seem to meet the requirements by length, then the others by how far they seem to miss them.
  private func ranked(
    _ numbers: [Int], _ trials: [Int: DesignTrial], _ outlook: Outlook
  ) -> [Int] {
    let keys = numbers.map { number in
      (
        number: number, excess: trials[number].map { excess($0, outlook) } ?? .infinity,
        length: trials[number]?.meanLength ?? .infinity
      )
    }
    return keys.sorted { ($0.excess, $0.length, $0.number) < ($1.excess, $1.length, $1.number) }
      .map(\.number)
  }

  /// Few people say little about an error, but the standard errors that their tests report hardly vary; so
  /// these stand for it.
  private func excess(_ trial: DesignTrial, _ outlook: Outlook) -> Double {
    var error = trial.rootMeanSquareStandardError
    var exposure = trial.exposure.lowerLimit
    if outlook == .safe {
      let count = Double(people.count)
      // The relative error of a root mean square of normal errors is 1/√(2n).
      error *= 1 + DesignTrial.oneSided / (2 * count).squareRoot()
      exposure = DesignTrial.share(trial.exposure.value, of: count).upperLimit
    }
    return max(0, error / requirements.standardError - 1)
      + (requirements.maximumExposure.map { max(0, exposure / $0 - 1) } ?? 0)
  }
}

/// What a design has to hold to.
public struct DesignRequirements: Sendable, Hashable {
  /// The root mean square error of the final estimates is at most this, in logits.
  public var standardError: Double
  /// No item is given to a larger share of people; `nil` for any.
  public var maximumExposure: Double?

  public init(standardError: Double, maximumExposure: Double? = nil) {
    self.standardError = standardError
    self.maximumExposure = maximumExposure
  }

  /// With confidence: the upper 95 % limits lie within.
  public func areMet(by trial: DesignTrial) -> Bool {
    trial.rootMeanSquareError.upperLimit <= standardError
      && maximumExposure.map { trial.exposure.upperLimit <= $0 } ?? true
  }
}

/// What a design did for some people.
public struct DesignTrial: Sendable {
  public let candidate: DesignCandidate
  public let plan: TestPlan
  public let sittings: [SimulatedSitting]
  public let meanLength: Double
  /// Of the final estimates, in logits.
  public let rootMeanSquareError: Limited
  /// Of the standard errors that the tests report, in logits.
  public let rootMeanSquareStandardError: Double
  /// The share of people who were given the item given most. Its upper limit is that of an item named
  /// beforehand, while this one is the largest of many: it is on the safe side.
  public let exposure: Limited
  public let overlap: Double

  /// A figure with the ends of its one-sided 95 % confidence intervals.
  public struct Limited: Sendable, Hashable {
    public let value: Double
    public let lowerLimit: Double
    public let upperLimit: Double
  }

  /// The 95 % quantile of the normal distribution.
  static let oneSided = 1.6448536269514722

  /// - Precondition: at least one sitting.
  public init(candidate: DesignCandidate, plan: TestPlan, sittings: [SimulatedSitting]) {
    precondition(!sittings.isEmpty)
    self.candidate = candidate
    self.plan = plan
    self.sittings = sittings
    meanLength = sittings.mean { Double($0.length) }
    let count = Double(sittings.count)
    let meanSquare = sittings.mean { $0.error * $0.error }
    let variance = sittings.mean {
      ($0.error * $0.error - meanSquare) * ($0.error * $0.error - meanSquare)
    }
    let reach = Self.oneSided * (variance / max(1, count - 1)).squareRoot()
    rootMeanSquareError = Limited(
      value: meanSquare.squareRoot(), lowerLimit: max(0, meanSquare - reach).squareRoot(),
      upperLimit: (meanSquare + reach).squareRoot())
    rootMeanSquareStandardError =
      sittings.mean { $0.estimate.standardError * $0.estimate.standardError }.squareRoot()
    let exposure = SimulationSummary.Exposure(sittings, plan: plan)
    self.exposure = Self.share(exposure.maximum, of: count)
    overlap = exposure.overlap
  }

  /// With Wilson's (1927) limits.
  static func share(_ share: Double, of count: Double) -> Limited {
    let z = oneSided
    let centre = share + z * z / (2 * count)
    let half = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let scale = 1 + z * z / count
    return Limited(
      value: share, lowerLimit: max(0, (centre - half) / scale),
      upperLimit: min(1, (centre + half) / scale))
  }
}

/// What a search among designs came to.
public struct DesignAdvice: Sendable {
  /// The last trial of each candidate, in their order.
  public let trials: [DesignTrial]
  public let requirements: DesignRequirements
  /// How many a full trial has.
  public let people: Int
  /// Those tried on all the people that meet the requirements, the shortest tests first.
  public let suitable: [DesignTrial]

  init(trials: [DesignTrial], requirements: DesignRequirements, people: Int) {
    self.trials = trials
    self.requirements = requirements
    self.people = people
    suitable = trials.enumerated()
      .filter { $0.element.sittings.count == people && requirements.areMet(by: $0.element) }
      .sorted { ($0.element.meanLength, $0.offset) < ($1.element.meanLength, $1.offset) }
      .map(\.element)
  }

  /// The shortest tests of those that meet the requirements; `nil` where none do.
  public var recommended: DesignTrial? { suitable.first }

  public var runnerUp: DesignTrial? { suitable.dropFirst().first }

  /// Those tried on all the people, the shortest tests first.
  public var finalists: [DesignTrial] {
    trials.filter { $0.sittings.count == people }.sorted { $0.meanLength < $1.meanLength }
  }
}
