extension RescorlaWagner {
  public func learner(with parameters: [Double]) -> Learner {
    Learner(
      positiveRate: parameters[0], negativeRate: parameters[parameters.count - 2],
      inverseTemperature: parameters[parameters.count - 1], initialValue: initialValue,
      states: log.states.count, actions: log.actions.count,
      values: Array(repeating: initialValue, count: rowCount * log.actions.count))
  }

  public struct Learner: ChoiceLearner {
    let positiveRate: Double
    let negativeRate: Double
    let inverseTemperature: Double
    let initialValue: Double
    let states: Int
    let actions: Int
    /// `[context][state][action]`, row-major.
    public private(set) var values: [Double]

    public mutating func startBlock() {
      for index in values.indices { values[index] = initialValue }
    }

    public mutating func choose(context: Int, state: Int) -> [Double] {
      let first = (context * states + state) * actions
      return softmax(values[first..<first + actions], inverseTemperature: inverseTemperature)
    }

    public mutating func learn(from trial: ChoiceLog.Trial) {
      let index = (trial.context * states + trial.state) * actions + trial.action
      let error = trial.reward - values[index]
      values[index] += (error >= 0 ? positiveRate : negativeRate) * error
    }
  }
}
