import LearnerModels
import Numerical

/// A task and choices of simulated people for tests: seeded, so always the same.
enum ChoiceSamples {
  /// Situations in runs of a context, as in the alien-matching task, with several blocks if asked for.
  static func task(
    subjects: Int, trials: Int, contexts: Int = 3, states: Int = 4, actions: Int = 3,
    blocks: Int = 1, seed: UInt64 = 1
  ) -> ChoiceTask {
    var generator = SeededGenerator(seed: seed, stream: 99)
    let outcomes = (0..<contexts).map { _ in
      (0..<states).map { _ in
        let best = generator.index(below: actions)
        return (0..<actions).map { action in
          let mean = action == best ? 2 + 5 * generator.uniform() : 1
          return [mean - 0.5, mean, mean + 0.5]
        }
      }
    }
    let situations = (0..<subjects).map { _ in
      (0..<trials).map { trial in
        ChoiceTask.Situation(
          context: trial / 20 % contexts, state: generator.index(below: states),
          block: trial * blocks / trials)
      }
    }
    return ChoiceTask(
      contexts: (0..<contexts).map { "context\($0)" }, states: (0..<states).map { "state\($0)" },
      actions: (0..<actions).map { "action\($0)" }, situations: situations,
      rewards: .anyOf(outcomes))
  }

  /// Choices at random, which are data as good as any for comparing likelihoods.
  static func log(
    subjects: Int, trials: Int, contexts: Int = 3, states: Int = 4, actions: Int = 3,
    blocks: Int = 1, seed: UInt64 = 1
  ) -> ChoiceLog {
    var generator = SeededGenerator(seed: seed)
    return ChoiceLog(
      subjects: (0..<subjects).map { "s\($0)" }, contexts: (0..<contexts).map { "c\($0)" },
      states: (0..<states).map { "s\($0)" }, actions: (0..<actions).map { "a\($0)" },
      sequences: (0..<subjects).map { _ in
        (0..<trials).map { trial in
          ChoiceLog.Trial(
            context: generator.index(below: contexts), state: generator.index(below: states),
            action: generator.index(below: actions), reward: 4 * generator.uniform() - 1,
            block: trial * blocks / trials)
        }
      })
  }
}
