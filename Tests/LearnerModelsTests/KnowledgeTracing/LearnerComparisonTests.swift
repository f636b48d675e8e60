import Foundation
import LearnerModels
import Numerical
import Testing

@Suite struct LearnerComparisonTests {
  static let log = simulatedPractice(
    [
      SkillKnowledge(skill: "add", initialMastery: 0.4, learn: 0.1, guess: 0.2, slip: 0.1),
      SkillKnowledge(skill: "cut", initialMastery: 0.5, learn: 0.05, guess: 0.1, slip: 0.2),
    ], students: 200, answers: 6, seed: 31)

  @Test func putsModelsOnTheSameAnswersAndTellsTheBetter() throws {
    let comparison = try LearnerComparison(
      [SkillMeans(), BayesianKnowledgeTracing(starts: 1, withStandardErrors: false), SkillMeans()],
      on: Self.log, folds: 3)
    #expect(comparison.answerCount == 2400)
    let gain = comparison.difference(\.logLoss, between: 0, and: 1)
    #expect(gain.difference > 0 && gain.pValue < 1e-6)
    let nothing = comparison.difference(\.areaUnderCurve, between: 0, and: 2)
    #expect(nothing.difference == 0 && nothing.pValue == 1)
  }

  /// The estimates against `PredictionAccuracy`, their errors against resampling students 150 times:
  /// the bootstrap's own error is then 6 %, and three of these are allowed.
  @Test func agreesWithPooledAccuracyAndWithTheBootstrap() throws {
    let comparison = try LearnerComparison([PerformanceFactorsAnalysis()], on: Self.log, folds: 2)
    var predictions = [[(p: Double, score: Int)]](repeating: [], count: 200)
    for fold in 0..<2 {
      let fitted = try PerformanceFactorsAnalysis().fit(
        Self.log.students(at: comparison.folds.trainingStudents(of: fold)))
      for student in comparison.folds.testStudents(of: fold) {
        let sequence = Self.log.sequences[student]
        predictions[student] = zip(fitted.predictions(for: sequence), sequence).map {
          (p: $0, score: $1.isCorrect ? 1 : 0)
        }
      }
    }
    let model = comparison.models[0]
    let pooled = PredictionAccuracy(predictions: predictions.flatMap { $0 })
    #expect(abs(model.areaUnderCurve.value - pooled.areaUnderCurve) < 1e-12)
    #expect(abs(model.logLoss.value - pooled.logLoss) < 1e-12)
    #expect(abs(model.rootMeanSquareError.value - pooled.rootMeanSquareError) < 1e-12)
    #expect(abs(model.accuracy.value - pooled.accuracy) < 1e-12)
    var generator = SeededGenerator(seed: 32)
    let draws = (0..<150).map { _ in
      PredictionAccuracy(
        predictions: (0..<200).flatMap { _ in predictions[generator.index(below: 200)] })
    }
    func spread(_ value: (PredictionAccuracy) -> Double) -> Double {
      let values = draws.map(value)
      let mean = values.reduce(0, +) / 150
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 149).squareRoot()
    }
    for (estimate, resampled) in [
      (model.areaUnderCurve, spread(\.areaUnderCurve)), (model.logLoss, spread(\.logLoss)),
      (model.rootMeanSquareError, spread(\.rootMeanSquareError)),
      (model.accuracy, spread(\.accuracy)),
    ] {
      #expect(abs(estimate.standardError / resampled - 1) < 0.18)
    }
  }

  @Test func leavesOutWhoAnsweredNothingAndRefusesTooFew() throws {
    var log = Self.log.students(at: 0..<5)
    log.sequences[2] = []
    #expect(throws: LearnerModelError.tooFewStudents(4, folds: 5)) {
      try LearnerComparison([SkillMeans()], on: log)
    }
    #expect(try LearnerComparison([SkillMeans()], on: log, folds: 2).studentCount == 4)
  }
}
