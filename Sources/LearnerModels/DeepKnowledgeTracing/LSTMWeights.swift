import CDense
import Foundation
import Numerical

/// Where each weight lies in one run of floats. Units are padded to a multiple of 16, the width of a
/// vector; weights of the padding are 0, and so are their gradients, so that they stay 0.
struct LSTMShape: Sendable, Hashable {
  /// Known skills, and one more that stands for any other.
  let skills: Int
  let hidden: Int

  var width: Int { (hidden + 15) / 16 * 16 }
  var gates: Int { 4 * width }
  /// Each skill answered wrong or right, and the start.
  var tokens: Int { 2 * skills + 1 }
  var start: Int32 { Int32(2 * skills) }

  var recurrent: Int { tokens * gates }
  var bias: Int { recurrent + width * gates }
  var output: Int { bias + gates }
  var outputBias: Int { output + skills * width }
  var count: Int { outputBias + skills }

  /// What the network is fed after an answer.
  func token(skill: Int, isCorrect: Bool) -> Int32 {
    Int32(2 * min(skill, skills - 1) + (isCorrect ? 1 : 0))
  }
}

/// The weights of a long short-term memory network (Hochreiter & Schmidhuber 1997,
/// doi:10.1162/neco.1997.9.8.1735, with the forget gate of Gers et al. 2000), each a pointer into
/// `values`: row-major, gates in the order input, forget, candidate, output.
///
/// An input of one-of-many makes W x a row of W, so no product is needed for it.
final class LSTMWeights: Sendable {
  let shape: LSTMShape
  let values: Buffer<Float>

  init(_ shape: LSTMShape) {
    self.shape = shape
    values = Buffer(shape.count, filledWith: 0)
  }

  /// tokens × gates.
  var input: UnsafeMutablePointer<Float> { values.base }
  /// width × gates.
  var recurrent: UnsafeMutablePointer<Float> { values.base + shape.recurrent }
  var bias: UnsafeMutablePointer<Float> { values.base + shape.bias }
  /// skills × width.
  var output: UnsafeMutablePointer<Float> { values.base + shape.output }
  var outputBias: UnsafeMutablePointer<Float> { values.base + shape.outputBias }

  func copy() -> LSTMWeights {
    let copy = LSTMWeights(shape)
    copy.values.base.update(from: values.base, count: values.count)
    return copy
  }
}

extension LSTMWeights {
  /// Uniform within ±1/√hidden; forget gates begin open, with 1 more (Jozefowicz et al. 2015), outputs at
  /// the share of right answers.
  convenience init(_ shape: LSTMShape, shareRight: Double, generator: inout SeededGenerator) {
    self.init(shape)
    let bound = 1 / Double(shape.hidden).squareRoot()
    func draw(_ row: UnsafeMutablePointer<Float>) {
      for unit in 0..<shape.hidden { row[unit] = Float((2 * generator.uniform() - 1) * bound) }
    }
    for token in 0..<shape.tokens {
      for gate in 0..<4 { draw(input + (token * 4 + gate) * shape.width) }
    }
    for unit in 0..<shape.hidden {
      for gate in 0..<4 { draw(recurrent + (unit * 4 + gate) * shape.width) }
    }
    for unit in 0..<shape.hidden { bias[shape.width + unit] = 1 }
    for skill in 0..<shape.skills {
      draw(output + skill * shape.width)
      outputBias[skill] = Float(log(shareRight / (1 - shareRight)))
    }
  }

  /// Gives skills that nobody practised, among them the one that stands for all others, the mean weights
  /// of those that were.
  func fillUnseen(seen: [Bool]) {
    let known = seen.indices.filter { seen[$0] }
    guard !known.isEmpty else { return }
    func fill(_ base: UnsafeMutablePointer<Float>, row: Int, every: Int, at place: Int) {
      for column in 0..<row {
        let mean = known.reduce(0) { $0 + Double(base[($1 * every + place) * row + column]) }
        for skill in seen.indices where !seen[skill] {
          base[(skill * every + place) * row + column] = Float(mean / Double(known.count))
        }
      }
    }
    fill(input, row: shape.gates, every: 2, at: 0)
    fill(input, row: shape.gates, every: 2, at: 1)
    fill(output, row: shape.width, every: 1, at: 0)
    fill(outputBias, row: 1, every: 1, at: 0)
  }
}

extension LSTMWeights {
  /// One step of `rows` cells from `previous` to `next`, which may be the same memory. `z` takes the
  /// gates' values. No previous state stands for zeros.
  func step(
    rows: Int, tokens: UnsafePointer<Int32>, recurrent: PreparedMatrix,
    previous: (h: UnsafePointer<Float>, c: UnsafePointer<Float>)?,
    z: UnsafeMutablePointer<Float>,
    next: (h: UnsafeMutablePointer<Float>, c: UnsafeMutablePointer<Float>)
  ) {
    cdense_gather(Int64(rows), Int64(shape.gates), tokens, input, bias, z)
    if let previous { recurrent.multiply(previous.h, count: rows, into: z, accumulating: true) }
    cdense_lstm_forward(Int64(rows), Int64(shape.width), z, previous?.c, next.c, next.h)
  }
}
