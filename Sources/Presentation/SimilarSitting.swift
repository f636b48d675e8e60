import Proctoring

/// Another sitting whose answers or times are more alike than those of two people who work for themselves.
public struct SimilarSitting: Sendable, Hashable {
  /// The other sitting's code and person.
  public let session: String
  public let person: String
  public let pair: Similarity.Pair

  public init(session: String, person: String, pair: Similarity.Pair) {
    self.session = session
    self.person = person
    self.pair = pair
  }

  /// How much is shared, and how much would be.
  var english: String {
    var words =
      "\(person), sitting \(session): \(pair.matching.count) of \(pair.shared.count) shared items "
      + "answered alike where \(Wording.decimal(pair.expectedMatches, 1)) are expected, "
      + "\(pair.matchingWrong.count) of them wrong; p \(Wording.pValue(pair.adjustedProbability))"
    if let correlation = pair.timeCorrelation {
      words += "; times correlate \(Wording.share(correlation))"
      if let probability = pair.adjustedTimeProbability {
        words += ", p \(Wording.pValue(probability))"
      }
    }
    return words + " (corrected for all pairs compared)"
  }
}
