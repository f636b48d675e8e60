/// Who practised what, in which order, and how it went: the data of knowledge tracing. Interactions lie
/// student by student, each student's in the order they happened.
public struct PracticeLog: Sendable, Hashable {
  public struct Interaction: Sendable, Hashable {
    /// Index into `skills`.
    public var skill: Int
    /// Index into `items`; `nil` where the data tell skills only.
    public var item: Int?
    /// Index into `resources`: what was practised with, a hint or a lesson; `nil` where there was none.
    public var resource: Int?
    public var isCorrect: Bool

    public init(skill: Int, item: Int? = nil, resource: Int? = nil, isCorrect: Bool) {
      self.skill = skill
      self.item = item
      self.resource = resource
      self.isCorrect = isCorrect
    }
  }

  public var students: [String]
  public var skills: [String]
  public var items: [String]
  public var resources: [String]
  /// By student; as many as there are students.
  public var sequences: [[Interaction]]
  /// By student, which record each answer was, as an index into `Records`; `nil` where the log was made otherwise. An
  /// answer that takes several skills has the first of its records.
  public var recordIndices: [[Int]]?

  public init(
    students: [String], skills: [String], items: [String] = [], resources: [String] = [],
    sequences: [[Interaction]], recordIndices: [[Int]]? = nil
  ) {
    precondition(students.count == sequences.count)
    precondition(recordIndices.map { $0.map(\.count) == sequences.map(\.count) } ?? true)
    self.students = students
    self.skills = skills
    self.items = items
    self.resources = resources
    self.sequences = sequences
    self.recordIndices = recordIndices
  }

  public var interactionCount: Int { sequences.reduce(0) { $0 + $1.count } }

  /// The students at `indices`, in that order, with the same skills, items and resources.
  public func students(at indices: some Sequence<Int>) -> PracticeLog {
    let indices = Array(indices)
    return PracticeLog(
      students: indices.map { students[$0] }, skills: skills, items: items, resources: resources,
      sequences: indices.map { sequences[$0] },
      recordIndices: recordIndices.map { records in indices.map { records[$0] } })
  }
}
