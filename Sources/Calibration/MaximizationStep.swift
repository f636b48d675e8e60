import Foundation
import Numerical

/// The M-step: each item's parameters from its expected counts, by Newton's method (2PL) or Fisher
/// scoring (with asymptotes), with the step halved until the objective rises. A few steps suffice:
/// raising the expected log-likelihood is all that EM needs (Dempster, Laird & Rubin 1977, GEM).
struct MaximizationStep: Sendable {
  let layout: ParameterLayout
  let priors: ItemPriors
  let bounds: ParameterBounds
  let nodes: [Double]
  var maximumSteps = 4

  /// New item curves. The latent distribution is the caller's.
  func run(_ curves: [ItemCurve], _ counts: ExpectedCounts, parallel: Parallel) -> [ItemCurve] {
    layout.sharedSlope >= 0
      ? sharedSlope(curves, counts) : separate(curves, counts, parallel: parallel)
  }

  private func objective(
    _ curve: ItemCurve, item: Int, _ counts: ExpectedCounts
  ) -> ItemObjective {
    var objective = counts.seen.withUnsafeBufferPointer { seen in
      counts.right.withUnsafeBufferPointer { right in
        nodes.withUnsafeBufferPointer { nodes in
          ItemObjective(
            curve, seen: seen.baseAddress! + item * counts.stride,
            right: right.baseAddress! + item * counts.stride, nodes: nodes.baseAddress!,
            count: nodes.count, curvature: .expected)
        }
      }
    }
    if !priors.isEmpty {
      priors.add(to: &objective, at: curve, isFree: isFree(item))
    }
    return objective
  }

  private func isFree(_ item: Int) -> SIMD4<Int> {
    var free = SIMD4<Int>(repeating: 0)
    for parameter in 0..<4 { free[parameter] = layout.slots[item][parameter] >= 0 ? 1 : 0 }
    return free
  }

  private func separate(
    _ curves: [ItemCurve], _ counts: ExpectedCounts, parallel: Parallel
  ) -> [ItemCurve] {
    var result = curves
    let blockCount = (curves.count + 15) / 16
    result.withUnsafeMutableBufferPointer { result in
      nonisolated(unsafe) let result = result
      parallel.forEach(curves.count < 64 ? 1 : blockCount) { block in
        let range =
          curves.count < 64 ? 0..<curves.count : 16 * block..<min(16 * block + 16, curves.count)
        for item in range where layout.slots[item][1] >= 0 {
          result[item] = maximise(curves[item], item: item, counts)
        }
      }
    }
    return result
  }

  private func maximise(_ start: ItemCurve, item: Int, _ counts: ExpectedCounts) -> ItemCurve {
    var curve = start
    var current = objective(curve, item: item, counts)
    for _ in 0..<maximumSteps {
      let step = newtonStep(current, at: curve, item: item)
      var gain = 0.0
      for i in 0..<4 { gain += step[i] * current.gradient[i] }
      guard gain > 1e-14 * (1 + abs(current.value)) else { break }
      var scale = 1.0
      var moved = false
      for _ in 0..<20 {
        var candidate = curve
        for parameter in 0..<4 where layout.slots[item][parameter] >= 0 {
          candidate[parameter] = bounds.clamp(
            curve[parameter] + scale * step[parameter], parameter: parameter)
        }
        let next = objective(candidate, item: item, counts)
        if next.value >= current.value {
          curve = candidate
          current = next
          moved = true
          break
        }
        scale *= 0.5
      }
      guard moved, scale * gain > 1e-10 else { break }
    }
    return curve
  }

  /// (information)⁻¹ · gradient over the free parameters that are not held at a bound.
  private func newtonStep(
    _ objective: ItemObjective, at curve: ItemCurve, item: Int
  ) -> SIMD4<Double> {
    var free: [Int] = []
    for parameter in 0..<4 where layout.slots[item][parameter] >= 0 {
      if bounds.holds(
        curve[parameter], gradient: objective.gradient[parameter], parameter: parameter)
      {
        continue
      }
      free.append(parameter)
    }
    var step = SIMD4<Double>(repeating: 0)
    if free.count == 2, free[0] == 0, free[1] == 1 {
      let (h00, h01, h11) = (
        objective.information[0], objective.information[1], objective.information[5]
      )
      let determinant = h00 * h11 - h01 * h01
      if determinant > 1e-12 * h00 * h11, h00 > 0 {
        step[0] = (h11 * objective.gradient[0] - h01 * objective.gradient[1]) / determinant
        step[1] = (h00 * objective.gradient[1] - h01 * objective.gradient[0]) / determinant
        return step
      }
    }
    var ridge = 0.0
    for _ in 0..<12 {
      var matrix: [Double] = []
      for i in free {
        for j in free {
          let value = objective.information[4 * i + j]
          matrix.append(i == j ? value + ridge : value)
        }
      }
      if let factor = Cholesky(matrix, order: free.count, tolerance: 1e-10) {
        let solution = factor.solve(free.map { objective.gradient[$0] })
        for (index, parameter) in free.enumerated() {
          // A logit further than 4 away from here is not what a quadratic can tell.
          step[parameter] = max(-4, min(4, solution[index]))
        }
        return step
      }
      ridge = ridge == 0 ? 1e-6 + 1e-6 * abs(objective.information[5]) : 10 * ridge
    }
    return step
  }

  /// A common slope and the intercepts together: the matrix is an arrow, so that the slope's step
  /// follows from its Schur complement and each intercept's from it.
  private func sharedSlope(_ curves: [ItemCurve], _ counts: ExpectedCounts) -> [ItemCurve] {
    let items = curves.indices.filter { layout.slots[$0][1] >= 0 }
    func evaluate(_ curves: [ItemCurve]) -> (value: Double, objectives: [ItemObjective]) {
      var value = 0.0
      var objectives: [ItemObjective] = []
      for (position, item) in items.enumerated() {
        var current = counts.seen.withUnsafeBufferPointer { seen in
          counts.right.withUnsafeBufferPointer { right in
            nodes.withUnsafeBufferPointer { nodes in
              ItemObjective(
                curves[item], seen: seen.baseAddress! + item * counts.stride,
                right: right.baseAddress! + item * counts.stride, nodes: nodes.baseAddress!,
                count: nodes.count, curvature: .expected)
            }
          }
        }
        if !priors.isEmpty {
          priors.addShared(to: &current, at: curves[item], isFirst: position == 0)
        }
        value += current.value
        objectives.append(current)
      }
      return (value, objectives)
    }

    var result = curves
    var (value, objectives) = evaluate(result)
    for _ in 0..<maximumSteps {
      var slopeGradient = 0.0
      var slopeInformation = 0.0
      for objective in objectives {
        let ratio = objective.information[1] / objective.information[5]
        slopeGradient += objective.gradient[0] - ratio * objective.gradient[1]
        slopeInformation += objective.information[0] - ratio * objective.information[1]
      }
      guard slopeInformation > 0 else { break }
      let slopeStep = slopeGradient / slopeInformation
      var scale = 1.0
      var gain = 0.0
      var moved = false
      for _ in 0..<20 {
        var candidate = result
        gain = 0
        for (item, objective) in zip(items, objectives) {
          candidate[item].slope = bounds.clamp(result[item].slope + scale * slopeStep, parameter: 0)
          let step =
            (objective.gradient[1] - objective.information[1] * slopeStep)
            / objective.information[5]
          gain += slopeStep * objective.gradient[0] + step * objective.gradient[1]
          candidate[item].intercept = bounds.clamp(
            result[item].intercept + scale * step, parameter: 1)
        }
        let next = evaluate(candidate)
        if next.value >= value {
          result = candidate
          (value, objectives) = next
          moved = true
          break
        }
        scale *= 0.5
      }
      guard moved, gain > 1e-10 else { break }
    }
    return result
  }
}

extension ItemPriors {
  /// As `add`, for an item that shares its slope: the slope's prior counts once, with the first.
  func addShared(to objective: inout ItemObjective, at curve: ItemCurve, isFirst: Bool) {
    var own = self
    if !isFirst { own.logDiscrimination = nil }
    own.add(to: &objective, at: curve, isFree: SIMD4(1, 1, 0, 0))
  }
}

/// How far parameters may go. Beyond, nothing changes in any response anybody will see; an estimate
/// that gets there is reported as being at its bound.
struct ParameterBounds: Sendable {
  var lower: SIMD4<Double>
  var upper: SIMD4<Double>

  init(allowsNegativeSlopes: Bool) {
    lower = SIMD4(allowsNegativeSlopes ? -30 : 1e-4, -60, -12, -12)
    upper = SIMD4(30, 60, 12, 12)
  }

  func clamp(_ value: Double, parameter: Int) -> Double {
    min(max(value, lower[parameter]), upper[parameter])
  }

  /// All item parameters of a free vector.
  func clamp(_ x: [Double], layout: ParameterLayout) -> [Double] {
    var clamped = x
    for slot in layout.slots {
      for parameter in 0..<4 where slot[parameter] >= 0 {
        clamped[slot[parameter]] = clamp(x[slot[parameter]], parameter: parameter)
      }
    }
    return clamped
  }

  func isAtBound(_ value: Double, parameter: Int) -> Bool {
    value <= lower[parameter] || value >= upper[parameter]
  }

  /// At a bound, with a gradient that points outward.
  func holds(_ value: Double, gradient: Double, parameter: Int) -> Bool {
    (value <= lower[parameter] && gradient <= 0) || (value >= upper[parameter] && gradient >= 0)
  }
}
