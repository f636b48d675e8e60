/// A recipe for predicting what a student will answer next from what they answered before.
public protocol NextAnswerModel: Sendable {
  associatedtype Fitted: NextAnswerPredictor

  /// What tables call it.
  var name: String { get }

  /// - Throws: `LearnerModelError` where nothing can be learned from `log`.
  func fit(_ log: PracticeLog) throws -> Fitted
}

/// What fitting gives: a probability for each answer before it is seen.
public protocol NextAnswerPredictor: Sendable {
  /// P(right) of each interaction of one student, each given only the ones before it; strictly between
  /// 0 and 1.
  ///
  /// - Parameter sequence: its indices are those of the log that was fitted
  ///   (`PracticeLog.translated(to:)`); an index beyond them is a skill or an item never seen, for which
  ///   the prediction rests on what is known of the others.
  func predictions(for sequence: [PracticeLog.Interaction]) -> [Double]
}
