/// Why nothing can be learned from a log, or a fit cannot be used: a sentence each.
public enum LearnerModelError: Error, Hashable, CustomStringConvertible {
  case emptyLog
  case noSecondAnswer
  case tooFewStudents(Int, folds: Int)
  case tooFewFolds(Int)
  case impossibleSetting(String)

  public var description: String {
    switch self {
    case .emptyLog:
      "the log holds no answers; give at least one student's."
    case .noSecondAnswer:
      "no student answered a skill twice, so nothing tells how it is learned; give longer records."
    case .tooFewStudents(let students, let folds):
      "\(students) student\(students == 1 ? "" : "s") cannot be split into \(folds) folds; "
        + "give more students or ask for fewer folds."
    case .tooFewFolds(let folds):
      "\(folds) fold\(folds == 1 ? "" : "s") leave nothing to test on; ask for 2 or more."
    case .impossibleSetting(let what):
      what
    }
  }
}
