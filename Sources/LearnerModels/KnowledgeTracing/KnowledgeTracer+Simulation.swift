import Numerical

extension KnowledgeTracer {
  /// Simulated students, each of whom meets every skill `opportunities` times, the skills in turn. What student i
  /// does depends on `seed` and i alone.
  ///
  /// Items, resources and first answers make no difference: guess, slip, learn and initial mastery are the
  /// skill's own.
  public func simulate(
    students: Int, opportunities: Int, seed: UInt64, parallel: Parallel = Parallel()
  ) -> PracticeLog {
    let sequences = parallel.map(students) { student in
      var generator = SeededGenerator(seed: seed, stream: UInt64(student))
      var isMastered = skills.map { generator.uniform() < $0.initialMastery }
      var sequence: [PracticeLog.Interaction] = []
      sequence.reserveCapacity(opportunities * skills.count)
      for _ in 0..<opportunities {
        for (index, skill) in skills.enumerated() {
          let chance = isMastered[index] ? 1 - skill.slip : skill.guess
          sequence.append(
            PracticeLog.Interaction(skill: index, isCorrect: generator.uniform() < chance))
          let draw = generator.uniform()
          isMastered[index] = isMastered[index] ? draw >= skill.forget : draw < skill.learn
        }
      }
      return sequence
    }
    return PracticeLog(
      students: (0..<students).map { "\($0 + 1)" }, skills: vocabulary.skills,
      sequences: sequences)
  }
}
