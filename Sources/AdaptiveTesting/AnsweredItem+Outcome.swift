import ItemBanks

extension TestSession.AnsweredItem {
  /// How the answer did, for people.
  public var outcome: AnswerOutcome { item.outcome(of: response, score: score) }
}
