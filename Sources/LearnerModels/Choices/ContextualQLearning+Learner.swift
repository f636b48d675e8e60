extension ContextualQLearning {
  public func learner(with parameters: [Double]) -> Learner {
    Learner(
      learningRate: parameters[0], inverseTemperature: parameters[1], forgetting: parameters[2],
      initialValue: initialValue, states: log.states.count, actions: log.actions.count,
      values: Array(repeating: initialValue, count: rowCount * log.actions.count))
  }

  public struct Learner: ChoiceLearner {
    let learningRate: Double
    let inverseTemperature: Double
    let forgetting: Double
    let initialValue: Double
    let states: Int
    let actions: Int
    /// `[context][state][action]`, row-major.
    public private(set) var values: [Double]

    public mutating func startBlock() {
      for index in values.indices { values[index] = initialValue }
    }

    public mutating func choose(context: Int, state: Int) -> [Double] {
      for index in values.indices { values[index] += forgetting * (initialValue - values[index]) }
      let first = (context * states + state) * actions
      return softmax(values[first..<first + actions], inverseTemperature: inverseTemperature)
    }

    public mutating func learn(from trial: ChoiceLog.Trial) {
      let index = (trial.context * states + trial.state) * actions + trial.action
      values[index] += learningRate * (trial.reward - values[index])
    }
  }
}
