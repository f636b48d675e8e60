import CDense
import Foundation
import Numerical

/// Adam (Kingma & Ba 2015, arXiv:1412.6980) with its usual constants, and the gradient's norm held down.
struct Adam {
  private let beta1 = 0.9
  private let beta2 = 0.999
  private let mean: Buffer<Float>
  private let square: Buffer<Float>
  private var steps = 0

  init(count: Int) {
    mean = Buffer(count, filledWith: 0)
    square = Buffer(count, filledWith: 0)
  }

  /// - Parameters:
  ///   - scale: what the gradient is multiplied by first.
  ///   - largestNorm: to which a longer gradient is shortened (Pascanu et al. 2013, arXiv:1211.5063).
  /// - Returns: The norm it had; not finite where training has diverged.
  mutating func update(
    _ weights: Buffer<Float>, gradient: Buffer<Float>, scale: Double, rate: Double,
    largestNorm: Double
  ) -> Double {
    steps += 1
    let norm = scale * cdense_sum_of_squares(Int64(gradient.count), gradient.base).squareRoot()
    let step =
      rate * (1 - pow(beta2, Double(steps))).squareRoot() / (1 - pow(beta1, Double(steps)))
    cdense_adam(
      Int64(weights.count), gradient.base, Float(scale * min(1, largestNorm / norm)), Float(step),
      Float(beta1), Float(beta2), 1e-8, mean.base, square.base, weights.base)
    return norm
  }
}
