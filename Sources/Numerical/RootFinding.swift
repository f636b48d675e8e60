/// A zero of `function` inside `bracket`, by Newton steps that fall back to bisection whenever a step
/// would leave the bracket or fails to halve it (Press et al., *Numerical Recipes*, §9.4 describes
/// the safeguard).
///
/// - Parameters:
///   - bracket: an interval at whose ends `function` has opposite signs, or is zero.
///   - tolerance: absolute, on the abscissa.
///   - function: returns value and derivative. The derivative may be wrong or zero; it only costs
///     steps.
/// - Returns: the zero, or `nil` when the ends do not bracket one.
public func bracketedRoot(
  in bracket: ClosedRange<Double>, tolerance: Double = 1e-13,
  of function: (Double) -> (value: Double, derivative: Double)
) -> Double? {
  var low = bracket.lowerBound
  var high = bracket.upperBound
  let atLow = function(low).value
  let atHigh = function(high).value
  if atLow == 0 { return low }
  if atHigh == 0 { return high }
  guard (atLow < 0) != (atHigh < 0) else { return nil }
  let risesThroughZero = atLow < 0

  var x = 0.5 * (low + high)
  var previousStep = high - low
  // 200 halvings exceed the 2^-1074 resolution of any bracket that occurs; the loop ends long before.
  for _ in 0..<200 {
    let (value, derivative) = function(x)
    if value == 0 { return x }
    if (value < 0) == risesThroughZero { low = x } else { high = x }

    let newton = x - value / derivative
    let staysInside = newton > low && newton < high
    let isShrinking = abs(newton - x) <= 0.5 * abs(previousStep)
    let next = staysInside && isShrinking ? newton : 0.5 * (low + high)
    previousStep = next - x
    if abs(previousStep) <= tolerance || next == x { return next }
    x = next
  }
  return x
}
