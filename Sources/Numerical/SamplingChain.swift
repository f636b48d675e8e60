import Foundation

/// One chain from its start through warm-up to the last draw.
struct SamplingChain<Target: LogDensity> {
  private let sampler: NoUTurnSampler
  private let chain: Int
  private var generator: SeededGenerator
  private var transition: NoUTurnTransition<Target>
  private var point: PhasePoint

  init(_ chain: Int, of target: Target, sampler: NoUTurnSampler) {
    self.sampler = sampler
    self.chain = chain
    generator = SeededGenerator(seed: sampler.seed, stream: UInt64(chain))
    transition = NoUTurnTransition(target, maximumDepth: sampler.maximumDepth)
    point = PhasePoint(dimension: target.dimension)
  }

  /// Finds a point with finite density and gradient, nearer to `center` with each attempt and at last
  /// `center` itself.
  mutating func start(near center: [Double], spread: Double) throws(SamplingError) {
    let attempts = 100
    for attempt in 0..<attempts {
      let reach = spread * (1 - Double(attempt) / Double(attempts - 1))
      for index in center.indices {
        point.position[index] = center[index] + reach * (2 * generator.uniform() - 1)
      }
      point.evaluate(&transition.target)
      if point.isFinite { return }
    }
    guard point.logDensity.isFinite,
      let index = point.gradient.firstIndex(where: { $0.isFinite == false })
    else {
      throw SamplingError(
        chain: chain, attempts: attempts, reason: .logDensity(point.logDensity))
    }
    throw SamplingError(
      chain: chain, attempts: attempts,
      reason: .gradient(
        coordinate: index, name: transition.target.name(ofCoordinate: index),
        point.gradient[index]))
  }

  mutating func run(progress: (@Sendable () -> Void)?) -> NoUTurnChain {
    warmUp(progress: progress)
    var result = NoUTurnChain(
      dimension: point.position.count, stepSize: transition.step,
      variances: transition.metric.variances)
    result.reserve(sampler.draws)
    for draw in 0..<sampler.draws {
      let before = point.logDensity
      let report = transition.move(&point, generator: &generator)
      result.append(
        point.position, energy: report.energy, steps: report.steps,
        acceptance: report.acceptance, isTooDeep: report.isTooDeep,
        isStuck: point.logDensity == before)
      if let error = report.divergence {
        result.addDivergence(
          NoUTurnSample.Divergence(
            chain: chain, draw: draw, position: transition.beforeDivergence, energyError: error))
      }
      progress?()
    }
    return result
  }

  private mutating func warmUp(progress: (@Sendable () -> Void)?) {
    let windows = WarmUpWindows(warmUp: sampler.warmUp)
    transition.findStep(at: point, generator: &generator)
    var steps = StepSizeAdaptation(from: transition.step, target: sampler.targetAcceptance)
    var variances = RunningVariances(dimension: point.position.count)
    for draw in 0..<sampler.warmUp {
      let report = transition.move(&point, generator: &generator)
      steps.update(acceptance: report.acceptance)
      transition.step = steps.current
      if windows.contains(draw) { variances.add(point.position) }
      if windows.ends.contains(draw + 1), draw >= windows.start {
        transition.metric.variances = variances.shrunken
        variances = RunningVariances(dimension: point.position.count)
        transition.findStep(at: point, generator: &generator)
        steps = StepSizeAdaptation(from: transition.step, target: sampler.targetAcceptance)
      }
      progress?()
    }
    transition.step = steps.averaged
  }
}
