import CDense
import Foundation
import Numerical

/// Loss and gradient of some sequences by backpropagation through time, with memory of its own that is
/// used again and again. One thread at a time uses it.
final class TrainingPass: @unchecked Sendable {
  let shape: LSTMShape
  let gradient: LSTMWeights
  /// −Σ log P(what was answered), in nats.
  private(set) var loss = 0.0
  private(set) var rows = 0

  // By row: the gates' values, later their derivatives; cells; outputs; the outputs before; what of
  // the outputs dropout leaves.
  private var gates = Buffer<Float>(0, filledWith: 0)
  private var cells = Buffer<Float>(0, filledWith: 0)
  private var outputs = Buffer<Float>(0, filledWith: 0)
  private var previousOutputs = Buffer<Float>(0, filledWith: 0)
  private var mask = Buffer<Float>(0, filledWith: 0)
  private var logits = Buffer<Float>(0, filledWith: 0)
  // By sequence: derivatives in what is carried from step to step.
  private var outputDerivative = Buffer<Float>(0, filledWith: 0)
  private var cellDerivative = Buffer<Float>(0, filledWith: 0)

  init(_ shape: LSTMShape) {
    self.shape = shape
    gradient = LSTMWeights(shape)
  }

  /// - Parameters:
  ///   - dropout: the share of the outputs that is set to 0 before the prediction, never between steps.
  ///   - generator: draws which ones.
  func run(
    _ batch: SequenceBatch, weights: LSTMWeights, recurrent: PreparedMatrix,
    recurrentTransposed: PreparedMatrix, dropout: Double, generator: SeededGenerator
  ) {
    reserve(batch)
    gradient.values.base.update(repeating: 0, count: shape.count)
    rows = batch.rows
    forward(batch, weights, recurrent)
    if dropout > 0 { drop(dropout, generator) }
    predict(batch, weights)
    backward(batch, weights, recurrentTransposed, masked: dropout > 0)
    gather(batch, recurrent.kernels)
  }

  private func reserve(_ batch: SequenceBatch) {
    if batch.rows > logits.count {
      let rows = batch.rows + batch.rows / 4
      gates = Buffer(rows * shape.gates, filledWith: 0)
      cells = Buffer(rows * shape.width, filledWith: 0)
      outputs = Buffer(rows * shape.width, filledWith: 0)
      previousOutputs = Buffer(rows * shape.width, filledWith: 0)
      mask = Buffer(rows * shape.width, filledWith: 0)
      logits = Buffer(rows, filledWith: 0)
    }
    let carried = (batch.active.first ?? 0) * shape.width
    if carried > outputDerivative.count {
      outputDerivative = Buffer(carried, filledWith: 0)
      cellDerivative = Buffer(carried, filledWith: 0)
    }
  }

  private func forward(_ batch: SequenceBatch, _ weights: LSTMWeights, _ recurrent: PreparedMatrix)
  {
    let width = shape.width
    for step in 0..<batch.steps {
      let (row, count) = (batch.offsets[step], batch.active[step])
      var previous: (h: UnsafePointer<Float>, c: UnsafePointer<Float>)?
      if step > 0 {
        let before = batch.offsets[step - 1] * width
        let h = previousOutputs.base + row * width
        h.update(from: outputs.base + before, count: count * width)
        previous = (UnsafePointer(h), UnsafePointer(cells.base + before))
      }
      batch.tokens.withUnsafeBufferPointer {
        weights.step(
          rows: count, tokens: $0.baseAddress! + row, recurrent: recurrent, previous: previous,
          z: gates.base + row * shape.gates,
          next: (outputs.base + row * width, cells.base + row * width))
      }
    }
  }

  /// Inverted dropout (Srivastava et al. 2014): what remains is scaled up, so that predictions need no
  /// change. Sixteen random bits a unit.
  private func drop(_ share: Double, _ generator: SeededGenerator) {
    var generator = generator
    let threshold = UInt64((share * 65536).rounded())
    let kept = Float(65536 / (65536 - Double(threshold)))
    let mask = mask.base
    for quad in 0..<(rows * shape.width / 4) {
      var bits = generator.next()
      for place in 0..<4 {
        mask[4 * quad + place] = bits & 0xFFFF < threshold ? 0 : kept
        bits >>= 16
      }
    }
    // The outputs themselves are no longer needed: those that the next step takes were copied.
    cdense_scale_by(Int64(rows * shape.width), mask, outputs.base)
  }

  /// The loss, and in place of each logit its derivative P − answer.
  private func predict(_ batch: SequenceBatch, _ weights: LSTMWeights) {
    cdense_readout(
      Int64(rows), Int64(shape.width), batch.targets, outputs.base, weights.output,
      weights.outputBias, logits.base)
    loss = 0
    for row in 0..<rows {
      let logit = Double(logits.base[row])
      let isCorrect = batch.answers[row] == 1
      loss -= logLogistic(isCorrect ? logit : -logit)
      logits.base[row] = Float(logistic(logit)) - batch.answers[row]
    }
  }

  private func backward(
    _ batch: SequenceBatch, _ weights: LSTMWeights, _ recurrentTransposed: PreparedMatrix,
    masked: Bool
  ) {
    let width = shape.width
    let carried = (batch.active.first ?? 0) * width
    outputDerivative.base.update(repeating: 0, count: carried)
    cellDerivative.base.update(repeating: 0, count: carried)
    for step in (0..<batch.steps).reversed() {
      let (row, count) = (batch.offsets[step], batch.active[step])
      let z = gates.base + row * shape.gates
      batch.targets.withUnsafeBufferPointer {
        cdense_readout_backward(
          Int64(count), Int64(width), $0.baseAddress! + row, logits.base + row, weights.output,
          masked ? mask.base + row * width : nil, outputDerivative.base)
      }
      cdense_lstm_backward(
        Int64(count), Int64(width), z,
        step > 0 ? cells.base + batch.offsets[step - 1] * width : nil, cells.base + row * width,
        outputDerivative.base, cellDerivative.base)
      if step > 0 {
        recurrentTransposed.multiply(
          z, count: count, into: outputDerivative.base, accumulating: false)
      }
    }
  }

  private func gather(_ batch: SequenceBatch, _ kernels: DenseKernels) {
    let first = batch.active.first ?? 0
    cdense_scatter(
      Int64(rows), Int64(shape.gates), batch.tokens, gates.base, gradient.input, gradient.bias)
    kernels.accumulateTransposed(
      m: shape.width, n: shape.gates, k: rows - first,
      a: previousOutputs.base + first * shape.width, b: gates.base + first * shape.gates,
      into: gradient.recurrent)
    cdense_readout_gradient(
      Int64(rows), Int64(shape.width), batch.targets, logits.base, outputs.base, gradient.output,
      gradient.outputBias)
  }
}
