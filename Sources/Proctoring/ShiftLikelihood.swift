import Foundation
import ItemResponse
import Numerical

/// How likely one item's answers are when it is harder by so many logits than its parameters say, everything else
/// as it is: for each person the mean over what the other answers and the person's group tell of the ability.
///
/// A test that picks items by earlier answers leaves this likelihood as it is (Mislevy & Chang 2000,
/// doi:10.1007/BF02294370), so that it holds for adaptive tests as for others.
struct ShiftLikelihood {
  private let model: any ResponseModel
  private let grid: [Double]
  /// [answer][point], row-major: the probabilities of the points without the item's own answer.
  private var weights: [Double] = []
  private var scores: [Int] = []

  /// Further away lies nothing that answers could tell from it.
  private static let bound = 5.0

  init(model: any ResponseModel, grid: [Double]) {
    self.model = model
    self.grid = grid
  }

  var count: Int { scores.count }

  /// - Parameter logs: by point, up to a constant, of the person's other answers and group.
  mutating func add(_ score: Int, logs: some Collection<Double>) {
    scores.append(score)
    let largest = logs.max() ?? 0
    weights += logs.lazy.map { exp($0 - largest) }
  }

  static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.scores += right.scores
    sum.weights += right.weights
    return sum
  }

  /// Whether all answers are the best there are, or all the worst: then no shift is too large.
  var isConstant: Bool {
    scores.allSatisfy { $0 == 0 } || scores.allSatisfy { $0 == model.scoreCount - 1 }
  }

  /// The log-likelihood at a shift, and its derivative there.
  func evaluate(at shift: Double) -> (value: Double, slope: Double) {
    let curves = (0..<model.scoreCount).map { score in
      grid.map { theta in
        let log = model.logProbability(of: score, at: theta - shift)
        let probability = exp(log.value)
        return (probability: probability, slope: -probability * log.slope)
      }
    }
    let count = grid.count
    return weights.withUnsafeBufferPointer { weights in
      var (value, slope) = (0.0, 0.0)
      for (answer, score) in scores.enumerated() {
        let first = answer * count
        var (mass, change) = (0.0, 0.0)
        curves[score].withUnsafeBufferPointer { curve in
          for point in 0..<count {
            mass += weights[first + point] * curve[point].probability
            change += weights[first + point] * curve[point].slope
          }
        }
        guard mass > 0 else { continue }
        value += log(mass)
        slope += change / mass
      }
      return (value, slope)
    }
  }

  /// The most likely shift, with the information there is about it; `nil` where none is more likely than all
  /// further ones.
  func maximum() -> (shift: Double, value: Double, information: Double)? {
    // The slope's own slope, which the search for its zero does not need exactly.
    func curvature(at shift: Double, _ step: Double) -> Double {
      (evaluate(at: shift + step).slope - evaluate(at: shift - step).slope) / (2 * step)
    }
    let roughly = curvature(at: 0, 0.1)
    guard
      let shift = bracketedRoot(
        in: -Self.bound...Self.bound, tolerance: 1e-6, of: { (evaluate(at: $0).slope, roughly) })
    else { return nil }
    let information = -curvature(at: shift, 0.01)
    guard information > 0 else { return nil }
    return (shift, evaluate(at: shift).value, information)
  }
}
