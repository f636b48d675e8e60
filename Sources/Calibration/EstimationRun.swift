import Foundation
import ItemResponse
import Numerical

/// One calibration under way: EM, accelerated, then Newton's method on the marginal likelihood with
/// its exact information, so that the end is the maximum itself and not merely where EM got tired.
final class EstimationRun {
  let options: Calibrator
  let responses: ResponseMatrix
  let progress: (@Sendable (CalibrationProgress) -> Bool)?
  let parallel: Parallel
  let started = ContinuousClock.now

  let tallies: ItemTallies
  let patterns: CodedPatterns
  let layout: ParameterLayout
  /// Whether anchors that somebody answered hold the scale.
  let isAnchored: Bool
  let bounds: ParameterBounds
  private(set) var expectation: ExpectationStep
  private(set) var quadrature: Quadrature

  // Where the run stands.
  var curves: [ItemCurve]
  var grid: LatentGrid
  var mean = 0.0
  var deviation = 1.0
  var counts: ExpectedCounts
  var objective = -Double.infinity
  var iterations = 0
  var trace: [Double] = []
  var converged = false
  private(set) var warnings: [CalibrationWarning] = []
  /// Inverse of the information at the end.
  var covariance: [Double]?

  init(
    _ options: Calibrator, _ responses: ResponseMatrix,
    progress: (@Sendable (CalibrationProgress) -> Bool)?
  ) throws(CalibrationError) {
    guard responses.responseCount > 0 else { throw .noResponses }
    guard responses.isDichotomous else {
      throw .notDichotomous(highestScore: responses.scores.highestScore)
    }
    let needsLower = options.model.hasLowerAsymptote && options.priors.lowerAsymptote == nil
    let needsUpper = options.model.hasUpperAsymptote && options.priors.upperGap == nil
    guard !needsLower && !needsUpper else { throw .needsPrior(options.model) }
    self.options = options
    self.responses = responses
    self.progress = progress
    parallel = Parallel(threads: options.threads)

    let tallies = ItemTallies(responses.scores)
    guard tallies.seen.indices.contains(where: { tallies.isMixed($0) }) else {
      throw .everyItemConstant
    }
    let anchors = responses.items.map { options.anchors[$0] }
    let isAnchored = anchors.indices.contains { anchors[$0] != nil && tallies.seen[$0] > 0 }
    self.isAnchored = isAnchored
    let isFree = (0..<responses.itemCount).map { item in
      anchors[item] == nil && tallies.seen[item] > 0
        && (!tallies.isConstant(item) || options.priors.difficulty != nil)
    }
    guard isFree.contains(true) else { throw .nothingToEstimate }
    self.tallies = tallies
    let isIncluded = isFree.indices.map {
      isFree[$0] || (anchors[$0] != nil && tallies.seen[$0] > 0)
    }
    patterns = responses.scores.withUnsafeRows { rows in
      CodedPatterns(
        rowCount: rows.rowCount, isIncluded: isIncluded, responseCount: responses.responseCount
      ) { rows.copyRow($0, to: $1) }
    }
    guard patterns.hasMixedPattern(among: tallies) else { throw .everyPersonConstant }
    let freesLatent = isAnchored && options.latentDistribution == .normal
    layout = ParameterLayout(
      model: options.model, isFree: isFree, fixesSlopes: options.model == .rasch && isAnchored,
      freesLatentMean: freesLatent, freesLatentDeviation: freesLatent)
    bounds = ParameterBounds(allowsNegativeSlopes: options.allowsNegativeDiscrimination)
    quadrature = options.quadrature
    grid = LatentGrid(options.quadrature)
    expectation = ExpectationStep(patterns: patterns, stride: grid.stride, parallel: parallel)

    // Slope 1, and the intercept that a population N(0, 1) with that slope would give the observed
    // proportion: logit p · √(1 + a²/2.9), from the logistic's likeness to a normal of variance 2.9.
    var curves: [ItemCurve] = []
    for item in 0..<responses.itemCount {
      if let anchor = anchors[item] {
        curves.append(ItemCurve(anchor))
        continue
      }
      var curve = ItemCurve(slope: 1, intercept: 0)
      let n = Double(tallies.seen[item])
      var proportion = (Double(tallies.right[item]) + 0.5) / (n + 1)
      if isFree[item] {
        if options.model.hasLowerAsymptote, let prior = options.priors.lowerAsymptote {
          let c = max(0.01, (prior.alpha - 1) / max(1, prior.alpha + prior.beta - 2))
          curve.lowerLogit = log(c / (1 - c))
        }
        if options.model.hasUpperAsymptote, let prior = options.priors.upperGap {
          let v = max(0.01, (prior.alpha - 1) / max(1, prior.alpha + prior.beta - 2))
          curve.upperLogit = log((1 - v) / v)
        }
        proportion = (proportion - curve.lower) / (curve.upper - curve.lower)
        proportion = min(max(proportion, 0.02), 0.98)
        if !options.model.hasLowerAsymptote {
          proportion = (Double(tallies.right[item]) + 0.5) / (n + 1)
        }
        curve.intercept = log(proportion / (1 - proportion)) * (1 + 1 / 2.9).squareRoot()
      }
      curves.append(curve)
    }
    self.curves = curves
    counts = ExpectedCounts(logLikelihood: 0, persons: [], seen: [], right: [], stride: grid.stride)
  }

  // MARK: The course of it

  func result() throws(CalibrationError) -> CalibrationResult {
    try startFromSample()
    try expect()
    trace.append(objective)
    let wantsNewton =
      !isHistogram
      && (options.computesStandardErrors || informationIsCheap)
    if layout.hasFreeLatent {
      // The grid is laid where the people turn out to be.
      for _ in 0..<3 {
        try em(until: 1e-3)
        layGrid()
        try expect()
        trace.append(objective)
      }
    }
    try refineQuadrature()
    if wantsNewton {
      // Where the information costs much, once is enough, and then at the maximum.
      var tolerance = informationIsCheap ? 1e-2 : 1e-6
      while !converged, tolerance > 1e-9, iterations < options.maximumIterations {
        let hasSettled = try em(until: tolerance)
        try newton()
        // Where Newton's method cannot go, EM may still have arrived.
        if hasSettled, tolerance < 1e-8 { converged = true }
        tolerance *= 0.1
      }
    } else {
      converged = try em(until: isHistogram ? 1e-6 : 2e-7)
    }
    if options.computesStandardErrors, covariance == nil { finalInformation() }
    if !converged { warn(.notConverged) }
    return assemble()
  }

  /// With many persons the way to about the right place is gone with an eighth of them. The sample must
  /// show enough of each item; where it does not, or there is a latent distribution to find as well,
  /// everybody goes the whole way.
  private func startFromSample() throws(CalibrationError) {
    guard patterns.count >= 4000, !isAnchored, !isHistogram else { return }
    var choices = options
    choices.computesStandardErrors = false
    choices.adaptsQuadrature = false
    let sample = responses.persons(at: Array(stride(from: 0, to: responses.personCount, by: 8)))
    let seen = ItemTallies(sample.scores)
    for item in layout.slots.indices where layout.slots[item][1] >= 0 {
      guard seen.seen[item] >= 150, min(seen.right[item], seen.seen[item] - seen.right[item]) >= 15
      else { return }
    }
    guard let start = try? EstimationRun(choices, sample, progress: nil) else { return }
    try start.expect()
    if try start.em(until: 1e-2) { curves = start.curves }
  }

  func warn(_ warning: CalibrationWarning) {
    if !warnings.contains(warning) { warnings.append(warning) }
  }

  private var informationIsCheap: Bool {
    // An E-step costs about as many operations as there are codes × points, twice.
    let eStep = Double(patterns.codeCount * grid.stride * 2)
    return currentInformation.cost < 8 * eStep || layout.count <= 60
  }

  var currentInformation: ObservedInformation {
    ObservedInformation(
      layout: layout, priors: options.priors, step: expectation, curves: curves, grid: grid,
      counts: counts, latentMean: mean, latentDeviation: deviation)
  }

  /// An E-step where the run stands.
  func expect() throws(CalibrationError) {
    if isHistogram {
      estimateHistogram()
    } else if layout.hasFreeLatent {
      grid.setNormal(mean: mean, standardDeviation: deviation)
    }
    counts = expectation.run(curves, on: grid)
    objective = counts.logLikelihood + logPrior()
    iterations += 1
  }

  func report(change: Double) throws(CalibrationError) {
    let state = CalibrationProgress(
      iteration: iterations, logLikelihood: counts.logLikelihood, change: change)
    if progress?(state) == false { throw .cancelled }
  }

  func logPrior() -> Double {
    options.priors.logDensity(of: curves, layout: layout)
  }

  var vector: [Double] { layout.vector(curves: curves, mean: mean, deviation: deviation) }

  func move(to x: [Double]) {
    layout.apply(bounds.clamp(x, layout: layout), to: &curves)
    if layout.latentMean >= 0 { mean = x[layout.latentMean] }
    if layout.latentLogDeviation >= 0 {
      deviation = exp(max(-5, min(3, x[layout.latentLogDeviation])))
    }
  }

  struct State {
    let curves: [ItemCurve]
    let mean: Double
    let deviation: Double
    let grid: LatentGrid
    let counts: ExpectedCounts
    let objective: Double
  }

  var state: State {
    State(
      curves: curves, mean: mean, deviation: deviation, grid: grid, counts: counts,
      objective: objective)
  }

  func restore(_ state: State) {
    curves = state.curves
    mean = state.mean
    deviation = state.deviation
    grid = state.grid
    counts = state.counts
    objective = state.objective
  }

  /// What counts as a fall of the objective and what as rounding of a sum over all persons.
  var slack: Double { 1e-12 * abs(objective) }

  // MARK: EM

  /// - Returns: whether a step came out shorter than `tolerance`.
  @discardableResult
  func em(until tolerance: Double) throws(CalibrationError) -> Bool {
    let maximization = MaximizationStep(
      layout: layout, priors: options.priors, bounds: bounds, nodes: grid.nodes)
    var mixing = AndersonMixing(depth: min(8, max(1, layout.count / 2)))
    var stepsLeft = Self.stepsBeforeLeap
    var origin = curves
    while iterations < options.maximumIterations {
      let x = vector
      curves = maximization.run(curves, counts, parallel: parallel)
      if layout.hasFreeLatent { estimateLatent() }
      let image = vector
      let change = zip(x, image).reduce(0) { max($0, abs($1.0 - $1.1)) }
      try report(change: change)
      let plain = (curves, mean, deviation)
      let before = objective
      if options.acceleration == .anderson {
        move(to: mixing.next(point: x, image: image))
      }
      try expect()
      if options.acceleration == .anderson, !(objective >= before - slack) {
        (curves, mean, deviation) = plain
        mixing.restart()
        try expect()
      }
      trace.append(objective)
      if change < tolerance { return true }
      stepsLeft -= 1
      if stepsLeft == 0 {
        if try leap(from: origin) { mixing.restart() }
        origin = curves
        stepsLeft = Self.stepsBeforeLeap
      }
    }
    return false
  }

  private static let stepsBeforeLeap = 30

  /// A parameter without a finite maximum creeps on for ever, ever more slowly. What is far out
  /// already and still on its way is put at its bound, and stays there if the likelihood is no lower.
  /// A slope takes its intercept with it.
  ///
  /// - Parameter origin: where the items stood some steps ago.
  private func leap(from origin: [ItemCurve]) throws(CalibrationError) -> Bool {
    let far = SIMD4(6.0, 12, 6, 6)
    var target = curves
    for (item, slot) in layout.slots.enumerated() {
      for parameter in 0..<4 where slot[parameter] >= 0 {
        let (then, now) = (origin[item][parameter], curves[item][parameter])
        guard abs(now) > far[parameter], abs(now) > abs(then), now * then > 0,
          !bounds.isAtBound(now, parameter: parameter)
        else { continue }
        target[item][parameter] = now > 0 ? bounds.upper[parameter] : bounds.lower[parameter]
        if parameter == 0 {
          let factor = target[item].slope / now
          target[item].intercept = bounds.clamp(curves[item].intercept * factor, parameter: 1)
        }
      }
    }
    guard target != curves else { return false }
    if layout.sharedSlope >= 0 {
      let slope = target.first { bounds.isAtBound($0.slope, parameter: 0) }?.slope
      for item in target.indices where layout.slots[item][0] >= 0 {
        target[item].slope = slope ?? target[item].slope
      }
    }
    let before = state
    curves = target
    try expect()
    if objective >= before.objective - slack {
      trace.append(objective)
      return true
    }
    restore(before)
    return false
  }

  private func estimateLatent() {
    var total = 0.0
    var first = 0.0
    for k in 0..<grid.count {
      total += counts.persons[k]
      first += counts.persons[k] * grid.nodes[k]
    }
    mean = first / total
    var second = 0.0
    for k in 0..<grid.count {
      second += counts.persons[k] * (grid.nodes[k] - mean) * (grid.nodes[k] - mean)
    }
    deviation = (second / total).squareRoot()
  }

  private func layGrid() {
    guard options.latentDistribution == .normal else { return }
    grid = LatentGrid(quadrature, mean: mean, standardDeviation: deviation)
  }

  /// A posterior of SD σ on points h apart: the trapezoid rule errs by 2 exp(−2π²σ²/h²), 7e-6 at
  /// σ = 0.8 h and nothing at 1.6 h. How narrow the posteriors are, the expected counts tell: 1/√I, with
  /// I the largest information at any point where people are. On a grid that is too coarse slopes
  /// come out too small, so it is looked at again after each refinement.
  private func refineQuadrature() throws(CalibrationError) {
    guard options.adaptsQuadrature, options.latentDistribution == .normal else { return }
    for _ in 0..<5 {
      try em(until: 0.1)
      let crowd = counts.persons.max() ?? 0
      var largest = 0.0
      for k in 0..<grid.count where counts.persons[k] > 0.05 * crowd {
        var information = 1 / (deviation * deviation)
        for (item, curve) in curves.enumerated() {
          let seen = counts.seen[item * counts.stride + k]
          guard seen > 0 else { continue }
          let p = curve.probability(at: grid.nodes[k])
          let slope = curve.probabilityGradient(at: grid.nodes[k])[1] * curve.slope
          information += seen / counts.persons[k] * slope * slope / max(p * (1 - p), 1e-12)
        }
        largest = max(largest, information)
      }
      let width = 1 / largest.squareRoot()
      let spacing = quadrature.spacing * deviation
      guard width < 0.8 * spacing, quadrature.pointCount < 2000 else { return }
      let refinement = min(1.6 * spacing / width, 8)
      let points = Int((Double(quadrature.pointCount - 1) * refinement).rounded(.up)) + 1
      quadrature = Quadrature(
        from: quadrature.lowerBound, to: quadrature.upperBound, points: points)
      layGrid()
      expectation = ExpectationStep(patterns: patterns, stride: grid.stride, parallel: parallel)
      try expect()
      trace = [objective]
    }
  }
}
