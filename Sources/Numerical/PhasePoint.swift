import Foundation

/// Where a Hamiltonian system is: position, momentum, and the log density there with its gradient.
struct PhasePoint {
  var position: [Double]
  var momentum: [Double]
  var gradient: [Double]
  var logDensity = -Double.infinity

  init(dimension: Int) {
    position = Array(repeating: 0, count: dimension)
    momentum = position
    gradient = position
  }

  mutating func copyPosition(of other: PhasePoint) {
    position.copy(other.position)
    gradient.copy(other.gradient)
    logDensity = other.logDensity
  }

  mutating func copy(_ other: PhasePoint) {
    copyPosition(of: other)
    momentum.copy(other.momentum)
  }

  /// Whether density and gradient are finite: whether one can go on from here.
  var isFinite: Bool { logDensity.isFinite && gradient.allSatisfy(\.isFinite) }

  mutating func evaluate(_ target: inout some LogDensity) {
    logDensity = target.logDensity(at: position, gradient: &gradient)
  }

  /// One step of the leapfrog integrator, back in time where `step` is negative.
  mutating func leap(_ step: Double, metric: DiagonalMetric, _ target: inout some LogDensity) {
    kick(0.5 * step)
    position.withUnsafeMutableBufferPointer { position in
      metric.variances.withUnsafeBufferPointer { variances in
        momentum.withUnsafeBufferPointer { momentum in
          for index in position.indices {
            position[index] += step * variances[index] * momentum[index]
          }
        }
      }
    }
    evaluate(&target)
    kick(0.5 * step)
  }

  private mutating func kick(_ step: Double) {
    momentum.withUnsafeMutableBufferPointer { momentum in
      gradient.withUnsafeBufferPointer { gradient in
        for index in momentum.indices { momentum[index] += step * gradient[index] }
      }
    }
  }

  /// H, the negative log density of position and momentum; ∞ rather than NaN.
  func energy(metric: DiagonalMetric) -> Double {
    let energy = metric.kineticEnergy(of: momentum) - logDensity
    return energy.isNaN ? .infinity : energy
  }
}

/// The inverse of a diagonal mass matrix: roughly the posterior's variances.
struct DiagonalMetric {
  var variances: [Double]

  init(dimension: Int) { variances = Array(repeating: 1, count: dimension) }

  func kineticEnergy(of momentum: [Double]) -> Double {
    var sum = 0.0
    variances.withUnsafeBufferPointer { variances in
      momentum.withUnsafeBufferPointer { momentum in
        for index in momentum.indices {
          sum += variances[index] * momentum[index] * momentum[index]
        }
      }
    }
    return 0.5 * sum
  }

  func setVelocity(_ velocity: inout [Double], of momentum: [Double]) {
    for index in momentum.indices { velocity[index] = variances[index] * momentum[index] }
  }

  func drawMomentum(_ momentum: inout [Double], generator: inout SeededGenerator) {
    for index in momentum.indices {
      momentum[index] = generator.normal() / variances[index].squareRoot()
    }
  }
}

// In place, since an assignment would share memory and the next change then allocate.
extension [Double] {
  mutating func copy(_ other: [Double]) {
    withUnsafeMutableBufferPointer { target in
      other.withUnsafeBufferPointer { source in _ = target.update(fromContentsOf: source) }
    }
  }

  mutating func add(_ other: [Double]) {
    withUnsafeMutableBufferPointer { target in
      other.withUnsafeBufferPointer { source in
        for index in target.indices { target[index] += source[index] }
      }
    }
  }
}
