import CDense
import Numerical

/// A network that deep knowledge tracing has trained.
public struct DeepKnowledgeModel: Sendable {
  /// What the network knows, in the order of its outputs.
  public let skills: [String]
  public let training: Training
  let weights: LSTMWeights
  private let recurrent: PreparedMatrix

  init(skills: [String], weights: LSTMWeights, training: Training, kernels: DenseKernels = .builtIn)
  {
    self.skills = skills
    self.weights = weights
    self.training = training
    recurrent = PreparedMatrix(
      kernels: kernels, rows: weights.shape.width, columns: weights.shape.gates,
      isTransposed: false)
    recurrent.prepare(weights.recurrent)
  }

  public var hidden: Int { weights.shape.hidden }

  /// How training went.
  public struct Training: Sendable, Hashable, Codable {
    public var students: Int
    public var heldOutStudents: Int
    /// Whose code multiplied matrices, on which instruction set.
    public var kernels: String
    public internal(set) var epochs: [Epoch] = []
    /// The number of the epoch whose weights were kept.
    public internal(set) var bestEpoch = 0

    init(students: Int, heldOutStudents: Int, kernels: String) {
      self.students = students
      self.heldOutStudents = heldOutStudents
      self.kernels = kernels
    }

    /// The epoch whose weights were kept. Its figures are a little too good, having been chosen.
    public var best: Epoch? { epochs.first { $0.number == bestEpoch } }
  }

  public struct Epoch: Sendable, Hashable, Codable {
    /// From 1.
    public let number: Int
    /// The mean of −log P an answer that was trained on, each with the weights of its turn and with
    /// dropout.
    public let trainingLogLoss: Double
    /// Over all answers of the held-out students; `nil` where nobody was.
    public let logLoss: Double?
    /// The same; `nil` too where they were all right or all wrong.
    public let areaUnderCurve: Double?

    init(number: Int, trainingLogLoss: Double, accuracy: PredictionAccuracy?) {
      self.number = number
      self.trainingLogLoss = trainingLogLoss
      logLoss = accuracy?.logLoss
      areaUnderCurve = accuracy.flatMap { $0.areaUnderCurve.isNaN ? nil : $0.areaUnderCurve }
    }
  }
}

// MARK: One answer at a time

extension DeepKnowledgeModel {
  /// All that the network remembers of a student.
  public struct State: Sendable, Hashable, Codable {
    var output: [Float]
    var cell: [Float]
  }

  /// Of a student of whom nothing is known.
  public func start() -> State {
    let width = weights.shape.width
    var state = State(
      output: [Float](repeating: 0, count: width), cell: [Float](repeating: 0, count: width))
    feed(weights.shape.start, into: &state)
    return state
  }

  /// Takes an answer into account.
  ///
  /// - Parameter skill: an index into `skills`, or any beyond them for a skill unknown.
  public func observe(skill: Int, isCorrect: Bool, in state: inout State) {
    feed(weights.shape.token(skill: skill, isCorrect: isCorrect), into: &state)
  }

  /// P(right) if `skill` is asked next; strictly between 0 and 1.
  public func probability(ofSkill skill: Int, in state: State) -> Double {
    var target = Int32(min(skill, weights.shape.skills - 1))
    var logit: Float = 0
    cdense_readout(
      1, Int64(weights.shape.width), &target, state.output, weights.output, weights.outputBias,
      &logit)
    return Self.probability(logit)
  }

  private func feed(_ token: Int32, into state: inout State) {
    var token = token
    withUnsafeTemporaryAllocation(of: Float.self, capacity: weights.shape.gates) { z in
      state.output.withUnsafeMutableBufferPointer { h in
        state.cell.withUnsafeMutableBufferPointer { c in
          let (h, c) = (h.baseAddress!, c.baseAddress!)
          weights.step(
            rows: 1, tokens: &token, recurrent: recurrent,
            previous: (UnsafePointer(h), UnsafePointer(c)), z: z.baseAddress!, next: (h, c))
        }
      }
    }
  }

  /// Beyond ±30 the logistic function gets too near to 0 and 1 to take a logarithm of.
  private static func probability(_ logit: Float) -> Double {
    logistic(Double(max(-30, min(30, logit))))
  }
}

// MARK: Whole sequences

extension DeepKnowledgeModel: NextAnswerPredictor {
  public func predictions(for sequence: [PracticeLog.Interaction]) -> [Double] {
    var state = start()
    return sequence.map {
      let p = probability(ofSkill: $0.skill, in: state)
      observe(skill: $0.skill, isCorrect: $0.isCorrect, in: &state)
      return p
    }
  }

  /// P(right) of each answer given the student's earlier ones, by student; many students at once take a
  /// fifth of the time that they take one by one.
  ///
  /// - Parameter log: its indices are those of the log that was fitted.
  public func predictions(for log: PracticeLog, parallel: Parallel = Parallel()) -> [[Double]] {
    let order = log.sequences.indices.filter { !log.sequences[$0].isEmpty }
      .sorted { (log.sequences[$0].count, $1) > (log.sequences[$1].count, $0) }
    let starts = order.reduce(into: [0]) { $0.append($0.last! + log.sequences[$1].count) }
    let results = Buffer(starts.last!, filledWith: 0.0)
    let groups = (order.count + 31) / 32
    parallel.forEach(groups) { group in
      let members = (32 * group)..<min(32 * group + 32, order.count)
      predict(members.map { log.sequences[order[$0]] }, members.map { results.base + starts[$0] })
    }
    var predictions = [[Double]](repeating: [], count: log.sequences.count)
    for (place, student) in order.enumerated() {
      let slice = UnsafeBufferPointer(
        start: results.base + starts[place], count: log.sequences[student].count)
      predictions[student] = Array(slice)
    }
    results.keepAlive()
    return predictions
  }

  /// How well the answers of `log` are predicted, all together; empty students do not count.
  public func accuracy(on log: PracticeLog, parallel: Parallel = Parallel()) -> PredictionAccuracy {
    PredictionAccuracy(
      predictions: zip(predictions(for: log, parallel: parallel), log.sequences).flatMap {
        zip($0, $1).map { (p: $0, score: $1.isCorrect ? 1 : 0) }
      })
  }

  /// - Parameters:
  ///   - sequences: the longest first, none empty.
  ///   - results: where each one's go.
  private func predict(
    _ sequences: [[PracticeLog.Interaction]], _ results: [UnsafeMutablePointer<Double>]
  ) {
    let shape = weights.shape
    let batch = SequenceBatch(
      sequences.map { sequence in
        CodedStretch(
          answers: sequence.map { shape.token(skill: $0.skill, isCorrect: $0.isCorrect) }[...],
          before: shape.start)
      })
    let output = Buffer<Float>(sequences.count * shape.width, filledWith: 0)
    let cell = Buffer<Float>(sequences.count * shape.width, filledWith: 0)
    let z = Buffer<Float>(sequences.count * shape.gates, filledWith: 0)
    let logits = Buffer<Float>(sequences.count, filledWith: 0)
    for step in 0..<batch.steps {
      let (row, count) = (batch.offsets[step], batch.active[step])
      batch.tokens.withUnsafeBufferPointer {
        weights.step(
          rows: count, tokens: $0.baseAddress! + row, recurrent: recurrent,
          previous: (UnsafePointer(output.base), UnsafePointer(cell.base)), z: z.base,
          next: (output.base, cell.base))
      }
      batch.targets.withUnsafeBufferPointer {
        cdense_readout(
          Int64(count), Int64(shape.width), $0.baseAddress! + row, output.base, weights.output,
          weights.outputBias, logits.base)
      }
      for sequence in 0..<count {
        results[sequence][step] = Self.probability(logits.base[sequence])
      }
    }
  }
}
