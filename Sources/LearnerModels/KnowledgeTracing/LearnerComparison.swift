import Foundation
import Numerical

/// Several models on the same students and folds: each answer predicted by a model that was fitted without
/// its student.
public struct LearnerComparison: Sendable {
  public let models: [Entry]
  public let studentCount: Int
  public let answerCount: Int
  public let folds: StudentFolds

  public struct Entry: Sendable {
    public let name: String
    public let areaUnderCurve: ClusteredEstimate
    public let logLoss: ClusteredEstimate
    public let rootMeanSquareError: ClusteredEstimate
    /// The share predicted rightly by P ≥ ½.
    public let accuracy: ClusteredEstimate
    /// Of fitting and predicting, all folds together.
    public let seconds: Double
  }

  /// - Throws: what a model's `fit` throws, or `LearnerModelError` where the folds cannot be made.
  /// - Complexity: every model is fitted once a fold; no resampling.
  public init(
    _ recipes: [any NextAnswerModel], on log: PracticeLog, folds count: Int = 5, seed: UInt64 = 1,
    parallel: Parallel = Parallel()
  ) throws {
    guard log.interactionCount > 0 else { throw LearnerModelError.emptyLog }
    let answering = log.students(at: log.sequences.indices.filter { !log.sequences[$0].isEmpty })
    let folds = try StudentFolds(students: answering.students.count, count: count, seed: seed)
    self.folds = folds
    studentCount = answering.students.count
    answerCount = answering.interactionCount
    models = try recipes.map { recipe in
      let start = DispatchTime.now().uptimeNanoseconds
      let predictions = try Self.predictions(of: recipe, on: answering, folds, parallel)
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      return Entry(recipe.name, predictions: predictions, log: answering, seconds: seconds)
    }
  }

  /// By student of the log: the probability of each answer's being right.
  private static func predictions(
    of recipe: some NextAnswerModel, on log: PracticeLog, _ folds: StudentFolds,
    _ parallel: Parallel
  ) throws -> [[Double]] {
    var result = [[Double]](repeating: [], count: log.students.count)
    for fold in 0..<folds.count {
      let fitted = try recipe.fit(log.students(at: folds.trainingStudents(of: fold)))
      let test = folds.testStudents(of: fold)
      let found = parallel.map(test.count) { fitted.predictions(for: log.sequences[test[$0]]) }
      for (index, student) in test.enumerated() { result[student] = found[index] }
    }
    return result
  }

  /// `first` minus `second`, student by student: z and p of the hypothesis that they predict equally well.
  public func difference(
    _ measure: KeyPath<Entry, ClusteredEstimate>, between first: Int, and second: Int
  ) -> PairedDifference {
    PairedDifference(models[first][keyPath: measure], models[second][keyPath: measure])
  }
}

extension LearnerComparison.Entry {
  init(_ name: String, predictions: [[Double]], log: PracticeLog, seconds: Double) {
    let answers = log.sequences.map { $0.map(\.isCorrect) }
    func mean(_ value: (Double, Bool) -> Double) -> ClusteredEstimate {
      ClusteredEstimate(meanOf: zip(predictions, answers).map { zip($0, $1).map(value) })
    }
    self.name = name
    areaUnderCurve = ClusteredEstimate(areaUnderCurveOf: predictions, answers: answers)
    logLoss = mean { p, isCorrect in -Foundation.log(max(isCorrect ? p : 1 - p, 1e-15)) }
    rootMeanSquareError =
      mean { p, isCorrect in
        let error = (isCorrect ? 1 : 0) - p
        return error * error
      }.squareRoot()
    accuracy = mean { p, isCorrect in (p >= 0.5) == isCorrect ? 1 : 0 }
    self.seconds = seconds
  }
}
