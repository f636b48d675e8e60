import Foundation
import Numerical

/// The same quantity at eight points of the parameters, for likelihoods that many points are asked of at once.
typealias Lanes = SIMD8<Double>

extension Lanes {
  /// e^x for x ≤ 0, to a rounding or two; below e⁻⁷⁰⁸ as much as that.
  ///
  /// x = n ln 2 + r, the series of eʳ to degree 13 (remainder below 4e-18 for |r| ≤ ln 2 / 2), and n added to
  /// the exponent. Even and odd powers are summed apart, to wait less for one another.
  @inline(__always)
  static func exponential(_ x: Lanes) -> Lanes {
    let x = x.orLarger(Lanes(repeating: -708))
    let shifter = 0x1.8p52
    let shifted = x * 0x1.71547652b82fep0 + shifter
    let n = shifted - shifter
    let r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33
    let s = r * r
    var even = 1.0 / 479_001_600 * s + 1.0 / 3_628_800
    even = even * s + 1.0 / 40_320
    even = even * s + 1.0 / 720
    even = even * s + 1.0 / 24
    even = even * s + 0.5
    var odd = 1.0 / 6_227_020_800 * s + 1.0 / 39_916_800
    odd = odd * s + 1.0 / 362_880
    odd = odd * s + 1.0 / 5_040
    odd = odd * s + 1.0 / 120
    odd = odd * s + 1.0 / 6
    let power = 1 + (r + (s * even + r * s * odd))
    let exponent = unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52
    return unsafeBitCast(unsafeBitCast(power, to: SIMD8<UInt64>.self) &+ exponent, to: Lanes.self)
  }

  /// In each lane the larger.
  @inline(__always)
  func orLarger(_ other: Lanes) -> Lanes { replacing(with: other, where: other .> self) }

  @inline(__always)
  init(each value: (Int) -> Double) {
    self = .zero
    for lane in 0..<8 { self[lane] = value(lane) }
  }
}

/// log of a product in each lane, the logarithm of factors near 1 being taken seldom.
struct LaneLogProduct {
  private var sum = Lanes.zero
  private var product = Lanes.one
  private var count = 0

  /// - Parameters:
  ///   - factor: from 1e-9 to 1e9.
  ///   - log: of what else to multiply by.
  @inline(__always)
  mutating func multiply(by factor: Lanes, log: Lanes) {
    sum += log
    product *= factor
    count += 1
    if count == 32 { settle() }
  }

  private mutating func settle() {
    sum += Lanes { Foundation.log(product[$0]) }
    (product, count) = (.one, 0)
  }

  var value: Lanes { sum + Lanes { Foundation.log(product[$0]) } }
}

/// Calls `body` with the first eight points, the next eight and so on; where they run out, with the last one
/// over again.
///
/// - Parameter points: `[point][parameter]`, row-major.
/// - Parameter body: given each parameter's eight values, returns a number for each lane.
func eightByEight(
  _ points: [Double], parameterCount: Int, _ body: ([Lanes]) -> Lanes
) -> [Double] {
  let count = points.count / parameterCount
  var results: [Double] = []
  results.reserveCapacity(count)
  for first in stride(from: 0, to: count, by: 8) {
    let lanes = (0..<parameterCount).map { parameter in
      Lanes { points[min(first + $0, count - 1) * parameterCount + parameter] }
    }
    let values = body(lanes)
    for lane in 0..<min(8, count - first) { results.append(values[lane]) }
  }
  return results
}
