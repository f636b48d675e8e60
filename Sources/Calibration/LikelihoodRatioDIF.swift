import Foundation
import ItemResponse
import Numerical

/// Differential item functioning by likelihood ratio (Thissen, Steinberg & Wainer 1993): an item's
/// parameters the same in both groups, against different ones; the other items hold the scale, and
/// the focal group has a mean and SD of its own. Missing responses are no hindrance.
public struct LikelihoodRatioDIF: Sendable {
  public struct Item: Sendable {
    public let id: String
    /// `nil` where the item cannot be compared: constant in a group, or never seen there.
    public let test: ChiSquareTest?
    /// The item as each group sees it, on the reference group's scale.
    public let reference: LogisticModel?
    public let focal: LogisticModel?
    /// Whether it is flagged at the end.
    public let isFlagged: Bool
    /// Whether both fits arrived; without that the test is of no use.
    public let converged: Bool
  }

  public let items: [Item]
  /// Of the focal group, where the reference group has 0 and 1.
  public let focalMean: Double
  public let focalStandardDeviation: Double
  /// Rounds of testing, the first one among them.
  public var rounds: Int { purification.rounds + 1 }
  public let purification: Purification
  /// Whether every fit that a test rests on arrived.
  public var converged: Bool { items.allSatisfy { $0.test == nil || $0.converged } }

  /// - Parameters:
  ///   - model: `rasch` counts as `onePL`; 3PL and 4PL need priors for the asymptotes.
  ///   - purifies: items found to differ are then free in both groups while the others are tested
  ///     again, until the set no longer changes (at most ten rounds).
  ///   - maximumIterations: E-steps of one fit before giving up.
  /// - Returns: `nil` where there are no two such groups with responses, or fewer than two items.
  public init?(
    _ responses: ResponseMatrix, reference: String, focal: String,
    model: CalibrationModel = .twoPL, priors: ItemPriors = .none, level: Double = 0.05,
    purifies: Bool = true, maximumIterations: Int = 500, threads: Int? = nil
  ) {
    guard let groups = responses.groups, responses.isDichotomous else { return nil }
    let members = [reference, focal].map { name in
      (0..<responses.personCount).filter { groups[$0] == name }
    }
    guard members.allSatisfy({ !$0.isEmpty }) else { return nil }
    let parts = members.map { responses.persons(at: $0) }
    let tallies = parts.map { ItemTallies($0.scores) }
    let comparable = (0..<responses.itemCount).map { item in
      tallies.allSatisfy { $0.seen[item] > 0 && !$0.isConstant(item) }
    }
    let usable = comparable.indices.filter { comparable[$0] }
    guard usable.count >= 2 else { return nil }
    let run = TwoGroupRun(
      parts.map { $0.items(at: usable) }, model: model == .rasch ? .onePL : model, priors: priors,
      maximumIterations: maximumIterations, parallel: Parallel(threads: threads))

    var tests = [ChiSquareTest?](repeating: nil, count: usable.count)
    var arrived = [Bool](repeating: false, count: usable.count)
    var fits = [TwoGroupRun.Fit?](repeating: nil, count: usable.count)
    var base = run.fit(freed: [], start: nil)
    func test(_ freed: Set<Int>) -> Set<Int> {
      if !freed.isEmpty { base = run.fit(freed: freed, start: base) }
      for item in usable.indices {
        let without = freed.subtracting([item])
        guard without.count < usable.count - 1 else { continue }
        let smaller = freed.contains(item) ? run.fit(freed: without, start: base) : base
        let larger = freed.contains(item) ? base : run.fit(freed: freed.union([item]), start: base)
        fits[item] = larger
        arrived[item] = smaller.converged && larger.converged
        tests[item] = ChiSquareTest(
          statistic: max(0, 2 * (larger.logLikelihood - smaller.logLikelihood)),
          degreesOfFreedom: larger.parameterCount - smaller.parameterCount)
      }
      return Set(usable.indices.filter { tests[$0].map { $0.pValue < level } ?? false })
    }
    if purifies {
      purification = Purification.run(most: usable.count - 2, test)
    } else {
      _ = test([])
      purification = Purification(rounds: 0, outcome: .skipped)
    }

    focalMean = base.focalMean
    focalStandardDeviation = base.focalDeviation
    items = (0..<responses.itemCount).map { column in
      guard let item = usable.firstIndex(of: column), let fit = fits[item] else {
        return Item(
          id: responses.items[column], test: nil, reference: nil, focal: nil, isFlagged: false,
          converged: false)
      }
      return Item(
        id: responses.items[column], test: tests[item],
        reference: LogisticModel(fit.curves(ofGroup: 0)[item]),
        focal: LogisticModel(fit.curves(ofGroup: 1)[item]),
        isFlagged: tests[item].map { $0.pValue < level } ?? false, converged: arrived[item])
    }
  }
}

extension LogisticModel {
  init(_ curve: ItemCurve) {
    let slope = curve.slope == 0 ? .leastNormalMagnitude : curve.slope
    self.init(
      discrimination: slope, difficulty: -curve.intercept / slope,
      lowerAsymptote: curve.lowerLogit > -.infinity ? curve.lower : 0,
      upperAsymptote: curve.upperLogit < .infinity ? curve.upper : 1)
  }
}

/// EM for two groups that share most of their items.
private final class TwoGroupRun {
  let steps: [ExpectationStep]
  let itemCount: Int
  let model: CalibrationModel
  let priors: ItemPriors
  let maximumIterations: Int
  let parallel: Parallel

  struct Fit {
    var converged = false
    let logLikelihood: Double
    let parameterCount: Int
    let focalMean: Double
    let focalDeviation: Double
    /// The reference group's, then the focal group's of the freed items.
    let curves: [ItemCurve]
    let freed: [Int]
    let itemCount: Int

    func curves(ofGroup group: Int) -> [ItemCurve] {
      var result = Array(curves.prefix(itemCount))
      if group == 1 {
        for (position, item) in freed.enumerated() { result[item] = curves[itemCount + position] }
      }
      return result
    }
  }

  init(
    _ parts: [ResponseMatrix], model: CalibrationModel, priors: ItemPriors,
    maximumIterations: Int, parallel: Parallel
  ) {
    self.maximumIterations = maximumIterations
    self.model = model
    self.priors = priors
    self.parallel = parallel
    itemCount = parts[0].itemCount
    let count = itemCount
    steps = parts.map { part in
      let patterns = part.scores.withUnsafeRows { rows in
        CodedPatterns(rowCount: rows.rowCount, isIncluded: .init(repeating: true, count: count)) {
          rows.copyRow($0, to: $1)
        }
      }
      return ExpectationStep(
        patterns: patterns, stride: LatentGrid(.standard).stride, parallel: parallel)
    }
  }

  func fit(freed set: Set<Int>, start: Fit?) -> Fit {
    let freed = set.sorted()
    let layout = ParameterLayout(
      model: model, isFree: .init(repeating: true, count: itemCount + freed.count),
      fixesSlopes: false, freesLatentMean: true, freesLatentDeviation: true)
    let maximization = MaximizationStep(
      layout: layout, priors: priors, bounds: ParameterBounds(allowsNegativeSlopes: true),
      nodes: LatentGrid(.standard).nodes)
    var curves = start?.curves(ofGroup: 0) ?? startingCurves()
    let focalCurves = start?.curves(ofGroup: 1) ?? curves
    curves += freed.map { focalCurves[$0] }
    var mean = start?.focalMean ?? 0
    var deviation = start?.focalDeviation ?? 1

    var grids = [LatentGrid(.standard), LatentGrid(.standard)]
    struct Standing {
      let counts: ExpectedCounts
      let focal: ExpectedCounts
      let logLikelihood: Double
      let objective: Double
    }
    func expect() -> Standing {
      grids[1].setNormal(mean: mean, standardDeviation: deviation)
      let fit = Fit(
        logLikelihood: 0, parameterCount: 0, focalMean: 0, focalDeviation: 1, curves: curves,
        freed: freed, itemCount: itemCount)
      let both = (0..<2).map { steps[$0].run(fit.curves(ofGroup: $0), on: grids[$0]) }
      let logLikelihood = both[0].logLikelihood + both[1].logLikelihood
      return Standing(
        counts: joined(both, freed: freed), focal: both[1], logLikelihood: logLikelihood,
        objective: logLikelihood + priors.logDensity(of: curves, layout: layout))
    }
    var state = expect()
    var mixing = AndersonMixing(depth: 6)
    var converged = false
    for _ in 0..<maximumIterations {
      let x = layout.vector(curves: curves, mean: mean, deviation: deviation)
      curves = maximization.run(curves, state.counts, parallel: parallel)
      let nodes = grids[1].nodes
      let persons = state.focal.persons
      let total = persons.reduce(0, +)
      mean = zip(nodes, persons).reduce(0) { $0 + $1.0 * $1.1 } / total
      deviation =
        (zip(nodes, persons).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 } / total)
        .squareRoot()
      let image = layout.vector(curves: curves, mean: mean, deviation: deviation)
      let change = zip(x, image).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let plain = (curves, mean, deviation)
      let mixed = mixing.next(point: x, image: image)
      layout.apply(maximization.bounds.clamp(mixed, layout: layout), to: &curves)
      mean = mixed[layout.latentMean]
      deviation = exp(max(-3, min(3, mixed[layout.latentLogDeviation])))
      var next = expect()
      if !(next.objective >= state.objective) {
        (curves, mean, deviation) = plain
        mixing.restart()
        next = expect()
      }
      state = next
      if change < 1e-5 {
        converged = true
        break
      }
    }
    return Fit(
      converged: converged, logLikelihood: state.logLikelihood, parameterCount: layout.count,
      focalMean: mean,
      focalDeviation: deviation, curves: curves, freed: freed, itemCount: itemCount)
  }

  private func startingCurves() -> [ItemCurve] {
    (0..<itemCount).map { _ in
      var curve = ItemCurve(slope: 1, intercept: 0)
      if model.hasLowerAsymptote { curve.lowerLogit = -1.5 }
      if model.hasUpperAsymptote { curve.upperLogit = 3 }
      return curve
    }
  }

  /// The counts of both groups item by item, a freed item's focal counts in a place of their own.
  private func joined(_ parts: [ExpectedCounts], freed: [Int]) -> ExpectedCounts {
    let stride = parts[0].stride
    var seen = parts[0].seen + [Double](repeating: 0, count: freed.count * stride)
    var right = parts[0].right + [Double](repeating: 0, count: freed.count * stride)
    for item in 0..<itemCount {
      let target = freed.firstIndex(of: item).map { itemCount + $0 } ?? item
      for k in 0..<stride {
        seen[target * stride + k] += parts[1].seen[item * stride + k]
        right[target * stride + k] += parts[1].right[item * stride + k]
      }
    }
    return ExpectedCounts(
      logLikelihood: 0, persons: parts[0].persons, seen: seen, right: right, stride: stride)
  }
}
