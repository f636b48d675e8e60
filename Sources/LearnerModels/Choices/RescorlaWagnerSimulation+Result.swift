extension RescorlaWagnerSimulation {
  public struct Result: Sendable, Hashable {
    public let actions: Int
    /// In each block.
    public let trials: Int
    public let blocks: Int
    /// Q after the last trial, `[subject][action]`, row-major.
    public let finalValues: [Double]
    /// By subject.
    public let rewardCounts: [Int]
    /// action · 2 + reward, `[subject][trial]`, row-major, trials counted through all blocks.
    let records: [UInt16]?

    public var subjects: Int { rewardCounts.count }

    /// The share of all trials that brought a reward.
    public var rewardRate: Double {
      Double(rewardCounts.reduce(0, +)) / Double(subjects * trials * blocks)
    }

    /// Over subjects and actions.
    public var meanFinalValue: Double {
      finalValues.reduce(0, +) / Double(finalValues.count)
    }

    /// The trials of one subject; `nil` where no records were kept.
    public func sequence(ofSubject subject: Int) -> [ChoiceLog.Trial]? {
      guard let records else { return nil }
      let length = trials * blocks
      return records[subject * length..<(subject + 1) * length].enumerated().map { index, record in
        ChoiceLog.Trial(
          action: Int(record / 2), reward: Double(record % 2), block: index / trials)
      }
    }

    /// All of it as data to be fitted, subjects and actions numbered from 1; `nil` where no records were
    /// kept.
    public var log: ChoiceLog? {
      guard records != nil else { return nil }
      return ChoiceLog(
        subjects: (1...subjects).map { "\($0)" }, actions: (1...actions).map { "\($0)" },
        sequences: (0..<subjects).map { sequence(ofSubject: $0)! })
    }
  }
}
