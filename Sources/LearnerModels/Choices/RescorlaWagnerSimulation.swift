import CRescorlaWagner
import Numerical

/// Many Rescorla–Wagner learners (see `RescorlaWagner`) at a bandit whose arms bring 1 or 0, fast: 10,000
/// subjects × 100 trials × 5 actions take some 6 ms on one core. What a subject does depends on the seed and
/// its own number alone, never on the number of threads, of other subjects, or on the machine.
public struct RescorlaWagnerSimulation: Sendable {
  /// One subject's parameters.
  public struct Parameters: Sendable, Hashable {
    public var positiveRate: Double
    public var negativeRate: Double
    public var inverseTemperature: Double

    public init(positiveRate: Double, negativeRate: Double, inverseTemperature: Double) {
      self.positiveRate = positiveRate
      self.negativeRate = negativeRate
      self.inverseTemperature = inverseTemperature
    }
  }

  /// P(reward) of each action.
  public enum RewardProbabilities: Sendable, Hashable {
    case shared([Double])
    /// `[subject][action]`
    case bySubject([[Double]])
    /// Drifting, the same for everybody: `[trial][action]`, trials counted through all blocks.
    case byTrial([[Double]])
  }

  public var parameters: [Parameters]
  public var rewardProbabilities: RewardProbabilities
  public var trials: Int
  /// Each of as many trials; values start anew with each.
  public var blocks: Int
  public var initialValue: Double
  /// Whether the result holds every choice and reward: two bytes a trial.
  public var keepsRecords: Bool

  /// - Parameters:
  ///   - parameters: by subject.
  ///   - trials: in each block.
  public init(
    _ parameters: [Parameters], rewardProbabilities: RewardProbabilities, trials: Int,
    blocks: Int = 1, initialValue: Double = 0.5, keepsRecords: Bool = false
  ) {
    self.parameters = parameters
    self.rewardProbabilities = rewardProbabilities
    self.trials = trials
    self.blocks = blocks
    self.initialValue = initialValue
    self.keepsRecords = keepsRecords
  }

  public func run(
    seed: UInt64, threads: Int? = nil
  ) throws(RescorlaWagnerSimulationError) -> Result {
    let layout = try checkedLayout()
    let columns = Columns(self, layout)
    let values = Buffer(parameters.count * layout.actions, filledWith: 0.0)
    let rewards = Buffer(parameters.count, filledWith: Int64(0))
    let records = Buffer(
      keepsRecords ? parameters.count * trials * blocks : 0, filledWith: UInt16(0))

    let size = 256
    let keepsRecords = keepsRecords
    Parallel(threads: threads).forEach((parameters.count + size - 1) / size) { block in
      let range = block * size..<min((block + 1) * size, columns.positiveRates.count)
      let generators = Self.generators(of: range, seed: seed)
      let scratch = Buffer(Int(crw_scratch_count(Int64(layout.actions))), filledWith: 0.0)
      crw_simulate(
        columns.bandit, Int64(range.lowerBound), Int64(range.upperBound), generators.base,
        values.base, rewards.base, keepsRecords ? records.base : nil, scratch.base)
      generators.keepAlive()
      scratch.keepAlive()
      columns.keepAlive()
    }
    return Result(
      actions: layout.actions, trials: trials, blocks: blocks, finalValues: values.array,
      rewardCounts: rewards.array.map { Int($0) }, records: keepsRecords ? records.array : nil)
  }

  /// Four words a subject.
  private static func generators(of subjects: Range<Int>, seed: UInt64) -> Buffer<UInt64> {
    let words = Buffer(4 * subjects.count, filledWith: UInt64(0))
    for (index, subject) in subjects.enumerated() {
      let state = SeededGenerator(seed: seed, stream: UInt64(subject)).state
      words.base[4 * index] = state.0
      words.base[4 * index + 1] = state.1
      words.base[4 * index + 2] = state.2
      words.base[4 * index + 3] = state.3
    }
    return words
  }
}

/// What the kernel reads, in its own memory; written once, before it is read.
private final class Columns: @unchecked Sendable {
  let positiveRates: Buffer<Double>
  let negativeRates: Buffer<Double>
  let inverseTemperatures: Buffer<Double>
  let probabilities: Buffer<Double>
  let bandit: crw_bandit

  init(_ simulation: RescorlaWagnerSimulation, _ layout: RescorlaWagnerSimulation.Layout) {
    func column(_ values: some Collection<Double>) -> Buffer<Double> {
      let buffer = Buffer(values.count, filledWith: 0.0)
      for (index, value) in values.enumerated() { buffer.base[index] = value }
      return buffer
    }
    positiveRates = column(simulation.parameters.map(\.positiveRate))
    negativeRates = column(simulation.parameters.map(\.negativeRate))
    inverseTemperatures = column(simulation.parameters.map(\.inverseTemperature))
    probabilities = column(layout.probabilities)
    bandit = crw_bandit(
      blocks: Int64(simulation.blocks), trials: Int64(simulation.trials),
      actions: Int64(layout.actions), initial_value: simulation.initialValue,
      rate_of_gains: positiveRates.base, rate_of_losses: negativeRates.base,
      inverse_temperatures: inverseTemperatures.base, reward_probabilities: probabilities.base,
      subject_stride: Int64(layout.subjectStride), trial_stride: Int64(layout.trialStride))
  }

  func keepAlive() { withExtendedLifetime(self) {} }
}
