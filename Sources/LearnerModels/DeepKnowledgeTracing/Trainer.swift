import CDense
import Numerical

/// Weights in the making. A batch is cut into parts of at most 16 sequences, each with a gradient of its
/// own; the gradients are added up in the order of the parts.
final class Trainer {
  private let recipe: DeepKnowledgeTracing
  private let skills: [String]
  private let seen: [Bool]
  private let stretches: [CodedStretch]
  let weights: LSTMWeights
  private let recurrent: PreparedMatrix
  private let recurrentTransposed: PreparedMatrix
  private var adam: Adam
  private let passes: [TrainingPass]
  private var updates: UInt64 = 0

  init(_ recipe: DeepKnowledgeTracing, _ log: PracticeLog) {
    self.recipe = recipe
    skills = log.skills
    let shape = LSTMShape(skills: log.skills.count + 1, hidden: recipe.hidden)
    var seen = [Bool](repeating: false, count: shape.skills)
    var right = 0
    for interaction in log.sequences.joined() {
      seen[min(interaction.skill, shape.skills - 1)] = true
      right += interaction.isCorrect ? 1 : 0
    }
    // The last row is for skills unknown; what it takes from the others comes after training.
    seen[shape.skills - 1] = false
    self.seen = seen
    stretches = log.sequences.flatMap {
      Self.stretches(of: $0, shape: shape, longest: recipe.longestStretch)
    }
    var generator = SeededGenerator(seed: recipe.seed, stream: DeepKnowledgeTracing.Stream.weights)
    let share = (Double(right) + 0.5) / (Double(log.interactionCount) + 1)
    weights = LSTMWeights(shape, shareRight: share, generator: &generator)
    (recurrent, recurrentTransposed) = Self.prepared(shape, recipe.kernels)
    adam = Adam(count: shape.count)
    passes = (0..<((min(recipe.batchSize, stretches.count) + 15) / 16)).map { _ in
      TrainingPass(shape)
    }
  }

  private static func prepared(
    _ shape: LSTMShape, _ kernels: DenseKernels
  ) -> (PreparedMatrix, PreparedMatrix) {
    func matrix(_ isTransposed: Bool) -> PreparedMatrix {
      PreparedMatrix(
        kernels: kernels, rows: shape.width, columns: shape.gates, isTransposed: isTransposed)
    }
    return (matrix(false), matrix(true))
  }

  private static func stretches(
    of sequence: [PracticeLog.Interaction], shape: LSTMShape, longest: Int
  ) -> [CodedStretch] {
    let answers = sequence.map { shape.token(skill: $0.skill, isCorrect: $0.isCorrect) }
    return stride(from: 0, to: answers.count, by: longest).map { start in
      CodedStretch(
        answers: answers[start..<min(start + longest, answers.count)],
        before: start == 0 ? shape.start : answers[start - 1])
    }
  }

  /// Goes over the data once, in an order of the epoch's own.
  ///
  /// - Returns: The mean loss an answer, each with the weights of its turn.
  func train(epoch: Int) throws -> Double {
    var order = Array(stretches.indices)
    var generator = SeededGenerator(
      seed: recipe.seed, stream: DeepKnowledgeTracing.Stream.order + UInt64(epoch))
    order.shuffleInPlace(using: &generator)
    var loss = 0.0
    var rows = 0
    for start in stride(from: 0, to: order.count, by: recipe.batchSize) {
      let members = order[start..<min(start + recipe.batchSize, order.count)]
      let batch = try step(members.map { stretches[$0] })
      guard batch.loss.isFinite else {
        throw DeepKnowledgeTracingError.diverged(epoch: epoch, learningRate: recipe.learningRate)
      }
      loss += batch.loss
      rows += batch.rows
    }
    return loss / Double(rows)
  }

  /// One step of Adam. The loss is not finite if the weights would not be.
  private func step(_ members: [CodedStretch]) throws -> (loss: Double, rows: Int) {
    let parts = (members.count + 15) / 16
    // Dealt out by length, so that the parts take equally long.
    let sorted = members.indices.sorted {
      (members[$0].count, $1) > (members[$1].count, $0)
    }
    let batches = (0..<parts).map { part in
      SequenceBatch(stride(from: part, to: sorted.count, by: parts).map { members[sorted[$0]] })
    }
    recurrent.prepare(weights.recurrent)
    recurrentTransposed.prepare(weights.recurrent)
    let first = DeepKnowledgeTracing.Stream.dropout + updates * UInt64(passes.count)
    let (passes, weights, recurrent, recurrentTransposed, recipe) = (
      passes, weights, recurrent, recurrentTransposed, recipe
    )
    recipe.parallel.forEach(parts) { part in
      passes[part].run(
        batches[part], weights: weights, recurrent: recurrent,
        recurrentTransposed: recurrentTransposed, dropout: recipe.dropout,
        generator: SeededGenerator(seed: recipe.seed, stream: first + UInt64(part)))
    }
    updates += 1
    let gradient = passes[0].gradient.values
    for pass in passes[1..<parts] {
      cdense_add(Int64(gradient.count), pass.gradient.values.base, gradient.base)
    }
    let rows = passes[..<parts].reduce(0) { $0 + $1.rows }
    let norm = adam.update(
      weights.values, gradient: gradient, scale: 1 / Double(rows), rate: recipe.learningRate,
      largestNorm: recipe.largestGradientNorm)
    let loss = passes[..<parts].reduce(0) { $0 + $1.loss }
    return (norm.isFinite ? loss : .nan, rows)
  }

  func model(
    _ weights: LSTMWeights, _ training: DeepKnowledgeModel.Training
  ) -> DeepKnowledgeModel {
    let weights = weights.copy()
    weights.fillUnseen(seen: seen)
    return DeepKnowledgeModel(
      skills: skills, weights: weights, training: training, kernels: recipe.kernels)
  }
}
