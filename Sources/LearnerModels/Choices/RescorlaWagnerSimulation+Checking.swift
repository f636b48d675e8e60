/// What keeps a simulation from being run. Subjects, trials and actions count from 1.
public enum RescorlaWagnerSimulationError: Error, Hashable {
  case noSubjects
  case noTrials
  case actionCount(Int)
  case learningRate(Double, subject: Int)
  case inverseTemperature(Double, highest: Double, subject: Int)
  case initialValue
  /// There must be one row for each subject or trial.
  case rowCount(Int, expected: Int)
  /// Each row must have a probability for each action.
  case rowLength(Int, expected: Int, row: Int)
  case probability(Double, row: Int, action: Int)
}

extension RescorlaWagnerSimulationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSubjects: "there are no subjects; give the parameters of at least one"
    case .noTrials: "there are no trials; give at least one block of at least one trial"
    case .actionCount(let count): "there are \(count) actions; give from 2 to 32767"
    case .learningRate(let rate, let subject):
      "subject \(subject): a learning rate is \(rate); it must be from 0 to 1"
    case .inverseTemperature(let value, let highest, let subject):
      "subject \(subject): the inverse temperature is \(value); it must be from 0 to \(highest)"
    case .initialValue: "the initial value is not a finite number; give one, as a rule from 0 to 1"
    case .rowCount(let count, let expected):
      "there are \(count) rows of reward probabilities; give \(expected)"
    case .rowLength(let count, let expected, let row):
      "row \(row) of the reward probabilities has \(count) of them; give \(expected), "
        + "one for each action"
    case .probability(let value, let row, let action):
      "row \(row) of the reward probabilities, action \(action): \(value) is not a probability; "
        + "give a number from 0 to 1"
    }
  }
}

extension RescorlaWagnerSimulation {
  struct Layout {
    var actions: Int
    var probabilities: [Double]
    var subjectStride = 0
    var trialStride = 0
  }

  /// The highest inverse temperature at which no exponential of a value overflows or vanishes, both of which
  /// would change the choices: 1400 for values that start between the rewards.
  public var highestInverseTemperature: Double {
    1400 / (max(initialValue, 1) - min(initialValue, 0))
  }

  func checkedLayout() throws(RescorlaWagnerSimulationError) -> Layout {
    guard !parameters.isEmpty else { throw .noSubjects }
    guard trials >= 1, blocks >= 1 else { throw .noTrials }
    guard initialValue.isFinite else { throw .initialValue }
    for (index, subject) in parameters.enumerated() {
      for rate in [subject.positiveRate, subject.negativeRate] where !(0...1).contains(rate) {
        throw .learningRate(rate, subject: index + 1)
      }
      guard (0...highestInverseTemperature).contains(subject.inverseTemperature) else {
        throw .inverseTemperature(
          subject.inverseTemperature, highest: highestInverseTemperature, subject: index + 1)
      }
    }
    switch rewardProbabilities {
    case .shared(let row): return try layout(of: [row], rows: 1)
    case .bySubject(let rows):
      var layout = try layout(of: rows, rows: parameters.count)
      layout.subjectStride = layout.actions
      return layout
    case .byTrial(let rows):
      var layout = try layout(of: rows, rows: trials * blocks)
      layout.trialStride = layout.actions
      return layout
    }
  }

  private func layout(
    of rows: [[Double]], rows expected: Int
  ) throws(RescorlaWagnerSimulationError) -> Layout {
    guard rows.count == expected else { throw .rowCount(rows.count, expected: expected) }
    let actions = rows[0].count
    guard (2...32767).contains(actions) else { throw .actionCount(actions) }
    for (index, row) in rows.enumerated() {
      guard row.count == actions else {
        throw .rowLength(row.count, expected: actions, row: index + 1)
      }
      for (action, value) in row.enumerated() where !(0...1).contains(value) {
        throw .probability(value, row: index + 1, action: action + 1)
      }
    }
    return Layout(actions: actions, probabilities: rows.flatMap { $0 })
  }
}
