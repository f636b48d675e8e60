import Foundation

/// The M-step of one skill: shares of the expected counts, guess and slip within their limits.
struct KnowledgeMaximization: Sendable {
  let layout: KnowledgeLayout
  let guessCap: Double
  let slipCap: Double

  /// Probabilities keep this far from 0 and 1, where EM cannot leave.
  static let margin = 1e-9
  /// Guess and slip together keep this far from 1, where answers tell nothing.
  static let gap = 1e-3

  /// - Parameter last: what a parameter keeps that nothing was expected of.
  func maximum(happened: [Double], possible: [Double], last: [Double]) -> [Double] {
    var values = last
    for index in 0..<layout.guessStart where possible[index] > 0 {
      values[index] = happened[index] / possible[index]
    }
    for emission in 0..<layout.emissionCount {
      let (g, s) = (layout.guessStart + emission, layout.slipStart + emission)
      (values[g], values[s]) = guessAndSlip(
        guess: (happened[g], possible[g]), slip: (happened[s], possible[s]),
        last: (last[g], last[s]))
    }
    return clamped(values)
  }

  /// Maximises h log g + (n − h) log(1 − g) and the same of slips under g ≤ cap, s ≤ cap, g + s ≤ 1 − gap:
  /// concave, so the best within the caps stands unless the sum is too large, and then lies on that line.
  private func guessAndSlip(
    guess: (happened: Double, possible: Double), slip: (happened: Double, possible: Double),
    last: (guess: Double, slip: Double)
  ) -> (Double, Double) {
    let g = guess.possible > 0 ? min(guess.happened / guess.possible, guessCap) : last.guess
    let s = slip.possible > 0 ? min(slip.happened / slip.possible, slipCap) : last.slip
    let sum = 1 - Self.gap
    guard g + s > sum else { return (g, s) }
    func slope(_ g: Double) -> Double {
      let s = sum - g
      return guess.happened / g - (guess.possible - guess.happened) / (1 - g)
        - slip.happened / s + (slip.possible - slip.happened) / (1 - s)
    }
    var low = max(sum - min(slipCap, sum), Self.margin)
    var high = min(guessCap, sum - Self.margin)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if slope(middle) > 0 { low = middle } else { high = middle }
    }
    let best = 0.5 * (low + high)
    return (best, sum - best)
  }

  func clamped(_ values: [Double]) -> [Double] {
    values.map { min(max($0, Self.margin), 1 - Self.margin) }
  }

  /// An extrapolated point brought back to where parameters may lie: never more than a factor 100 nearer
  /// to 0 or 1 than EM's own step, since EM is slow to come back from there.
  func permitted(_ point: [Double], near image: [Double]) -> [Double] {
    var values = zip(point, image).map { point, image in
      min(max(point, 0.01 * image), 1 - 0.01 * (1 - image))
    }
    for emission in 0..<layout.emissionCount {
      let (g, s) = (layout.guessStart + emission, layout.slipStart + emission)
      if values[g] > guessCap || values[s] > slipCap || values[g] + values[s] > 1 - Self.gap {
        (values[g], values[s]) = (image[g], image[s])
      }
    }
    return clamped(values)
  }
}
