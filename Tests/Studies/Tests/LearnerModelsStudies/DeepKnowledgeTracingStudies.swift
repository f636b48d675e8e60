import Foundation
import LearnerModels
import Numerical
import Testing

/// Deep knowledge tracing on data that others have traced. `STUDIES=full` trains to the end.
@Suite(.serialized) struct DeepKnowledgeTracingStudies {
  static let isFull = ProcessInfo.processInfo.environment["STUDIES"] == "full"

  /// 4000 simulated students × 50 exercises (Piech et al. 2015), each a skill of its own: the last 800 after
  /// five epochs on the others. PyTorch 2.15 (nn.LSTM of 128, batches of 64, Adam .001, its own beginning)
  /// reaches .798, first answers left out; here .820, forget gates beginning open. With batches of 32 and .002
  /// it is .826 and .827.
  @Test(.enabled(if: PracticeData.has("kt_synthetic5"))) func learnsAsFastAsPyTorch() throws {
    var log = try PracticeData.synthetic(0)
    log.skills = log.items
    log.sequences = log.sequences.map {
      $0.map { .init(skill: $0.item!, isCorrect: $0.isCorrect) }
    }
    let recipe = DeepKnowledgeTracing(
      batchSize: 64, learningRate: 0.001, dropout: 0, epochs: 5, patience: 5)
    let heldOut = log.students(at: 3200..<4000)
    let model = try recipe.fit(log.students(at: 0..<3200), heldOut: heldOut)
    let accuracy = PredictionAccuracy(
      predictions: zip(model.predictions(for: heldOut), heldOut.sequences).flatMap {
        zip($0.dropFirst(), $1.dropFirst()).map { (p: $0, score: $1.isCorrect ? 1 : 0) }
      })
    print("kt_synthetic5, five epochs", accuracy)
    #expect(accuracy.areaUnderCurve > 0.798 - 0.005)
  }

  /// ASSISTments 2009 "updated", the DKVMN split; published there for DKT: .805 (Zhang et al. 2017). Five
  /// epochs reach .815, all that are needed .82.
  @Test(.enabled(if: PracticeData.has("kt_assist2009_updated"))) func predictsASSISTments() throws {
    let train = try PracticeData.threeLines("kt_assist2009_updated/train.txt.gz")
    let test = try PracticeData.threeLines("kt_assist2009_updated/test.txt.gz")
    var recipe = DeepKnowledgeTracing()
    if !Self.isFull { recipe.epochs = 5 }
    let model = try recipe.fit(train)
    let accuracy = model.accuracy(on: test)
    print("kt_assist2009_updated", accuracy, "epoch", model.training.bestEpoch)
    #expect(accuracy.areaUnderCurve > (Self.isFull ? 0.818 : 0.81))
  }
}
