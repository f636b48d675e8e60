import Foundation
import Testing

@testable import Numerical

/// A normal distribution by its mean and precision matrix.
private struct CorrelatedNormal: LogDensity {
  var mean: [Double]
  var precision: [Double]
  var dimension: Int { mean.count }

  func logDensity(at point: [Double], gradient: inout [Double]) -> Double {
    var value = 0.0
    for row in mean.indices {
      var sum = 0.0
      for column in mean.indices {
        sum += precision[row * dimension + column] * (point[column] - mean[column])
      }
      gradient[row] = -sum
      value -= 0.5 * sum * (point[row] - mean[row])
    }
    return value
  }
}

/// Independent Student t with `degrees` of freedom, of unit scale.
private struct StudentT: LogDensity {
  var degrees: Double
  var dimension: Int

  func logDensity(at point: [Double], gradient: inout [Double]) -> Double {
    var value = 0.0
    for index in point.indices {
      let x = point[index]
      value -= 0.5 * (degrees + 1) * log1p(x * x / degrees)
      gradient[index] = -(degrees + 1) * x / (degrees + x * x)
    }
    return value
  }
}

/// Neal's funnel (2003, doi:10.1214/aos/1056562461): log variance v ~ N(0, 3²), xᵢ ~ N(0, e^v).
private struct Funnel: LogDensity {
  var isCentred: Bool
  var dimension: Int { 10 }

  func logDensity(at point: [Double], gradient: inout [Double]) -> Double {
    let v = point[0]
    let squares = point.dropFirst().reduce(0) { $0 + $1 * $1 }
    let scale = isCentred ? exp(-v) : 1
    let count = isCentred ? Double(dimension - 1) : 0
    gradient[0] = -v / 9 + (isCentred ? 0.5 * squares * scale - 0.5 * count : 0)
    for index in 1..<dimension { gradient[index] = -point[index] * scale }
    return -v * v / 18 - 0.5 * squares * scale - 0.5 * count * v
  }
}

struct NoUTurnSamplerTests {
  private func sampler(seed: UInt64, warmUp: Int = 300, draws: Int = 500) -> NoUTurnSampler {
    var sampler = NoUTurnSampler()
    sampler.seed = seed
    sampler.warmUp = warmUp
    sampler.draws = draws
    return sampler
  }

  /// |found − expected| within five Monte-Carlo errors by the effective sample size of what is averaged.
  private func expectMean(
    _ chains: [[Double]], near expected: Double, _ comment: Comment
  ) {
    let summary = PosteriorSummary(chains)
    let effective = ConvergenceDiagnostics.effectiveSampleSize(
      ConvergenceDiagnostics.split(chains))
    let error = summary.standardDeviation / effective.squareRoot()
    #expect(abs(summary.mean - expected) < 5 * error, comment)
    #expect(summary.diagnostics.rHat < 1.02, comment)
  }

  @Test(arguments: [1 as UInt64, 2])
  func correlatedNormalHasItsMoments(seed: UInt64) throws {
    // Variances 1, 100, 0.01 and correlation 0.8 of the first two, so that the metric has work to do.
    let determinant = 1 - 0.64
    let precision = [
      1 / determinant, -0.08 / determinant, 0,
      -0.08 / determinant, 0.01 / determinant, 0,
      0, 0, 100,
    ]
    let target = CorrelatedNormal(mean: [1, -20, 3], precision: precision)
    let sample = try sampler(seed: seed).sample(target)
    #expect(sample.problems.isEmpty, "seed \(seed): \(sample.problems)")
    let x = (0..<3).map { sample.draws.draws(ofCoordinate: $0) }
    expectMean(x[0], near: 1, "seed \(seed)")
    expectMean(x[1], near: -20, "seed \(seed)")
    expectMean(x[2], near: 3, "seed \(seed)")
    func products(_ one: Int, _ other: Int) -> [[Double]] {
      (0..<4).map { chain in
        zip(x[one][chain], x[other][chain]).map {
          ($0 - target.mean[one]) * ($1 - target.mean[other])
        }
      }
    }
    expectMean(products(0, 0), near: 1, "seed \(seed)")
    expectMean(products(1, 1), near: 100, "seed \(seed)")
    expectMean(products(0, 1), near: 8, "seed \(seed)")
    expectMean(products(2, 2), near: 0.01, "seed \(seed)")
    expectMean(products(0, 2), near: 0, "seed \(seed)")
  }

  @Test func studentTHasItsQuantiles() throws {
    let sample = try sampler(seed: 3).sample(StudentT(degrees: 5, dimension: 2))
    for coordinate in 0..<2 {
      let chains = sample.draws.draws(ofCoordinate: coordinate)
      expectMean(chains, near: 0, "coordinate \(coordinate)")
      // P(|t₅| < 0.7267) = 0.5 and P(|t₅| < 2.5706) = 0.95, from any table.
      expectMean(chains.map { $0.map { abs($0) < 0.726687 ? 1 : 0 } }, near: 0.5, "middle")
      expectMean(chains.map { $0.map { abs($0) < 2.570582 ? 1 : 0 } }, near: 0.95, "tails")
    }
  }

  @Test func funnelDivergesUntilItIsStraightened() throws {
    var two = sampler(seed: 8)
    two.chains = 2
    let bent = try two.sample(Funnel(isCentred: true))
    #expect(bent.divergences.isEmpty == false)
    #expect(bent.problems.contains { if case .divergences = $0 { true } else { false } })
    // They say where: down in the neck.
    let depths = bent.divergences.map { $0.position[0] }.sorted()
    #expect(depths[depths.count / 2] < 0, "\(depths)")

    let straight = try sampler(seed: 4).sample(Funnel(isCentred: false))
    #expect(straight.problems.isEmpty, "\(straight.problems)")
    let v = straight.draws.draws(ofCoordinate: 0)
    expectMean(v, near: 0, "v")
    expectMean(v.map { $0.map { $0 * $0 } }, near: 9, "v²")
  }

  @Test func gradientsOfTheTargetsAreRight() {
    let point = (0..<10).map { 0.3 * Double($0) - 1 }
    var gradient = point
    for isCentred in [true, false] {
      let target = Funnel(isCentred: isCentred)
      _ = target.logDensity(at: point, gradient: &gradient)
      let slopes = target.gradientByDifferences(at: point)
      for (one, other) in zip(gradient, slopes) { #expect(abs(one - other) < 1e-7) }
    }
  }

  @Test func threadsChangeNothing() throws {
    let target = StudentT(degrees: 4, dimension: 3)
    let sampler = sampler(seed: 6, warmUp: 60, draws: 40)
    let alone = try sampler.sample(target, parallel: Parallel(threads: 1))
    let together = try sampler.sample(target, parallel: Parallel(threads: 4))
    #expect(alone == together)
    #expect(alone.draws.draws(ofCoordinate: 0)[0] != alone.draws.draws(ofCoordinate: 0)[1])
  }

  /// Finite only within 10⁻³ of the start, which random starts miss.
  private struct Needle: LogDensity {
    var dimension: Int { 2 }
    func logDensity(at point: [Double], gradient: inout [Double]) -> Double {
      gradient = point.map { -1e8 * $0 }
      let squares = point.reduce(0) { $0 + $1 * $1 }
      return squares < 1e-6 ? -0.5e8 * squares : -.infinity
    }
  }

  @Test func aFiniteStartIsFound() throws {
    let sample = try sampler(seed: 7, warmUp: 200, draws: 100).sample(Needle())
    #expect(sample.draws.values.allSatisfy { abs($0) < 1e-3 })
  }

  private struct Impossible: LogDensity {
    var dimension: Int { 2 }
    var value = -Double.infinity
    func logDensity(at point: [Double], gradient: inout [Double]) -> Double {
      gradient[0] = 0
      gradient[1] = .nan
      return value
    }
    func name(ofCoordinate index: Int) -> String { "β of the group" }
  }

  @Test func whereThereIsNoStartTheErrorSaysWhy() {
    let sampler = sampler(seed: 8)
    #expect {
      try sampler.sample(Impossible())
    } throws: { error in
      "\(error)"
        == "chain 1: no start with a finite density in 100 attempts, at the last the log density is "
        + "-inf; see that the data are possible under the model, or start elsewhere."
    }
    #expect {
      try sampler.sample(Impossible(value: 1))
    } throws: { error in
      "\(error)".contains("the derivative by β of the group is nan")
    }
  }

  /// Without warm-up the step size is that of the funnel's mouth, far too long for its neck.
  @Test func aChainThatSticksIsReported() throws {
    let mouth = [8] + Array(repeating: 0.0, count: 9)
    let sample = try sampler(seed: 9, warmUp: 0, draws: 100).sample(
      Funnel(isCentred: true), from: mouth, spread: 0)
    #expect(sample.problems.contains { if case .stuck = $0 { true } else { false } })
  }

  /// A slope that belongs to another function: steps small enough go nowhere.
  private struct WrongGradient: LogDensity {
    var dimension: Int { 1 }
    func logDensity(at point: [Double], gradient: inout [Double]) -> Double {
      gradient[0] = 1e4 * (point[0] > 0 ? 1 : -1)
      return -1e6 * abs(point[0])
    }
  }

  @Test func aChainThatHardlyMovesIsReported() throws {
    let sample = try sampler(seed: 9, warmUp: 20, draws: 50).sample(WrongGradient())
    #expect(sample.problems.contains { if case .energy = $0 { true } else { false } })
  }

  @Test func shortTrajectoriesAreReported() throws {
    var sampler = sampler(seed: 10, warmUp: 100, draws: 50)
    sampler.maximumDepth = 1
    let sample = try sampler.sample(StudentT(degrees: 30, dimension: 2))
    #expect(sample.tooDeepCount > 0)
    #expect(sample.problems.contains(.cutShort(sample.tooDeepCount, depth: 1)))
  }

  @Test func windowsAreStans() {
    let windows = WarmUpWindows(warmUp: 1000)
    #expect(windows.start == 75)
    #expect(windows.ends == [100, 150, 250, 450, 950])
    #expect(WarmUpWindows(warmUp: 500).ends == [100, 150, 250, 450])
    #expect(WarmUpWindows(warmUp: 100).ends == [90])
    #expect(WarmUpWindows(warmUp: 0).ends.isEmpty)
    #expect(WarmUpWindows(warmUp: 10).ends.isEmpty)
  }
}
