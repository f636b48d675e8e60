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

  public init(
    students: [String], skills: [String], items: [String] = [], resources: [String] = [],
    sequences: [[Interaction]]
  ) {
    precondition(students.count == sequences.count)
    self.students = students
    self.skills = skills
    self.items = items
    self.resources = resources
    self.sequences = sequences
  }

  public var interactionCount: Int { sequences.reduce(0) { $0 + $1.count } }

  /// The students at `indices`, in that order, with the same skills, items and resources.
  public func students(at indices: some Sequence<Int>) -> PracticeLog {
    let indices = Array(indices)
    return PracticeLog(
      students: indices.map { students[$0] }, skills: skills, items: items, resources: resources,
      sequences: indices.map { sequences[$0] })
  }
}
