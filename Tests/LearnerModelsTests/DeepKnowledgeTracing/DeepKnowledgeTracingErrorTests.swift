import Foundation
import Numerical
import Testing

@testable import LearnerModels

extension NetworkTests {
  @Suite struct DeepKnowledgeTracingErrorTests {
    private func problem(_ body: () throws -> Void) -> String? {
      do { try body() } catch { return "\(error)" }
      return nil
    }

    @Test func logsThatTeachNothingAreRefused() {
      let empty = PracticeLog(students: ["a"], skills: ["x"], sequences: [[]])
      #expect(throws: LearnerModelError.emptyLog) { try DeepKnowledgeTracing().fit(empty) }
      let one = PracticeLog(
        students: ["a", "b"], skills: ["x"], sequences: [[.init(skill: 0, isCorrect: true)], []])
      #expect(throws: DeepKnowledgeTracingError.noStudentHeldOut(students: 1)) {
        try DeepKnowledgeTracing().fit(one)
      }
      #expect(
        problem { _ = try DeepKnowledgeTracing().fit(one) }
          == "1 student cannot be both learned from and held out; give more students or hold out none."
      )
    }

    @Test func studentsWithOneAnswerEachTeachNothing() throws {
      func log(_ lengths: [Int]) -> PracticeLog {
        PracticeLog(
          students: lengths.indices.map(String.init), skills: ["x"],
          sequences: lengths.map { Array(repeating: .init(skill: 0, isCorrect: true), count: $0) })
      }
      #expect(throws: DeepKnowledgeTracingError.nothingFollowsAnAnswer) {
        try DeepKnowledgeTracing().fit(log([1, 1, 1]))
      }
      // Whoever is held out cannot be learned from.
      #expect(throws: DeepKnowledgeTracingError.nothingFollowsAnAnswer) {
        try DeepKnowledgeTracingTests.recipe().fit(log([1, 1, 0]), heldOut: log([2]))
      }
      _ = try DeepKnowledgeTracingTests.recipe().fit(log([2, 1]), heldOut: log([1]))
    }

    @Test(arguments: [
      \DeepKnowledgeTracing.hidden, \.batchSize, \.epochs, \.patience, \.longestStretch,
    ])
    func countsMustBePositive(setting: WritableKeyPath<DeepKnowledgeTracing, Int> & Sendable) {
      var recipe = DeepKnowledgeTracing()
      recipe[keyPath: setting] = 0
      #expect(problem { try recipe.check() }?.contains(": 0 is not") == true)
    }

    @Test(arguments: [
      \DeepKnowledgeTracing.learningRate, \.dropout, \.largestGradientNorm, \.heldOutShare,
    ])
    func sharesAndRatesHaveBounds(setting: WritableKeyPath<DeepKnowledgeTracing, Double> & Sendable)
    {
      for impossible in [-0.1, .nan] {
        var recipe = DeepKnowledgeTracing()
        recipe[keyPath: setting] = impossible
        #expect(problem { try recipe.check() }?.contains("\(impossible) is not") == true)
      }
    }

    @Test(.enabled(if: !DenseKernels.openBLAS.isAvailable)) func kernelsMustBeThere() {
      var recipe = DeepKnowledgeTracing()
      #expect(recipe.kernels == .builtIn)
      recipe.kernels = .openBLAS
      #expect(problem { try recipe.check() }?.contains("OpenBLAS is not on this machine") == true)
    }

    @Test func divergenceIsNoticed() {
      let recipe = DeepKnowledgeTracingTests.recipe()
      let trainer = Trainer(recipe, DeepKnowledgeTracingTests.log())
      trainer.weights.bias[0] = .infinity
      trainer.weights.bias[2 * trainer.weights.shape.width] = .nan
      #expect(throws: DeepKnowledgeTracingError.diverged(epoch: 3, learningRate: 0.02)) {
        try trainer.train(epoch: 3)
      }
    }

    @Test func filesThatAreNotWhatWasSavedAreRefused() throws {
      let model = try DeepKnowledgeTracingTests.recipe().fit(DeepKnowledgeTracingTests.log())
      let saved = try #require(String(data: JSONEncoder().encode(model), encoding: .utf8))
      func read(_ pattern: String, _ replacement: String) -> String? {
        let text = saved.replacing(pattern, with: replacement)
        #expect(text != saved)
        return problem {
          _ = try JSONDecoder().decode(DeepKnowledgeModel.self, from: Data(text.utf8))
        }
      }
      #expect(read("\"dkt\"", "\"bkt\"")?.contains("another model") == true)
      #expect(read("\"version\":1", "\"version\":9")?.contains("version is 9") == true)
      #expect(read("\"hidden\":8", "\"hidden\":9")?.contains("floats in base64") == true)
      #expect(read("\"hidden\":8", "\"hidden\":0")?.contains("hidden units") == true)
      #expect(read("\"z\"", "\"z\",\"w\"")?.contains("floats in base64") == true)
      let broken = LSTMWeights(model.weights.shape)
      broken.bias[0] = .nan
      let data = try JSONEncoder().encode(
        DeepKnowledgeModel(skills: model.skills, weights: broken, training: model.training))
      #expect(
        problem { _ = try JSONDecoder().decode(DeepKnowledgeModel.self, from: data) }?
          .contains("not finite") == true)
    }
  }
}
