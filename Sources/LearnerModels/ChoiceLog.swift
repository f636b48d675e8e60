/// Who chose what, in which situation, and what it brought: the data of reinforcement-learning models.
/// Trials lie subject by subject, each subject's in the order they happened.
public struct ChoiceLog: Sendable, Hashable {
  public struct Trial: Sendable, Hashable {
    /// Index into `contexts`, what lies above the state (a season, a room); 0 where there is but one.
    public var context: Int
    /// Index into `states`; 0 where there is but one.
    public var state: Int
    /// Index into `actions`.
    public var action: Int
    public var reward: Double
    /// Values start anew with each block; numbered from 0, never falling within a subject.
    public var block: Int

    public init(
      context: Int = 0, state: Int = 0, action: Int, reward: Double, block: Int = 0
    ) {
      self.context = context
      self.state = state
      self.action = action
      self.reward = reward
      self.block = block
    }
  }

  public var subjects: [String]
  public var contexts: [String]
  public var states: [String]
  public var actions: [String]
  /// By subject; as many as there are subjects.
  public var sequences: [[Trial]]
  /// By subject, which record each trial was, as an index into `Records`; `nil` where the log was made otherwise.
  public var recordIndices: [[Int]]?

  public init(
    subjects: [String], contexts: [String] = [""], states: [String] = [""], actions: [String],
    sequences: [[Trial]], recordIndices: [[Int]]? = nil
  ) {
    precondition(subjects.count == sequences.count)
    precondition(recordIndices.map { $0.map(\.count) == sequences.map(\.count) } ?? true)
    self.subjects = subjects
    self.contexts = contexts
    self.states = states
    self.actions = actions
    self.sequences = sequences
    self.recordIndices = recordIndices
  }

  public var trialCount: Int { sequences.reduce(0) { $0 + $1.count } }
}
