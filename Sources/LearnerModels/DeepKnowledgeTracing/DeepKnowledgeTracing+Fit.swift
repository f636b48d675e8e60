import Numerical

extension DeepKnowledgeTracing {
  /// Holds out a share of the students, drawn by the seed, and trains on the others.
  ///
  /// - Throws: `LearnerModelError`, `DeepKnowledgeTracingError`.
  public func fit(_ log: PracticeLog) throws -> DeepKnowledgeModel {
    try fit(log) { _ in }
  }

  /// - Parameter onEpoch: is told of each epoch when it is over; what it throws ends training.
  public func fit(
    _ log: PracticeLog, onEpoch: (DeepKnowledgeModel.Epoch) throws -> Void
  ) throws -> DeepKnowledgeModel {
    try check()
    let practising = log.sequences.indices.filter { !log.sequences[$0].isEmpty }
    guard !practising.isEmpty else { throw LearnerModelError.emptyLog }
    guard heldOutShare > 0 else { return try fit(log, heldOut: nil, onEpoch: onEpoch) }
    guard practising.count > 1 else {
      throw DeepKnowledgeTracingError.noStudentHeldOut(students: practising.count)
    }
    var order = practising
    var generator = SeededGenerator(seed: seed, stream: Stream.split)
    order.shuffleInPlace(using: &generator)
    let wanted = Int((heldOutShare * Double(order.count)).rounded())
    let count = min(max(wanted, 1), order.count - 1)
    return try fit(
      log.students(at: order[count...].sorted()),
      heldOut: log.students(at: order[..<count].sorted()),
      onEpoch: onEpoch)
  }

  /// - Parameter heldOut: whose answers tell when to stop; its indices are those of `log`. `nil` for
  ///   nobody: all epochs are done.
  public func fit(
    _ log: PracticeLog, heldOut: PracticeLog?,
    onEpoch: (DeepKnowledgeModel.Epoch) throws -> Void = { _ in }
  ) throws -> DeepKnowledgeModel {
    try check()
    guard log.interactionCount > 0, heldOut.map({ $0.interactionCount > 0 }) ?? true else {
      throw LearnerModelError.emptyLog
    }
    guard log.sequences.contains(where: { $0.count > 1 }) else {
      throw DeepKnowledgeTracingError.nothingFollowsAnAnswer
    }
    let trainer = Trainer(self, log)
    var record = DeepKnowledgeModel.Training(
      students: log.students.count, heldOutStudents: heldOut?.students.count ?? 0,
      kernels: kernels.summary)
    var best = trainer.weights
    for number in 1...epochs {
      let loss = try trainer.train(epoch: number)
      let model = trainer.model(trainer.weights, record)
      let epoch = DeepKnowledgeModel.Epoch(
        number: number, trainingLogLoss: loss,
        accuracy: heldOut.map { model.accuracy(on: $0, parallel: parallel) })
      record.epochs.append(epoch)
      if let logLoss = epoch.logLoss, let least = record.best?.logLoss, logLoss >= least {
        try onEpoch(epoch)
        if number - record.bestEpoch >= patience { break }
        continue
      }
      record.bestEpoch = number
      best = trainer.weights.copy()
      try onEpoch(epoch)
    }
    return trainer.model(best, record)
  }

  /// What the seed's streams are for.
  enum Stream {
    static let split: UInt64 = 0
    static let weights: UInt64 = 1
    static let order: UInt64 = 1 << 32
    static let dropout: UInt64 = 1 << 33
  }
}

extension Array {
  mutating func shuffleInPlace(using generator: inout SeededGenerator) {
    for last in stride(from: count - 1, to: 0, by: -1) {
      swapAt(last, generator.index(below: last + 1))
    }
  }
}
