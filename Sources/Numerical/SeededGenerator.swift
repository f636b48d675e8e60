import Foundation

/// xoshiro256** (Blackman & Vigna 2021, doi:10.1145/3460772), seeded through SplitMix64: the same
/// numbers for the same seed and stream on every machine and in every version of this program.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// For kernels that draw the same numbers side by side.
  public private(set) var state: (UInt64, UInt64, UInt64, UInt64)

  /// - Parameters:
  ///   - seed: any value.
  ///   - stream: tells independent uses of one seed apart (a step of a test, a simulated person), so
  ///     that what one of them draws never shifts what another draws.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = SplitMix64(state: seed)
    var streamMixer = SplitMix64(state: mixer.next() ^ stream)
    state = (streamMixer.next(), streamMixer.next(), streamMixer.next(), streamMixer.next())
  }

  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotate(state.1 &* 5, 7) &* 9
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = rotate(state.3, 45)
    return result
  }

  /// Uniform on [0, 1), on the 2⁵³ equally spaced values.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// From the standard normal distribution, by Marsaglia's polar method (1964,
  /// doi:10.1137/1006063); the second number it yields is thrown away, so that a draw leaves no state.
  public mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0, square < 1 { return x * (-2 * log(square) / square).squareRoot() }
    }
  }

  /// Uniform on 0..<`count`, without the bias of a plain remainder (Lemire 2019,
  /// doi:10.1145/3230636). Written out because the standard library does not promise that
  /// `Int.random` draws the same numbers in every release.
  public mutating func index(below count: Int) -> Int {
    precondition(count > 0)
    let bound = UInt64(count)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195), which spreads a small seed
/// over all bits of the larger state.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
