import Foundation

// The logistic family, in order of priority: no overflow anywhere on the real line, full accuracy in
// both tails, then speed. Each function takes the branch whose exponential is at most 1.

/// The logistic function 1 / (1 + e⁻ˣ), accurate in both tails; 0 and 1 are reached only where
/// `Double` has nothing nearer.
public func logistic(_ x: Double) -> Double {
  // For x < 0 the textbook form divides by a huge number; e^x / (1 + e^x) keeps all digits.
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let z = exp(x)
  return z / (1 + z)
}

/// log(1 + eˣ), without overflow for large `x` and without cancellation for very negative `x`.
public func log1pExp(_ x: Double) -> Double {
  // log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)
  max(x, 0) + log1p(exp(-abs(x)))
}

/// log(logistic(x)) = −log(1 + e⁻ˣ); never −∞ for finite `x`.
public func logLogistic(_ x: Double) -> Double {
  -log1pExp(-x)
}

/// log Σ eˣⁱ, shifted by the largest element so that nothing overflows; −∞ for an empty sequence.
public func logSumExp(_ values: some Collection<Double>) -> Double {
  guard let largest = values.max() else { return -.infinity }
  guard largest.isFinite else { return largest }
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
