/// The x with P(T ≤ x) = `probability` of Student's t, by the expansion around the normal distribution
/// (Abramowitz & Stegun 1964, 26.7.5): at .975 too small by 11 % at one degree of freedom, by 0.8 % at two, by
/// 0.03 % at four, by less than 1e-5 from ten on.
///
/// - Precondition: `degreesOfFreedom` ≥ 1, `probability` in 0...1.
public func studentQuantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
  precondition(degreesOfFreedom >= 1 && (0...1).contains(probability))
  let z = NormalDistribution().quantile(probability)
  guard z.isFinite else { return z }
  let n = degreesOfFreedom
  let square = z * z
  let first = (square + 1) * z / 4
  let second = ((5 * square + 16) * square + 3) * z / 96
  let third = (((3 * square + 19) * square + 17) * square - 15) * z / 384
  let fourth =
    ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) * z / 92_160
  return z + (first + (second + (third + fourth / n) / n) / n) / n
}
