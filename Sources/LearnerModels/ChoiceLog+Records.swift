extension ChoiceLog {
  /// Choices as they are recorded, one a record, in any order.
  public struct Records: Sendable {
    public var subjects: CodedLabels
    public var blocks: CodedLabels?
    public var contexts: CodedLabels?
    public var states: CodedLabels?
    /// Names; or numbers, from 0 or from 1 on.
    public var actions: CodedLabels
    /// Finite.
    public var rewards: [Double]
    /// Where a trial stands within its subject and block; without it, trials stand as they come.
    public var order: [Double]?
    /// Any unit. Must not go backwards where there is no `order`, which counts for more.
    public var time: [Double]?
    /// How many actions there are, where some may never be chosen.
    public var actionCount: Int?

    public init(subjects: CodedLabels, actions: CodedLabels, rewards: [Double]) {
      self.subjects = subjects
      self.actions = actions
      self.rewards = rewards
    }
  }

  /// More actions than this are taken for a mistake.
  public static let largestActionCount = 1000

  /// Puts records together: subjects as they first come, everything else sorted by name. Values start anew with
  /// each block.
  ///
  /// - Returns: a log that is of no use where `problems` has errors.
  public init(_ records: Records, problems: inout LogProblems) {
    let subjects = records.subjects.inOrderOfRecords()
    let blocks = records.blocks?.sorted()
    let contexts = records.contexts?.sorted()
    let states = records.states?.sorted()
    let actions = records.resolvedActions(&problems)
    let ordering = RecordOrder(
      subjects: subjects, blocks: blocks, order: records.order, time: records.time)
    let sequences = ordering.sequences(&problems)
    func place(_ labels: CodedLabels?, _ record: Int) -> Int {
      labels.map { max(0, Int($0.codes[record])) } ?? 0
    }
    self.init(
      subjects: subjects.names, contexts: contexts?.names ?? [""], states: states?.names ?? [""],
      actions: actions.names,
      sequences: sequences.map { sequence in
        var block = 0
        var last: Int32?
        return sequence.map { record in
          if let blocks, blocks.codes[record] != last {
            if last != nil { block += 1 }
            last = blocks.codes[record]
          }
          return Trial(
            context: place(contexts, record), state: place(states, record),
            action: place(actions, record), reward: records.rewards[record], block: block)
        }
      }, recordIndices: sequences)
    for (labels, noun) in [(contexts, "context"), (states, "state"), (blocks, "block")] {
      if let record = labels?.codes.firstIndex(of: -1) {
        problems.fail("'\(noun)' is missing, and other records have it; give it.", record: record)
      }
    }
    for (subject, records) in zip(self.subjects, sequences) where records.count == 1 {
      problems.fail(
        "subject '\(subject)' has a single trial, which tells nothing about learning; give more, or leave "
          + "the subject out.", record: records[0])
    }
    if self.actions.count == 1, problems.errorCount == 0 {
      problems.fail(
        "'\(self.actions[0])' is the only action; where nothing was chosen there is no choice to model. "
          + "If there are others, say how many by --actions.", record: nil)
    }
  }
}

extension ChoiceLog.Records {
  /// Actions by name; those that are numbers with all from the first to the last, chosen or not.
  fileprivate func resolvedActions(_ problems: inout LogProblems) -> CodedLabels {
    let labels = actions.sorted()
    let numbers = labels.names.map(Double.init)
    guard !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) else {
      if let actionCount, labels.names.count > actionCount {
        problems.fail(
          "there are \(labels.names.count) actions (\(LogProblems.some(labels.names))), and --actions says "
            + "\(actionCount).", record: nil)
      }
      return labels
    }
    let values = numbers.compactMap { $0 }
    let isBased = values.contains(0)
    let lowest = isBased ? 0 : 1
    let highest = (actionCount ?? ChoiceLog.largestActionCount) - 1 + lowest
    for (record, code) in labels.codes.enumerated() where code >= 0 {
      let value = values[Int(code)]
      if value != value.rounded() {
        problems.fail(
          "action is \(value); it must be a whole number, or a name.", record: record)
      } else if value < Double(lowest) || value > Double(highest) {
        problems.fail(
          "action is \(shortest(value)); it must be from \(lowest) to \(highest)"
            + (actionCount == nil ? "." : ", as --actions says."), record: record)
      }
    }
    guard problems.errorCount == 0 else { return labels }
    let last = actionCount == nil ? Int(values.max() ?? 0) : highest
    return CodedLabels(
      names: (lowest...max(lowest, last)).map(String.init),
      codes: labels.codes.map { $0 < 0 ? -1 : Int32(values[Int($0)]) - Int32(lowest) })
  }
}
