extension PracticeLog {
  /// Answers as they are recorded, one a record, in any order.
  public struct Records: Sendable {
    public var students: CodedLabels
    public var skills: CodedLabels
    public var items: CodedLabels?
    public var resources: CodedLabels?
    /// 0 or 1.
    public var correct: [Double]
    /// Where an answer stands among its student's; without it, answers stand as they come.
    public var order: [Double]?
    /// Any unit. Must not go backwards where there is no `order`, which counts for more.
    public var time: [Double]?

    public init(students: CodedLabels, skills: CodedLabels, correct: [Double]) {
      self.students = students
      self.skills = skills
      self.correct = correct
    }
  }

  /// Puts records together: students as they first come, skills, items and resources sorted by name.
  ///
  /// Several records of one student at one place in the order that differ in the skill alone are one answer that
  /// takes several skills: its skill is their combination (`a+b`), so that no answer counts twice. (Counting it once
  /// for every skill lets a model see the answer that it is to predict: Xiong, Zhao, Van Inwegen & Beck 2016,
  /// *Going deeper with deep knowledge tracing*, EDM.)
  ///
  /// - Returns: a log that is of no use where `problems` has errors.
  public init(_ records: Records, problems: inout LogProblems) {
    var records = records
    for (record, correct) in records.correct.enumerated() where correct != 0 && correct != 1 {
      problems.fail("'correct' is \(shortest(correct)); it must be 0 or 1.", record: record)
    }
    records.students = records.students.inOrderOfRecords()
    let ordering = RecordOrder(
      subjects: records.students, order: records.order, time: records.time, allowsTies: true)
    var sequences = ordering.sequences(&problems)
    if records.order != nil { records.combineSkills(&sequences, &problems) }
    records.skills = Self.sorted(records.skills, sequences)
    let items = records.items?.sorted()
    let resources = records.resources?.sorted()
    func place(_ labels: CodedLabels?, _ record: Int) -> Int? {
      labels.flatMap { $0.codes[record] >= 0 ? Int($0.codes[record]) : nil }
    }
    self.init(
      students: records.students.names, skills: records.skills.names, items: items?.names ?? [],
      resources: resources?.names ?? [],
      sequences: sequences.map { sequence in
        sequence.map { record in
          Interaction(
            skill: Int(records.skills.codes[record]), item: place(items, record),
            resource: place(resources, record), isCorrect: records.correct[record] == 1)
        }
      }, recordIndices: sequences)
    noteWhatCannotBeLearnt(&problems)
  }

  /// Skills that are still in use after some were combined.
  private static func sorted(_ skills: CodedLabels, _ sequences: [[Int]]) -> CodedLabels {
    var kept = CodedLabels(
      names: skills.names, codes: [Int32](repeating: -1, count: skills.codes.count))
    for record in sequences.joined() { kept.codes[record] = skills.codes[record] }
    return kept.sorted()
  }

  private func noteWhatCannotBeLearnt(_ problems: inout LogProblems) {
    let single = students.indices.filter { sequences[$0].count == 1 }.map { students[$0] }
    if !single.isEmpty {
      problems.warn(
        "\(single.count == 1 ? "1 student has" : "\(single.count) students have") a single answer "
          + "(\(LogProblems.some(single))); it tells nothing about learning.")
    }
    var right = [Int](repeating: 0, count: skills.count)
    var wrong = right
    for answer in sequences.joined() {
      if answer.isCorrect { right[answer.skill] += 1 } else { wrong[answer.skill] += 1 }
    }
    for (counts, word) in [(wrong, "wrong"), (right, "right")] {
      let never = skills.indices.filter { counts[$0] == 0 }.map { skills[$0] }
      guard !never.isEmpty else { continue }
      problems.warn(
        "\(never.count == 1 ? "skill \(LogProblems.some(never)) is" : "\(never.count) skills (\(LogProblems.some(never))) are") "
          + "never answered \(word); learning cannot be told from guessing and slipping there.")
    }
  }
}

extension PracticeLog.Records {
  fileprivate mutating func combineSkills(
    _ sequences: inout [[Int]], _ problems: inout LogProblems
  ) {
    guard let order else { return }
    var codeOfName: [String: Int32] = [:]
    for subject in sequences.indices {
      var kept: [Int] = []
      var group: [Int] = []
      func agrees(_ left: Int, _ right: Int) -> Bool {
        correct[left] == correct[right] && items?.codes[left] == items?.codes[right]
      }
      func close() {
        guard let first = group.first else { return }
        kept.append(first)
        let names = Set(group.map { skills.names[Int(skills.codes[$0])] })
        guard names.count > 1 else { return }
        let name = names.sorted().joined(separator: "+")
        if codeOfName[name] == nil {
          codeOfName[name] = Int32(skills.names.count)
          skills.names.append(name)
        }
        skills.codes[first] = codeOfName[name] ?? 0
      }
      for record in sequences[subject] {
        if let first = group.first, order[first] == order[record] {
          if !agrees(first, record)
            || group.contains(where: { skills.codes[$0] == skills.codes[record] })
          {
            problems.fail(
              "student '\(students.names[subject])' has two answers at \(shortest(order[record])); number them "
                + "all differently.", record: record)
          }
          group.append(record)
        } else {
          close()
          group = [record]
        }
      }
      close()
      sequences[subject] = kept
    }
  }
}
