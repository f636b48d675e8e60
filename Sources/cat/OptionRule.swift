import ArgumentParser

/// What an option may be about: a model, a way of fitting it, a source of data.
protocol OptionSubject: Equatable {
  /// As a sentence names it.
  var words: String { get }
}

/// An option of a command line, and what it is about. Beside anything else it would do nothing, so it is refused.
struct OptionRule<Subject: OptionSubject> {
  let option: String
  let isGiven: Bool
  let subjects: [Subject]

  init(_ option: String, _ isGiven: Bool, with subjects: Subject...) {
    self.option = option
    self.isGiven = isGiven
    self.subjects = subjects
  }
}

extension Sequence {
  /// - Throws: a sentence for each option that is given and is not about `subject`.
  func check<Subject>(with subject: Subject) throws where Element == OptionRule<Subject> {
    let sentences = filter { $0.isGiven && !$0.subjects.contains(subject) }.map { rule in
      "\(rule.option) goes with \(rule.subjects.map(\.words).joined(separator: " and ")), "
        + "not with \(subject.words)."
    }
    if !sentences.isEmpty { throw ValidationError(sentences.joined(separator: "\n")) }
  }
}

extension LearnerModelName: OptionSubject {
  var words: String { rawValue }
}

/// Where the data of a command, or the task of its learners, come from.
enum LearnerDataSource: OptionSubject {
  case files, sessions, simulation

  var words: String {
    switch self {
    case .files: "files of data"
    case .sessions: "--sessions"
    case .simulation: "a task that is made up"
    }
  }
}
