import Foundation
import LearnerModels
import Numerical
import Testing

/// Bayesian knowledge tracing on real data, held against estimates made by others' EM.
@Suite struct KnowledgeTracingStudies {
  /// The 28 problem sets of Pardos & Heffernan (2010) in ../shared/data/kt_glops, against 200 iterations of
  /// plain EM with guess and slip capped at ½.
  @Test(.enabled(if: PracticeData.has("kt_glops"))) func fitsTheProblemSetsAtLeastAsWell() throws {
    let rows = try PracticeData.lines("kt_glops/reference_bkt_em.csv").dropFirst()
    #expect(rows.count == 28)
    var gained = 0.0
    for row in rows {
      let fields = row.split(separator: ",").map(String.init)
      let log = try PracticeData.problemSet("kt_glops/\(fields[0])")
      let numbers = fields[3...6].map { Double($0)! }
      let reference = KnowledgeTracer(
        vocabulary: log.vocabulary,
        skills: [
          SkillKnowledge(
            skill: "set", initialMastery: numbers[0], learn: numbers[1], guess: numbers[2],
            slip: numbers[3])
        ])
      let fit = try BayesianKnowledgeTracing(guessCap: 0.5, slipCap: 0.5).fit(log)
      let gain = fit.logLikelihood - reference.logLikelihood(of: log)
      gained += gain
      #expect(gain > -1e-3, "\(fields[0]) \(gain)")
      let skill = fit.skills[0]
      print(
        fields[0], String(format: "%+.4f", gain),
        [skill.initialMastery, skill.learn, skill.guess, skill.slip].map {
          String(format: "%.4f", $0)
        }, "reference", numbers, skill.concerns.map(\.rawValue))
    }
    print("log-likelihood gained over 28 sets:", gained)
  }

  /// ASSISTments 2009 "updated", the DKVMN split; the reference is a plain EM: AUC .7126, RMSE .4396.
  @Test(.enabled(if: PracticeData.has("kt_assist2009_updated")))
  func predictsASSISTmentsAsWellAsTheReference() throws {
    let train = try PracticeData.threeLines("kt_assist2009_updated/train.txt.gz")
    let test = try PracticeData.threeLines("kt_assist2009_updated/test.txt.gz")
    let fit = try BayesianKnowledgeTracing().fit(train)
    let accuracy = PracticeData.accuracy(of: fit, on: test)
    print("kt_assist2009_updated", accuracy)
    #expect(accuracy.areaUnderCurve > 0.7121)
    #expect(accuracy.rootMeanSquareError < 0.4401)
  }

  /// Piech et al.'s simulated students with the true concepts as skills: the reference's AUC, .79 to .80.
  @Test(.enabled(if: PracticeData.has("kt_synthetic5")))
  func predictsSimulatedStudents() throws {
    let expected = [0.7918, 0.7936, 0.7912, 0.7962, 0.8002]
    for version in 0..<5 {
      let log = try PracticeData.synthetic(version)
      let fit = try BayesianKnowledgeTracing().fit(log.students(at: 0..<2000))
      let accuracy = PracticeData.accuracy(of: fit, on: log.students(at: 2000..<4000))
      print("kt_synthetic5 v\(version)", accuracy.areaUnderCurve)
      #expect(accuracy.areaUnderCurve > expected[version] - 0.002)
    }
  }

  /// Everything on the same students and folds: two of them, five with STUDIES=full.
  @Test(.enabled(if: PracticeData.has("kt_assist2009_updated")))
  func comparesModelsOnASSISTments() throws {
    let log = try PracticeData.threeLines("kt_assist2009_updated/train.txt.gz")
    let comparison = try LearnerComparison(
      [
        SkillMeans(), BayesianKnowledgeTracing(withStandardErrors: false),
        BayesianKnowledgeTracing(forgets: true, withStandardErrors: false),
        BayesianKnowledgeTracing(initialMastery: .byFirstAnswer, withStandardErrors: false),
        PerformanceFactorsAnalysis(), ItemResponseTracing(unit: .skill),
        ItemResponseTracing(unit: .skill, hasFreeSlopes: true),
      ], on: log,
      folds: ProcessInfo.processInfo.environment["STUDIES"] == "full" ? 5 : 2)
    for model in comparison.models {
      print(
        model.name, "AUC", model.areaUnderCurve.value, "±", model.areaUnderCurve.standardError,
        "log loss", model.logLoss.value, "RMSE", model.rootMeanSquareError.value, "accuracy",
        model.accuracy.value, "seconds", model.seconds)
    }
    let gain = comparison.difference(\.areaUnderCurve, between: 1, and: 0)
    print("BKT - skill mean", gain.difference, gain.standardError, gain.pValue)
    #expect(gain.difference > 0.05 && gain.pValue < 1e-6)
  }
}
