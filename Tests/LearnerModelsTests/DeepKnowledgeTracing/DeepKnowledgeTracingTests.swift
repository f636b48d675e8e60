import Foundation
import Numerical
import Testing

@testable import LearnerModels

extension NetworkTests {
  @Suite struct DeepKnowledgeTracingTests {
    /// Students who know all or nothing: the first answer tells the others.
    static func log(students: Int = 40, seed: UInt64 = 1) -> PracticeLog {
      var generator = SeededGenerator(seed: seed)
      let sequences = (0..<students).map { _ in
        let chance = generator.uniform() < 0.5 ? 0.95 : 0.05
        return (0..<(2 + generator.index(below: 9))).map { _ in
          PracticeLog.Interaction(
            skill: generator.index(below: 3), isCorrect: generator.uniform() < chance)
        }
      }
      return PracticeLog(
        students: (0..<students).map { "s\($0)" }, skills: ["x", "y", "z"], sequences: sequences)
    }

    static func recipe() -> DeepKnowledgeTracing {
      DeepKnowledgeTracing(
        hidden: 8, batchSize: 8, learningRate: 0.02, dropout: 0.2, epochs: 4, heldOutShare: 0.25,
        parallel: Parallel(threads: 1))
    }

    @Test func learnsWhatTheFirstAnswerTells() throws {
      var recipe = Self.recipe()
      recipe.epochs = 15
      let model = try recipe.fit(Self.log(students: 60))
      // Predicting the share of right answers gives log 2 and ½; the truth about 0.29 and 0.9.
      let accuracy = model.accuracy(on: Self.log(students: 60, seed: 2))
      #expect(accuracy.logLoss < 0.45)
      #expect(accuracy.areaUnderCurve > 0.83)
    }

    @Test func threadsChangeNothing() throws {
      var recipe = Self.recipe()
      recipe.epochs = 1
      recipe.batchSize = 80
      recipe.heldOutShare = 0.05
      let log = Self.log(students: 100)
      let one = try recipe.fit(log)
      recipe.parallel = Parallel(threads: 3)
      let three = try recipe.fit(log)
      #expect(one.weights.values.array == three.weights.values.array)
      #expect(one.training == three.training)
      recipe.seed = 2
      #expect(try recipe.fit(log).weights.values.array != one.weights.values.array)
    }

    @Test func oneAtATimeAndAllAtOnceAgree() throws {
      let log = Self.log()
      let model = try Self.recipe().fit(log)
      for (sequence, together) in zip(log.sequences, model.predictions(for: log)) {
        let alone = model.predictions(for: sequence)
        #expect(alone.count == together.count)
        for (a, b) in zip(alone, together) { #expect(abs(a - b) < 1e-6) }
      }
    }

    @Test func predictionsAreTheReferencesAndSeeOnlyThePast() throws {
      let log = Self.log()
      let model = try Self.recipe().fit(log)
      var sequence = log.sequences[0]
      let shape = model.weights.shape
      let answers = sequence.map { shape.token(skill: $0.skill, isCorrect: $0.isCorrect) }
      let reference = ReferenceNetwork(model.weights).predictions(
        for: CodedStretch(answers: answers[...], before: shape.start))
      let predictions = model.predictions(for: sequence)
      for (a, b) in zip(predictions, reference) { #expect(abs(a - b) < 1e-5) }
      sequence[sequence.count - 1].isCorrect.toggle()
      #expect(model.predictions(for: sequence) == predictions)
    }

    @Test func savedAndReadItPredictsTheSame() throws {
      let log = Self.log()
      let model = try Self.recipe().fit(log)
      let read = try JSONDecoder().decode(
        DeepKnowledgeModel.self, from: JSONEncoder().encode(model))
      #expect(read.skills == model.skills)
      #expect(read.training == model.training)
      #expect(read.predictions(for: log) == model.predictions(for: log))
      // A state is carried over as well.
      var state = model.start()
      model.observe(skill: 1, isCorrect: false, in: &state)
      let restored = try JSONDecoder().decode(
        DeepKnowledgeModel.State.self, from: JSONEncoder().encode(state))
      #expect(
        read.probability(ofSkill: 1, in: restored) == model.probability(ofSkill: 1, in: state))
    }

    @Test func unknownSkillsAreTakenForTheMeanOfTheKnown() throws {
      let log = Self.log()
      let model = try Self.recipe().fit(log)
      let shape = model.weights.shape
      for unit in 0..<shape.hidden {
        let mean = (0..<3).reduce(0) { $0 + model.weights.output[$1 * shape.width + unit] } / 3
        #expect(abs(model.weights.output[3 * shape.width + unit] - mean) < 1e-6)
      }
      let p = model.predictions(for: [
        .init(skill: 3, isCorrect: true), .init(skill: 99, isCorrect: true),
      ])
      #expect(p.allSatisfy { $0 > 0 && $0 < 1 })
      #expect(p[1] > p[0])
    }

    @Test func longSequencesAreCutForTrainingAlone() throws {
      var recipe = Self.recipe()
      recipe.longestStretch = 4
      recipe.epochs = 2
      let model = try recipe.fit(Self.log())
      #expect(model.training.epochs.count == 2)
      #expect(model.training.epochs.allSatisfy { $0.trainingLogLoss < 0.8 })
    }

    @Test func trainingEndsAfterTheBestEpochAndKeepsIt() throws {
      var recipe = Self.recipe()
      recipe.epochs = 60
      recipe.patience = 2
      recipe.learningRate = 0.1
      let log = Self.log(students: 24)
      let heldOut = Self.log(students: 10, seed: 5)
      var told = 0
      let model = try recipe.fit(log, heldOut: heldOut) { _ in told += 1 }
      let training = model.training
      #expect(told == training.epochs.count)
      #expect(training.epochs.count == training.bestEpoch + 2)
      let best = try #require(training.best)
      #expect(training.epochs.allSatisfy { $0.logLoss! >= best.logLoss! })
      #expect(abs(model.accuracy(on: heldOut).logLoss - best.logLoss!) < 1e-12)
    }

    @Test func withNobodyHeldOutAllEpochsAreDone() throws {
      var recipe = Self.recipe()
      recipe.heldOutShare = 0
      let model = try recipe.fit(Self.log())
      #expect(model.training.bestEpoch == 4)
      #expect(model.training.best?.logLoss == nil)
      #expect(model.training.heldOutStudents == 0)
    }

    @Test func allRightHasNoCurve() throws {
      let sequences = (0..<4).map { _ in
        [PracticeLog.Interaction](repeating: .init(skill: 0, isCorrect: true), count: 3)
      }
      let log = PracticeLog(students: ["a", "b", "c", "d"], skills: ["x"], sequences: sequences)
      let model = try Self.recipe().fit(log)
      #expect(model.training.best?.areaUnderCurve == nil)
      #expect(model.predictions(for: sequences[0]).allSatisfy { $0 > 0.6 && $0 < 1 })
    }
  }
}
