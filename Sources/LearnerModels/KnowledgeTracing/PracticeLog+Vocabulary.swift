extension PracticeLog {
  /// What a log's indices stand for; a fitted model carries it, so that another log can be read by it.
  public struct Vocabulary: Sendable, Hashable, Codable {
    public var skills: [String]
    public var items: [String]
    public var resources: [String]

    public init(skills: [String], items: [String] = [], resources: [String] = []) {
      self.skills = skills
      self.items = items
      self.resources = resources
    }
  }

  public var vocabulary: Vocabulary {
    Vocabulary(skills: skills, items: items, resources: resources)
  }

  /// The same log with `vocabulary`'s indices; names that it lacks come after its own.
  public func translated(to vocabulary: Vocabulary) -> PracticeLog {
    let skills = Translation(from: self.skills, to: vocabulary.skills)
    let items = Translation(from: self.items, to: vocabulary.items)
    let resources = Translation(from: self.resources, to: vocabulary.resources)
    return PracticeLog(
      students: students, skills: skills.names, items: items.names, resources: resources.names,
      sequences: sequences.map { sequence in
        sequence.map {
          Interaction(
            skill: skills.indices[$0.skill], item: $0.item.map { items.indices[$0] },
            resource: $0.resource.map { resources.indices[$0] }, isCorrect: $0.isCorrect)
        }
      }, recordIndices: recordIndices)
  }
}

private struct Translation {
  var names: [String]
  /// By the old index the new one.
  var indices: [Int] = []

  init(from old: [String], to new: [String]) {
    names = new
    var known = Dictionary(zip(new, new.indices), uniquingKeysWith: { first, _ in first })
    for name in old {
      if let index = known[name] {
        indices.append(index)
      } else {
        known[name] = names.count
        indices.append(names.count)
        names.append(name)
      }
    }
  }
}
