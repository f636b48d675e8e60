import CDense
import Numerical
import Testing

@testable import LearnerModels

extension LSTMShape {
  func isPadding(_ index: Int) -> Bool {
    if index >= outputBias { return false }
    let isUnitOfNone = index % width >= hidden
    return isUnitOfNone
      || (recurrent..<bias).contains(index) && (index - recurrent) / gates >= hidden
  }
}

extension NetworkTests {
  @Suite struct TrainingPassTests {
    /// Sequences of unequal lengths, two of them equal, the longest first, one cut from a longer one.
    static func stretches(skills: Int, lengths: [Int] = [9, 6, 6, 3, 1], seed: UInt64 = 3)
      -> [CodedStretch]
    {
      var generator = SeededGenerator(seed: seed)
      return lengths.enumerated().map { number, length in
        let answers = (0..<length).map { _ in Int32(generator.index(below: 2 * skills)) }
        return CodedStretch(answers: answers[...], before: number == 1 ? 1 : Int32(2 * skills))
      }
    }

    /// Weights several times as large as they begin, so that nothing is nearly linear.
    static func weights(skills: Int, hidden: Int) -> LSTMWeights {
      var generator = SeededGenerator(seed: 7)
      let weights = LSTMWeights(
        LSTMShape(skills: skills, hidden: hidden), shareRight: 0.6, generator: &generator)
      for index in 0..<weights.values.count { weights.values.base[index] *= 1.5 }
      return weights
    }

    static func run(
      _ stretches: [CodedStretch], _ weights: LSTMWeights, kernels: DenseKernels = .builtIn,
      dropout: Double = 0
    ) -> TrainingPass {
      let shape = weights.shape
      let matrices = [false, true].map {
        PreparedMatrix(
          kernels: kernels, rows: shape.width, columns: shape.gates, isTransposed: $0)
      }
      for matrix in matrices { matrix.prepare(weights.recurrent) }
      let pass = TrainingPass(shape)
      pass.run(
        SequenceBatch(stretches), weights: weights, recurrent: matrices[0],
        recurrentTransposed: matrices[1], dropout: dropout,
        generator: SeededGenerator(seed: 5, stream: 1))
      return pass
    }

    @Test(arguments: 0...2)
    func gradientIsTheDerivativeOfTheLoss(level: Int32) {
      cdense_limit_level(level)
      defer { cdense_limit_level(2) }
      let stretches = Self.stretches(skills: 3)
      let weights = Self.weights(skills: 3, hidden: 5)
      let pass = Self.run(stretches, weights)
      let reference = ReferenceNetwork(weights)
      #expect(abs(pass.loss - reference.loss(stretches)) < 1e-5 * pass.loss)
      let gradient = pass.gradient.values.array
      let padding = Set(gradient.indices.filter { weights.shape.isPadding($0) })
      #expect(padding.allSatisfy { gradient[$0] == 0 })
      // A third of the others at each level, others each time.
      for index in gradient.indices where index % 3 == level && !padding.contains(index) {
        let expected = reference.derivative(ofWeight: index, stretches)
        #expect(
          abs(Double(gradient[index]) - expected) < 1e-5 + 1e-4 * abs(expected), "weight \(index)")
      }
    }

    @Test func gradientPassesThroughWhatDropoutLeaves() {
      let stretches = Self.stretches(skills: 2, lengths: [4, 3])
      let weights = Self.weights(skills: 2, hidden: 3)
      let (share, width) = (0.3, weights.shape.width)
      let pass = Self.run(stretches, weights, dropout: share)
      // The masks as they were drawn: four units a number, rows step by step.
      var generator = SeededGenerator(seed: 5, stream: 1)
      let threshold = UInt64((share * 65536).rounded())
      let units = (0..<(7 * width / 4)).flatMap { _ in
        let bits = generator.next()
        return (0..<4).map {
          (bits >> (16 * UInt64($0))) & 0xFFFF < threshold ? 0 : 65536 / (65536 - Double(threshold))
        }
      }
      #expect(units.contains(0))
      let rows = [[0, 2, 4, 6], [1, 3, 5]]
      let masks = rows.map { $0.map { Array(units[($0 * width)..<(($0 + 1) * width)]) } }
      let reference = ReferenceNetwork(weights)
      #expect(abs(pass.loss - reference.loss(stretches, masks: masks)) < 1e-5 * pass.loss)
      let gradient = pass.gradient.values.array
      for index in gradient.indices where !weights.shape.isPadding(index) {
        let expected = reference.derivative(ofWeight: index, stretches, masks: masks)
        #expect(abs(Double(gradient[index]) - expected) < 1e-5 + 1e-4 * abs(expected))
      }
    }

    @Test(.enabled(if: DenseKernels.openBLAS.isAvailable))
    func openBLASGivesTheSameNumbers() {
      let stretches = Self.stretches(skills: 4, lengths: [20, 20, 17, 12, 12, 9, 5, 2, 1])
      let weights = Self.weights(skills: 4, hidden: 37)
      let own = Self.run(stretches, weights)
      let other = Self.run(stretches, weights, kernels: .openBLAS)
      #expect(abs(own.loss - other.loss) < 1e-5 * own.loss)
      for (a, b) in zip(own.gradient.values.array, other.gradient.values.array) {
        #expect(abs(a - b) < 1e-4 * max(1, abs(a)))
      }
    }
  }
}
