import Foundation

/// Where each free parameter stands in the vector that is optimised.
///
/// An item's parameters are a, d, γ = logit c, δ = logit u; several items may share an index (the
/// common slope of 1PL), and a fixed parameter has none. The mean and the logarithm of the standard
/// deviation of the latent distribution follow where they are free.
struct ParameterLayout: Sendable {
  static let fixed = -1

  /// [item], each with four indices or `fixed`.
  let slots: [SIMD4<Int>]
  let latentMean: Int
  let latentLogDeviation: Int
  let count: Int
  /// The slopes, for their bound.
  let slopes: [Int]
  /// The slope that all free items share, or `fixed`.
  let sharedSlope: Int

  var hasFreeLatent: Bool { latentMean >= 0 || latentLogDeviation >= 0 }

  /// - Parameters:
  ///   - isFree: items that are estimated at all.
  ///   - fixesSlopes: slope 1 for all (Rasch with anchors).
  init(
    model: CalibrationModel, isFree: [Bool], fixesSlopes: Bool, freesLatentMean: Bool,
    freesLatentDeviation: Bool
  ) {
    var next = 0
    func take() -> Int {
      next += 1
      return next - 1
    }
    var slots: [SIMD4<Int>] = []
    var slopes: [Int] = []
    let shared =
      !model.hasFreeSlopes && !fixesSlopes && isFree.contains(true) ? take() : Self.fixed
    if shared >= 0 { slopes.append(shared) }
    for free in isFree {
      var slot = SIMD4(repeating: Self.fixed)
      if free {
        if model.hasFreeSlopes {
          slot[0] = take()
          slopes.append(slot[0])
        } else {
          slot[0] = shared
        }
        slot[1] = take()
        if model.hasLowerAsymptote { slot[2] = take() }
        if model.hasUpperAsymptote { slot[3] = take() }
      }
      slots.append(slot)
    }
    self.slots = slots
    self.slopes = slopes
    sharedSlope = shared
    latentMean = freesLatentMean ? take() : Self.fixed
    latentLogDeviation = freesLatentDeviation ? take() : Self.fixed
    count = next
  }

  func vector(curves: [ItemCurve], mean: Double, deviation: Double) -> [Double] {
    var x = [Double](repeating: 0, count: count)
    for (slot, curve) in zip(slots, curves) {
      for parameter in 0..<4 where slot[parameter] >= 0 { x[slot[parameter]] = curve[parameter] }
    }
    if latentMean >= 0 { x[latentMean] = mean }
    if latentLogDeviation >= 0 { x[latentLogDeviation] = log(deviation) }
    return x
  }

  /// Writes the free parameters into `curves`; the fixed ones stay.
  func apply(_ x: [Double], to curves: inout [ItemCurve]) {
    for item in slots.indices {
      for parameter in 0..<4 where slots[item][parameter] >= 0 {
        curves[item][parameter] = x[slots[item][parameter]]
      }
    }
  }
}
