import Foundation

/// The step size that brings the acceptance to its target, by the dual averaging of Hoffman & Gelman
/// (2014, §3.2, with their γ, t₀ and κ).
struct StepSizeAdaptation {
  let target: Double
  private var center: Double
  private var count = 0.0
  private var meanError = 0.0
  private var averagedLog = 0.0
  /// For the next iteration of warm-up.
  private(set) var current: Double

  init(from step: Double, target: Double) {
    self.target = target
    current = step
    center = log(10 * step)
  }

  /// For after warm-up.
  var averaged: Double { count == 0 ? current : exp(averagedLog) }

  mutating func update(acceptance: Double) {
    count += 1
    let error = target - (acceptance.isFinite ? acceptance : 0)
    meanError += (error - meanError) / (count + 10)
    let logStep = center - count.squareRoot() / 0.05 * meanError
    averagedLog += pow(count, -0.75) * (logStep - averagedLog)
    current = exp(logStep)
  }
}

/// When the variances of warm-up are taken: after a first part that only finds the typical set, in windows
/// each twice as long as the one before, up to a last part that only settles the step size (Stan's
/// 75, 25 and 50 draws of 1000; shares of 15 % and 10 % where warm-up is shorter than 150).
struct WarmUpWindows {
  let start: Int
  let end: Int
  /// One past the last draw of each window.
  let ends: [Int]

  init(warmUp: Int) {
    if warmUp < 20 {
      (start, end, ends) = (warmUp, warmUp, [])
      return
    }
    let isShort = warmUp < 150
    start = isShort ? warmUp * 15 / 100 : 75
    end = warmUp - (isShort ? warmUp / 10 : 50)
    var ends: [Int] = []
    var size = isShort ? end - start : 25
    var next = start
    // The last window is the one after which a doubled one would no longer fit.
    while next + 3 * size <= end {
      next += size
      ends.append(next)
      size *= 2
    }
    self.ends = ends + [end]
  }

  func contains(_ draw: Int) -> Bool { draw >= start && draw < end }
}

/// Running means and variances (Welford 1962, doi:10.1080/00401706.1962.10490022).
struct RunningVariances {
  private var count = 0.0
  private var means: [Double]
  private var squares: [Double]

  init(dimension: Int) {
    means = Array(repeating: 0, count: dimension)
    squares = means
  }

  mutating func add(_ point: [Double]) {
    count += 1
    for index in means.indices {
      let difference = point[index] - means[index]
      means[index] += difference / count
      squares[index] += difference * (point[index] - means[index])
    }
  }

  /// The variances, drawn a little towards 0.001 while they rest on few draws, as Stan's are.
  var shrunken: [Double] {
    squares.map { count / (count + 5) * ($0 / (count - 1)) + 1e-3 * 5 / (count + 5) }
  }
}
