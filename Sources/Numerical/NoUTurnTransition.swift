import Foundation

/// One draw after another from a fixed step size and metric: the algorithm proper, with its memory.
struct NoUTurnTransition<Target: LogDensity> {
  /// What one transition did.
  struct Report {
    var depth = 0
    var steps = 0
    /// Σ min(1, e^(H₀ − H)) over the steps.
    var acceptanceSum = 0.0
    var energy = 0.0
    /// H − H₀ where the integrator left the energy surface.
    var divergence: Double?
    var isTooDeep = false

    var acceptance: Double { steps == 0 ? 0 : acceptanceSum / Double(steps) }
  }

  /// An error of the energy beyond which the integrator is taken to have failed, as in Stan.
  static var largestEnergyError: Double { 1000 }

  var target: Target
  var metric: DiagonalMetric
  var step = 1.0
  let maximumDepth: Int
  /// Where the last divergence set out from: the last good point.
  private(set) var beforeDivergence: [Double]

  private var forward: PhasePoint
  private var backward: PhasePoint
  private var trajectory: Trajectory
  /// Complete subtrees that wait for their other half, each half as large as the one below it or smaller.
  private var pending: [Trajectory]

  init(_ target: Target, maximumDepth: Int) {
    let dimension = target.dimension
    self.target = target
    self.maximumDepth = maximumDepth
    metric = DiagonalMetric(dimension: dimension)
    forward = PhasePoint(dimension: dimension)
    backward = forward
    beforeDivergence = forward.position
    trajectory = Trajectory(dimension: dimension)
    pending = (0..<maximumDepth + 1).map { _ in Trajectory(dimension: dimension) }
  }

  /// Moves `point`, whose density has been evaluated, to the next draw.
  mutating func move(_ point: inout PhasePoint, generator: inout SeededGenerator) -> Report {
    var report = Report()
    metric.drawMomentum(&point.momentum, generator: &generator)
    let energy = point.energy(metric: metric)
    trajectory.set(to: point, energy: energy, logWeight: 0, metric: metric)
    forward.copy(point)
    backward.copy(point)

    var endsForward = true
    var goesOn = true
    while goesOn, report.depth < maximumDepth {
      let goesForward = generator.uniform() < 0.5
      if goesForward != endsForward {
        trajectory.reverse()
        endsForward = goesForward
      }
      let isWhole = grow(
        1 << report.depth, forward: goesForward, from: energy, &report, &generator)
      guard isWhole else { break }
      report.depth += 1
      goesOn = trajectory.append(&pending[0], isBiased: true, generator: &generator)
    }
    report.isTooDeep = goesOn && report.depth == maximumDepth
    report.energy = trajectory.energy
    point.copyPosition(of: trajectory.draw)
    return report
  }

  /// Integrates `count` steps on, a power of 2, into `pending[0]`: leaf by leaf, each time two subtrees
  /// are of one size joining them, as carries run through a binary counter.
  ///
  /// - Returns: whether all of it could be used: no subtree turned, and no step diverged.
  private mutating func grow(
    _ count: Int, forward goesForward: Bool, from energyBefore: Double, _ report: inout Report,
    _ generator: inout SeededGenerator
  ) -> Bool {
    var top = 0
    for leaf in 1...count {
      let energy = leap(forward: goesForward)
      let error = energy - energyBefore
      report.steps += 1
      report.acceptanceSum += min(1, exp(-error))
      guard error <= Self.largestEnergyError else {
        report.divergence = error
        return false
      }
      pending[top].set(
        to: goesForward ? forward : backward, energy: energy, logWeight: -error, metric: metric)
      top += 1
      for _ in 0..<leaf.trailingZeroBitCount {
        top -= 1
        let goesOn = pending.withUnsafeMutableBufferPointer { pending in
          pending[top - 1].append(&pending[top], isBiased: false, generator: &generator)
        }
        guard goesOn else { return false }
      }
    }
    return true
  }

  /// One step beyond the end of the trajectory; its energy.
  private mutating func leap(forward goesForward: Bool) -> Double {
    if goesForward {
      beforeDivergence.copy(forward.position)
      forward.leap(step, metric: metric, &target)
      return forward.energy(metric: metric)
    }
    beforeDivergence.copy(backward.position)
    backward.leap(-step, metric: metric, &target)
    return backward.energy(metric: metric)
  }
}

extension NoUTurnTransition {
  /// Sets `step` to where the acceptance of a single step crosses 0.8, doubling or halving what it is
  /// (Hoffman & Gelman 2014, algorithm 4, with Stan's 0.8 for ½).
  mutating func findStep(at point: PhasePoint, generator: inout SeededGenerator) {
    func isAccepted(_ transition: inout Self) -> Bool {
      transition.forward.copy(point)
      transition.metric.drawMomentum(&transition.forward.momentum, generator: &generator)
      let energy = transition.forward.energy(metric: transition.metric)
      return energy - transition.leap(forward: true) > log(0.8)
    }
    let shouldGrow = isAccepted(&self)
    while (1e-9...1e6).contains(step), isAccepted(&self) == shouldGrow {
      step *= shouldGrow ? 2 : 0.5
    }
  }
}
