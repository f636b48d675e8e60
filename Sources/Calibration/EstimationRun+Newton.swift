import Foundation
import Numerical

extension EstimationRun {
  /// Newton steps with the exact information, which is kept as long as it makes the steps shrink
  /// tenfold. Sets `converged`, and `covariance` where the information is positive definite.
  func newton() throws(CalibrationError) {
    let n = layout.count
    var factor: Cholesky?
    var movedSince = 0.0
    var previousChange = Double.infinity
    var held: [Int] = []
    var information: [Double] = []
    for _ in 0..<30 where iterations < options.maximumIterations {
      let (gradient, matrix, _) = currentInformation.evaluate(withInformation: factor == nil)
      if factor == nil {
        information = matrix
        held = heldParameters(gradient)
        fix(held, in: &information)
        factor = Cholesky(information, order: n, tolerance: 1e-11)
        movedSince = 0
      }
      guard let solver = factor else { return }
      var target = gradient
      for index in held { target[index] = 0 }
      let step = solver.solve(target)
      let change = step.reduce(0) { max($0, abs($1)) }
      guard change.isFinite else { return }
      if change < 1e-6 {
        converged = true
        if options.computesStandardErrors {
          // The information a millionth of a standard error from the maximum is that at the maximum.
          covariance = movedSince < 1e-5 ? solver.inverse : nil
          if covariance == nil { finalInformation() }
          blank(held)
        }
        // The last step gains half of step · gradient, less than the likelihood's rounding: it needs no
        // E-step to see.
        move(to: zip(vector, step).map { $0 + $1 })
        return
      }
      if change > 3 { return }  // Too far for a quadratic; more EM first.
      let before = state
      let x = vector
      var scale = 1.0
      var accepted = false
      while scale > 0.1 {
        move(to: zip(x, step).map { $0 + scale * $1 })
        try expect()
        if objective >= before.objective - slack {
          accepted = true
          break
        }
        restore(before)
        scale *= 0.5
      }
      guard accepted else {
        // Within rounding of the top there is nothing to gain: that is convergence, too.
        expectation.prepare(curves, on: grid)
        if change < 1e-6 {
          converged = true
          return
        }
        if movedSince == 0 { return }
        factor = nil
        continue
      }
      trace.append(objective)
      try report(change: change)
      movedSince += scale * change
      if change > 0.1 * previousChange || scale < 1 { factor = nil }
      previousChange = change
    }
  }

  /// Parameters at a bound that the likelihood pushes them against.
  private func heldParameters(_ gradient: [Double]) -> [Int] {
    var held: Set<Int> = []
    let x = vector
    for slot in layout.slots {
      for parameter in 0..<4 where slot[parameter] >= 0 {
        let value = x[slot[parameter]]
        if bounds.holds(value, gradient: gradient[slot[parameter]], parameter: parameter) {
          held.insert(slot[parameter])
        }
      }
    }
    return held.sorted()
  }

  func finalInformation() {
    expectation.prepare(curves, on: grid)
    let (gradient, matrix, _) = currentInformation.evaluate(withInformation: true)
    var information = matrix
    let held = heldParameters(gradient)
    fix(held, in: &information)
    covariance = Cholesky(information, order: layout.count, tolerance: 1e-11)?.inverse
    if covariance == nil { warn(.singularInformation) }
    blank(held)
  }

  /// Parameters held at a bound leave the equations …
  private func fix(_ held: [Int], in information: inout [Double]) {
    let n = layout.count
    for index in held {
      for other in 0..<n {
        information[index * n + other] = 0
        information[other * n + index] = 0
      }
      information[index * n + index] = 1
    }
  }

  /// … and have no variance.
  private func blank(_ held: [Int]) {
    let n = layout.count
    for index in held {
      for other in 0..<n {
        covariance?[index * n + other] = .nan
        covariance?[other * n + index] = .nan
      }
    }
  }
}
