import Foundation
import Numerical
import Testing

struct RootFindingTests {
  struct Hard: Sendable, CustomTestStringConvertible {
    let name: String
    let bracket: ClosedRange<Double>
    let root: Double
    /// How near: flat functions have no sharper root in floating point.
    var tolerance = 1e-12
    let function: @Sendable (Double) -> (value: Double, derivative: Double)
    var testDescription: String { name }
  }

  static let hard: [Hard] = [
    Hard(name: "a line", bracket: -1...5, root: 2) { ($0 - 2, 1) },
    Hard(name: "falling", bracket: -1...5, root: 2) { (2 - $0, -1) },
    Hard(name: "a cubic, flat at its root", bracket: -1...2, root: 0, tolerance: 1e-8) {
      ($0 * $0 * $0, 3 * $0 * $0)
    },
    Hard(name: "ninth power", bracket: -0.7...1, root: 0, tolerance: 1e-2) {
      (pow($0, 9), 9 * pow($0, 8))
    },
    Hard(name: "atan, where Newton alone runs away", bracket: -50...90, root: 0) {
      (atan($0), 1 / (1 + $0 * $0))
    },
    Hard(name: "a steep logistic", bracket: -10...10, root: 3) {
      let p = logistic(1000 * ($0 - 3))
      return (p - 0.5, 1000 * p * (1 - p))
    },
    Hard(name: "a derivative that is always 0", bracket: 0...2, root: 2.0.squareRoot()) {
      ($0 * $0 - 2, 0)
    },
    Hard(name: "a derivative with the wrong sign", bracket: 0...2, root: 2.0.squareRoot()) {
      ($0 * $0 - 2, -2 * $0)
    },
    Hard(name: "a derivative that is not a number", bracket: 0...2, root: 2.0.squareRoot()) {
      ($0 * $0 - 2, .nan)
    },
    Hard(name: "a jump", bracket: -1...1, root: 1.0 / 3) { ($0 < 1.0 / 3 ? -1 : 1, 0) },
    Hard(name: "a huge bracket", bracket: -1e15...1e15, root: 1) { ($0 - 1, 1) },
    Hard(name: "an exponential", bracket: -700...700, root: 0) { (exp($0) - 1, exp($0)) },
  ]

  @Test(arguments: hard)
  func findsHardRoots(_ example: Hard) throws {
    let root = try #require(bracketedRoot(in: example.bracket, of: example.function))
    #expect(abs(root - example.root) <= example.tolerance)
    #expect(example.bracket.contains(root))
  }

  @Test func aRootAtAnEndIsThatEnd() {
    #expect(bracketedRoot(in: 1...2, of: { ($0 - 1, 1) }) == 1)
    #expect(bracketedRoot(in: 0...1, of: { ($0 - 1, 1) }) == 1)
    #expect(bracketedRoot(in: 1...1, of: { ($0 - 1, 1) }) == 1)
  }

  @Test func equalSignsAtTheEndsAreNoBracket() {
    #expect(bracketedRoot(in: -1...1, of: { ($0 * $0 + 1, 2 * $0) }) == nil)
    #expect(bracketedRoot(in: -1...1, of: { (-$0 * $0 - 1, -2 * $0) }) == nil)
  }

  @Test func needsFewStepsWhereNewtonWorks() {
    var calls = 0
    let root = bracketedRoot(in: 0...10) { x in
      calls += 1
      return (x * x - 2, 2 * x)
    }
    #expect(abs((root ?? 0) - 2.0.squareRoot()) <= 1e-13)
    #expect(calls <= 14)
  }
}
