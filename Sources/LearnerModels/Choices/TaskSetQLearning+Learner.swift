extension TaskSetQLearning {
  public func learner(with parameters: [Double]) -> Learner {
    let taskSets = 0..<taskSetCount
    return Learner(
      low: Level(parameters[0...2]), high: Level(parameters[3...5]), initialValue: initialValue,
      leanings: log.contexts.indices.map { context in
        taskSets.map { leaning(ofContext: context, to: $0) }
      },
      lowValues: taskSets.map { _ in
        log.states.map { _ in log.actions.map { _ in initialValue } }
      },
      highValues: log.contexts.map { _ in taskSets.map { _ in initialValue } })
  }

  struct Level {
    let learningRate: Double
    let inverseTemperature: Double
    let forgetting: Double

    init(_ parameters: ArraySlice<Double>) {
      learningRate = parameters[parameters.startIndex]
      inverseTemperature = parameters[parameters.startIndex + 1]
      forgetting = parameters[parameters.startIndex + 2]
    }
  }

  public struct Learner: ChoiceLearner {
    let low: Level
    let high: Level
    let initialValue: Double
    let leanings: [[Double]]
    /// `[task set][state][action]`
    public private(set) var lowValues: [[[Double]]]
    /// `[context][task set]`
    public private(set) var highValues: [[Double]]

    public mutating func startBlock() {
      lowValues = lowValues.map { $0.map { $0.map { _ in initialValue } } }
      highValues = highValues.map { $0.map { _ in initialValue } }
    }

    public mutating func choose(context: Int, state: Int) -> [Double] {
      let start = initialValue
      lowValues = lowValues.map { $0.map { $0.map { $0 + low.forgetting * (start - $0) } } }
      highValues = highValues.map { $0.map { $0 + high.forgetting * (start - $0) } }
      let weights = taskSetProbabilities(in: context)
      let policies = policies(in: state)
      return policies[0].indices.map { action in
        zip(weights, policies).reduce(0) { $0 + $1.0 * $1.1[action] }
      }
    }

    public mutating func learn(from trial: ChoiceLog.Trial) {
      let policies = policies(in: trial.state)
      let joint = zip(taskSetProbabilities(in: trial.context), policies).map {
        $0 * $1[trial.action]
      }
      let total = joint.reduce(0, +)
      for (taskSet, weight) in joint.enumerated() {
        let share = weight / total
        let lowError = trial.reward - lowValues[taskSet][trial.state][trial.action]
        lowValues[taskSet][trial.state][trial.action] += low.learningRate * share * lowError
        let highError = trial.reward - highValues[trial.context][taskSet]
        highValues[trial.context][taskSet] += high.learningRate * share * highError
      }
    }

    /// w, by task set.
    public func taskSetProbabilities(in context: Int) -> [Double] {
      let largest = highValues[context].max()!
      let scores = zip(highValues[context], leanings[context]).map {
        high.inverseTemperature * ($0 - largest) + $1
      }
      return softmax(scores, inverseTemperature: 1)
    }

    /// π, `[task set][action]`.
    private func policies(in state: Int) -> [[Double]] {
      lowValues.map { softmax($0[state], inverseTemperature: low.inverseTemperature) }
    }
  }
}
