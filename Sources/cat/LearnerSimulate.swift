import ArgumentParser
import Foundation
import LearnerModels
import Numerical
import Presentation

struct LearnerSimulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Let simulated learners go through a task.",
    discussion: """
      The task is one of actions that bring 1 or 0; with rl, each context and state has an action of its own that \
      is best. What the learners are, --parameter says; --records prints what they did as cat learner fit reads it.
      """)

  @Argument(help: "bkt, rw or rl.")
  var model: LearnerModelName

  @OptionGroup(title: "Model")
  var form: LearnerFormOptions

  @OptionGroup(title: "Learners and task")
  var task: SimulatedTaskOptions

  @Flag(help: "Print one JSON object a trial.")
  var records = false

  @OptionGroup var common: LearnerRunOptions

  func validate() throws {
    guard model != .dkt else {
      throw ValidationError(
        "simulate goes with bkt, rw and rl; dkt has no parameters to begin from.")
    }
    try (form.modelRules + task.modelRules).check(with: model)
    if records, common.json || common.html != nil {
      throw ValidationError("--records prints trials only; leave out --json and --html.")
    }
  }

  func run() throws {
    let seed = common.chosenSeed()
    if model.isOfPractice { return try simulatePractice(seed: seed) }
    let form = form.form(model)
    let subjects = try task.drawnParameters(of: form, seed: seed)
    let report: ChoiceSimulationReport
    let log: ChoiceLog?
    if case .rw = model, form.learningRates == .asymmetric {
      (report, log) = try bandit(form, subjects, seed: seed)
    } else {
      let choices = try task.choiceTask(model, seed: seed)
      let start = ContinuousClock.now
      let simulated = try task.simulate(form, choices, subjects, seed: seed, common.parallel)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      report = ChoiceSimulationReport(
        form: form.words, log: simulated, bestActions: choices.bestActions, seconds: seconds,
        seed: seed)
      log = simulated
    }
    if records, let log {
      try writeTrials(of: log)
    } else {
      try common.deliver(report.document(), json: try report.json())
    }
  }

  private func simulatePractice(seed: UInt64) throws {
    let skill = try task.skill()
    let names = (1...(task.skills ?? 5)).map(String.init)
    let tracer = KnowledgeTracer(
      vocabulary: PracticeLog.Vocabulary(skills: names),
      skills: names.map { name in
        var skill = skill
        skill.skill = name
        return skill
      })
    let start = ContinuousClock.now
    let log = tracer.simulate(
      students: task.subjectCount, opportunities: task.trialCount, seed: seed,
      parallel: common.parallel)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if records { return writeAnswers(of: log) }
    let report = PracticeSimulationReport(log: log, skill: skill, seconds: seconds, seed: seed)
    try common.deliver(report.document(), json: try report.json())
  }

  private func writeAnswers(of log: PracticeLog) {
    for (student, sequence) in zip(log.students, log.sequences) {
      var text = ""
      for (place, answer) in sequence.enumerated() {
        text +=
          "{\"subject\":\"\(student)\",\"order\":\(place + 1),\"skill\":\"\(log.skills[answer.skill])\","
          + "\"correct\":\(answer.isCorrect ? 1 : 0)}\n"
      }
      write(text)
    }
  }

  /// The fast way, for any number of subjects.
  private func bandit(
    _ form: ChoiceModelForm, _ subjects: [[Double]], seed: UInt64
  ) throws -> (ChoiceSimulationReport, ChoiceLog?) {
    let simulation = RescorlaWagnerSimulation(
      subjects.map {
        .init(positiveRate: $0[0], negativeRate: $0[1], inverseTemperature: $0[2])
      },
      rewardProbabilities: .shared(task.probabilities), trials: task.trialCount,
      blocks: task.blockCount,
      initialValue: form.initialValue, keepsRecords: records)
    do {
      let start = ContinuousClock.now
      let result = try simulation.run(seed: seed, threads: common.threads)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let report = ChoiceSimulationReport(
        form: form.words, result: result, rewardProbabilities: task.probabilities,
        seconds: seconds, seed: seed)
      return (report, records ? result.log : nil)
    } catch {
      throw Failure(.usage, error.description + ".")
    }
  }

  private func writeTrials(of log: ChoiceLog) throws {
    let hasBlocks = task.blockCount > 1
    let hasStates = log.states.count > 1 || log.contexts.count > 1
    var text = ""
    for (subject, trials) in zip(log.subjects, log.sequences) {
      var number = 0
      var block = 0
      for trial in trials {
        number = trial.block == block ? number + 1 : 1
        block = trial.block
        text += "{\"subject\":\"\(subject)\""
        if hasBlocks { text += ",\"block\":\(block + 1)" }
        text += ",\"trial\":\(number)"
        if hasStates {
          text +=
            ",\"context\":\"\(log.contexts[trial.context])\",\"state\":\"\(log.states[trial.state])\""
        }
        text += ",\"action\":\(log.actions[trial.action]),\"reward\":\(Int(trial.reward))}\n"
      }
      if text.utf8.count > 1 << 20 {
        write(text)
        text = ""
      }
    }
    write(text)
  }
}
