import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

@Suite struct ConditionalTests {
  /// Newton's method with elementary symmetric functions by summation in 80-bit numbers and a Hessian by
  /// differences (python 3.11, numpy 2.4.6): log-likelihood, and difficulties with their errors of the
  /// first and the last items.
  @Test(.enabled(if: SharedData.has("amsterdam_chess"))) func chess() throws {
    let responses = try SharedData.responses("amsterdam_chess/responses.csv")
    let result = try ConditionalCalibrator().calibrate(responses)
    #expect(result.converged && result.iterations < 10)
    #expect(abs(result.logLikelihood - -3520.96652762) < 1e-6)
    let expected = [
      (0, -3.69832816, 0.29895483), (1, -3.61033195, 0.2893626), (4, -2.94533243, 0.23008805),
      (30, -5.01815453, 0.51018027), (38, 1.40118285, 0.16298368), (39, 1.07466027, 0.15483482),
    ]
    for (item, difficulty, error) in expected {
      #expect(abs(result.items[item].model!.difficulty - difficulty) < 1e-6)
      #expect(abs(result.items[item].standardErrors!.difficulty! - error) < 1e-6)
    }
  }

  #if !DEBUG
    /// 50 items and a few missing responses, each a set of items of its own.
    @Test(.enabled(if: SharedData.has("tmas"))) func manyBooklets() throws {
      let responses = try SharedData.responses("tmas/responses.csv.gz")
      let result = try ConditionalCalibrator().calibrate(responses)
      #expect(result.converged && result.iterations < 10)
    }
  #endif

  /// log L, its gradient and its Hessian against their definition over all answers with the same score.
  @Test func likelihoodIsThatOfItsDefinition() {
    let responses = LSAT.section7
    let booklets = Booklet.booklets(of: responses, items: Array(0..<5))
    let likelihood = ConditionalLikelihood(
      booklets, itemCount: 5, parallel: Parallel(threads: 1))
    let b = [-0.8, 0.3, 0.1, 1.1, -0.7]
    func plain(_ b: [Double]) -> Double {
      var sum = 0.0
      responses.scores.forEachRow { row in
        let total = row.reduce(0) { $0 + Int($1) }
        var all = 0.0
        for pattern in 0..<32 where pattern.nonzeroBitCount == total {
          all += exp((0..<5).reduce(0) { $0 - Double(pattern >> $1 & 1) * b[$1] })
        }
        sum += (0..<5).reduce(-log(all)) { $0 - Double(row[$1]) * b[$1] }
      }
      return sum
    }
    let value = likelihood.evaluate(b)
    #expect(abs(value.logLikelihood - plain(b)) < 1e-9)
    let h = 1e-4
    for i in 0..<5 {
      var (above, below) = (b, b)
      above[i] += h
      below[i] -= h
      #expect(abs(value.gradient[i] - (plain(above) - plain(below)) / (2 * h)) < 1e-4)
      let (high, low) = (likelihood.evaluate(above), likelihood.evaluate(below))
      for j in 0..<5 {
        let slope = (high.gradient[j] - low.gradient[j]) / (2 * h)
        #expect(abs(value.information[i * 5 + j] + slope) < 1e-4)
      }
    }
  }

  #if !DEBUG
    /// Scores so far from what is typical that their probability, at any one ability, is no number.
    @Test func longTestsHaveAllTheirScores() throws {
      let items = 700
      let responses = ResponseMatrix(
        items: (0..<items).map { "\($0)" },
        scores: (0..<40).map { person in
          (0..<items).map { item in
            // Persons 0 and 1 have one right and one wrong; the others lie between.
            person == 0
              ? (item == 0 ? 1 : 0)
              : person == 1 ? (item == 1 ? 0 : 1) : ((person * 7 + item * 13) % 41 > person ? 1 : 0)
          }
        })
      let booklets = Booklet.booklets(of: responses, items: Array(0..<items))
      let likelihood = ConditionalLikelihood(
        booklets, itemCount: items, parallel: Parallel(threads: 2))
      let value = likelihood.evaluate((0..<items).map { 6 * Double($0) / Double(items) - 3 })
      #expect(value.logLikelihood.isFinite)
      #expect(abs(value.gradient.reduce(0, +)) < 1e-7)
      // Moving all difficulties together changes nothing.
      for i in 0..<items {
        let row = value.information[i * items..<(i + 1) * items]
        #expect(abs(row.reduce(0, +)) < 1e-9)
      }
    }
  #endif

  @Test func theSameBitsOnAnyNumberOfThreads() throws {
    let (responses, _) = Simulated.responses(persons: 200, items: 14, missing: 0.1, seed: 5)
    let one = try ConditionalCalibrator(threads: 1).calibrate(responses)
    for threads in [2, 5] {
      let more = try ConditionalCalibrator(threads: threads).calibrate(responses)
      #expect(more.logLikelihood == one.logLikelihood)
      #expect(more.items.map(\.model) == one.items.map(\.model))
      #expect(more.items.map(\.standardErrors) == one.items.map(\.standardErrors))
    }
  }

  @Test func givesUpAfterSoManySteps() throws {
    let result = try ConditionalCalibrator(maximumIterations: 1).calibrate(LSAT.section7)
    #expect(!result.converged && result.iterations == 1)
    #expect(throws: CalibrationError.cancelled) {
      try ConditionalCalibrator().calibrate(LSAT.section7) { _ in false }
    }
  }
}
