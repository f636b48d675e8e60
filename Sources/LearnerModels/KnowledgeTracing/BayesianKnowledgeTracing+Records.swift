/// One skill's records as the fit sees them.
struct SkillRecords {
  var records: [(initial: Int, steps: [AnswerForest.Step])] = []
  /// By emission and by P(learn): the index into the log's items and resources.
  var items: [Int?] = []
  var resources: [Int?] = []
  var rightCount = 0
  var answerCount = 0
  /// Students whose very first answer was to this skill, and how many of these were right.
  var firstAnswers = 0
  var rightFirstAnswers = 0
}

extension BayesianKnowledgeTracing {
  func records(of log: PracticeLog) -> [SkillRecords] {
    var skills = [SkillRecords](repeating: SkillRecords(), count: log.skills.count)
    var emissions = [[Int?: Int32]](repeating: [:], count: log.skills.count)
    var learnings = emissions
    var steps = [[AnswerForest.Step]](repeating: [], count: log.skills.count)
    for sequence in log.sequences {
      guard let first = sequence.first else { continue }
      var touched: [Int] = []
      for (position, interaction) in sequence.enumerated() {
        let skill = interaction.skill
        if steps[skill].isEmpty { touched.append(skill) }
        let item = answering == .byItem ? interaction.item : nil
        let resource = learning == .byResource ? interaction.resource : nil
        let emission = Self.index(of: item, in: &emissions[skill], listed: &skills[skill].items)
        let learn = Self.index(
          of: resource, in: &learnings[skill], listed: &skills[skill].resources)
        let isSilent = initialMastery == .byFirstAnswer && position == 0
        let answer: AnswerForest.Answer =
          isSilent ? .silent : interaction.isCorrect ? .right : .wrong
        steps[skill].append(
          AnswerForest.Step(emission: emission, learning: learn, answer: answer.rawValue))
        skills[skill].answerCount += 1
        skills[skill].rightCount += interaction.isCorrect ? 1 : 0
      }
      skills[first.skill].firstAnswers += 1
      skills[first.skill].rightFirstAnswers += first.isCorrect ? 1 : 0
      let initial = initialMastery == .byFirstAnswer && first.isCorrect ? 1 : 0
      for skill in touched {
        skills[skill].records.append((initial, steps[skill]))
        steps[skill].removeAll(keepingCapacity: true)
      }
    }
    return skills
  }

  private static func index(
    of key: Int?, in known: inout [Int?: Int32], listed: inout [Int?]
  ) -> Int32 {
    // Nearly always there is but one.
    if listed.count == 1, listed[0] == key { return 0 }
    if let index = known[key] { return index }
    let index = Int32(listed.count)
    known[key] = index
    listed.append(key)
    return index
  }
}
