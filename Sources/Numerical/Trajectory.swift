import Foundation

/// Consecutive points of a Hamiltonian trajectory, by what is needed to join it to its neighbours: the
/// momenta at its ends, their sum over the points, and one point drawn in proportion to the weights.
///
/// `first` and `last` are in the order of integration, which may go back in time; the criterion is the
/// same either way.
struct Trajectory {
  /// Momentum and velocity (the momentum divided by the metric) at an end.
  struct End {
    var momentum: [Double]
    var velocity: [Double]

    init(dimension: Int) {
      momentum = Array(repeating: 0, count: dimension)
      velocity = momentum
    }
  }

  var first: End
  var last: End
  /// Σ momentum over the points, ρ in Betancourt's appendix A.4.2.
  var momentumSum: [Double]
  /// log Σ e^(H₀ − H) over the points.
  var logWeight = -Double.infinity
  var draw: PhasePoint
  /// H at `draw`, with the momentum it had.
  var energy = 0.0

  init(dimension: Int) {
    first = End(dimension: dimension)
    last = first
    momentumSum = first.momentum
    draw = PhasePoint(dimension: dimension)
  }

  /// Becomes the trajectory of one point.
  mutating func set(
    to point: PhasePoint, energy: Double, logWeight: Double, metric: DiagonalMetric
  ) {
    first.momentum.copy(point.momentum)
    last.momentum.copy(point.momentum)
    momentumSum.copy(point.momentum)
    metric.setVelocity(&first.velocity, of: point.momentum)
    last.velocity.copy(first.velocity)
    draw.copyPosition(of: point)
    self.energy = energy
    self.logWeight = logWeight
  }

  /// Appends the trajectory that goes on where this one ends. What `next` holds afterwards is rubbish.
  ///
  /// - Parameter isBiased: whether the draw prefers the new half, as it does at the top, where the old
  ///   half was there before: accepted with the ratio of the weights rather than with the share
  ///   (Betancourt's A.3.2).
  /// - Returns: whether the whole still goes straight on.
  mutating func append(
    _ next: inout Trajectory, isBiased: Bool, generator: inout SeededGenerator
  ) -> Bool {
    let goesOn = goesStraight(into: next)
    let total = logAddExp(logWeight, next.logWeight)
    let probability = exp(next.logWeight - (isBiased ? logWeight : total))
    if generator.uniform() < probability {
      swap(&draw, &next.draw)
      energy = next.energy
    }
    logWeight = total
    momentumSum.add(next.momentumSum)
    swap(&last, &next.last)
    return goesOn
  }

  /// The criterion over the whole and from each half over to the next point of the other.
  private func goesStraight(into next: Trajectory) -> Bool {
    isStraight(first, next.last, momentumSum, next.momentumSum)
      && isStraight(first, next.first, momentumSum, next.first.momentum)
      && isStraight(last, next.last, last.momentum, next.momentumSum)
  }

  /// Whether both ends still move along the sum of the momenta, `sum` + `rest`.
  private func isStraight(_ one: End, _ other: End, _ sum: [Double], _ rest: [Double]) -> Bool {
    var atOne = 0.0
    var atOther = 0.0
    one.velocity.withUnsafeBufferPointer { one in
      other.velocity.withUnsafeBufferPointer { other in
        sum.withUnsafeBufferPointer { sum in
          rest.withUnsafeBufferPointer { rest in
            for index in sum.indices {
              let total = sum[index] + rest[index]
              atOne += one[index] * total
              atOther += other[index] * total
            }
          }
        }
      }
    }
    return atOne > 0 && atOther > 0
  }

  /// Turns the order around, to go on at the other end.
  mutating func reverse() { swap(&first, &last) }
}

/// log(eˣ + eʸ).
private func logAddExp(_ x: Double, _ y: Double) -> Double {
  let larger = max(x, y)
  return larger == -.infinity ? larger : larger + log1p(exp(min(x, y) - larger))
}
