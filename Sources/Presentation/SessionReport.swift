import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Proctoring

/// One sitting as a document, rebuilt from its log by replay.
public struct SessionReport: Sendable {
  public let header: SessionHeader
  public let session: TestSession
  /// What a proctor should look at.
  public let review: SittingReview
  /// The cut scores that the result is held against, in logits, rising.
  public let cuts: [Double]

  /// - Parameters:
  ///   - context: what the sitting is held against in the search for irregularities.
  ///   - cuts: in logits; `nil` for the design's own, or else where the bank's levels begin.
  public init(
    _ session: TestSession, header: SessionHeader, context: ReviewContext = ReviewContext(),
    cuts: [Double]? = nil
  ) {
    self.header = header
    self.session = session
    review = SittingReview(of: session, against: context)
    self.cuts = Set(cuts ?? Self.cuts(of: session)).sorted()
  }

  /// - Throws: `ReplayError` where the log and the engine disagree, `DesignError` where the bank
  ///   cannot carry the design.
  public init(_ log: SessionLog, bank: Bank) throws {
    self.init(
      try TestSession(
        replaying: log.events, bank: bank, design: log.header.design, seed: log.header.seed),
      header: log.header)
  }
}

extension TestSession {
  /// When the test ended, in milliseconds since 1970.
  var finishTime: Int64? {
    events.last { if case .finished = $0.kind { true } else { false } }?.time
  }

  /// Why each item was given, by item.
  var proposals: [String: Proposal] {
    var proposals: [String: Proposal] = [:]
    for event in events {
      if case .presented(let proposal) = event.kind { proposals[proposal.item] = proposal }
    }
    return proposals
  }
}
