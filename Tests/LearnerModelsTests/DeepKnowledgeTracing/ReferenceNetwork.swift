import Foundation

@testable import LearnerModels

/// The network written out cell by cell in double precision, one sequence at a time, as the equations
/// stand: slow, and what the kernels are held against.
struct ReferenceNetwork {
  let shape: LSTMShape
  /// In the order of `LSTMWeights`, padding included.
  var weights: [Double]

  init(_ weights: LSTMWeights) {
    shape = weights.shape
    self.weights = weights.values.array.map(Double.init)
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// P(right) of each answer; `mask` by step and unit, what of the output the prediction sees.
  func predictions(for stretch: CodedStretch, mask: [[Double]]? = nil) -> [Double] {
    let (hidden, width) = (shape.hidden, shape.width)
    var h = [Double](repeating: 0, count: hidden)
    var c = [Double](repeating: 0, count: hidden)
    var fed = stretch.before
    return stretch.answers.enumerated().map { step, answer in
      func gate(_ gate: Int, _ unit: Int) -> Double {
        let column = gate * width + unit
        return (0..<hidden).reduce(
          weights[Int(fed) * shape.gates + column] + weights[shape.bias + column]
        ) { $0 + h[$1] * weights[shape.recurrent + $1 * shape.gates + column] }
      }
      var next = h
      for unit in 0..<hidden {
        let (i, f, g, o) = (gate(0, unit), gate(1, unit), gate(2, unit), gate(3, unit))
        c[unit] = sigmoid(f) * c[unit] + sigmoid(i) * tanh(g)
        next[unit] = sigmoid(o) * tanh(c[unit])
      }
      h = next
      fed = answer
      let skill = Int(answer >> 1)
      return sigmoid(
        (0..<hidden).reduce(weights[shape.outputBias + skill]) {
          $0 + h[$1] * (mask?[step][$1] ?? 1) * weights[shape.output + skill * width + $1]
        })
    }
  }

  /// −Σ log P(what was answered).
  func loss(_ stretches: [CodedStretch], masks: [[[Double]]]? = nil) -> Double {
    stretches.enumerated().reduce(0) { sum, element in
      let (number, stretch) = element
      return zip(predictions(for: stretch, mask: masks?[number]), stretch.answers).reduce(sum) {
        $0 - log($1.1 & 1 == 1 ? $1.0 : 1 - $1.0)
      }
    }
  }

  /// By central differences.
  func derivative(
    ofWeight index: Int, _ stretches: [CodedStretch], masks: [[[Double]]]? = nil
  ) -> Double {
    let step = 1e-5
    var (above, below) = (self, self)
    above.weights[index] += step
    below.weights[index] -= step
    return (above.loss(stretches, masks: masks) - below.loss(stretches, masks: masks)) / (2 * step)
  }
}
