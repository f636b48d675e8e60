import Foundation
import Numerical

/// Of a row of values.
@inline(__always)
func largest(of row: UnsafePointer<Lanes>, _ count: Int) -> Lanes {
  var largest = row[0]
  for index in 1..<count { largest = largest.orLarger(row[index]) }
  return largest
}

/// Learning rate, inverse temperature and forgetting at eight points.
struct LaneRates {
  let alpha: Lanes
  let beta: Lanes
  /// (1 − φ)ᵍ by g.
  private let retention: UnsafeMutableBufferPointer<Lanes>

  init(_ point: ArraySlice<Lanes>, _ powers: UnsafeMutableBufferPointer<Lanes>) {
    let (rate, temperature, forgetting) = (
      point[point.startIndex], point[point.startIndex + 1], point[point.startIndex + 2]
    )
    alpha = Lanes { logistic(rate[$0]) }
    beta = Lanes { inverseTemperature(at: temperature[$0]) }
    let kept = Lanes { logistic(-forgetting[$0]) }
    retention = powers
    var power = Lanes.one
    for index in powers.indices {
      powers[index] = power
      power *= kept
    }
  }

  @inline(__always)
  func age(_ row: UnsafeMutablePointer<Lanes>, _ count: Int, by gap: Int) {
    guard gap > 0 else { return row.update(repeating: .zero, count: count) }
    let kept = retention[gap]
    for index in 0..<count { row[index] *= kept }
  }
}
