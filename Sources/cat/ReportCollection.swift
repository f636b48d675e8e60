import AdaptiveTesting
import Presentation
import Proctoring
import Storage

/// Sittings replayed for reports.
struct ReportCollection {
  let store: Store
  /// In logits; `nil` for each design's own.
  let cuts: [Double]?
  /// Why a sitting was left out; the last, where there were several.
  private(set) var failure: Failure?

  private var sittings: [SittingReplayer.Replayed] = []
  private var contexts: ReviewContexts

  init(store: Store, cuts: [Double]?) {
    self.store = store
    self.cuts = cuts
    contexts = ReviewContexts(store: store)
  }

  /// Replays a sitting.
  ///
  /// - Parameter mayBeLeftOut: whether one that cannot be replayed is told of and left out; it is an error else.
  mutating func add(_ code: String, mayBeLeftOut: Bool) throws {
    do {
      sittings.append(try contexts.replay(code))
    } catch let found as Failure {
      guard mayBeLeftOut else { throw found }
      failure.map { $0.report() }
      failure = found
    }
  }

  mutating func times(ofBank bank: String) throws -> ResponseTimes {
    try contexts.times(ofBank: bank, known: known)
  }

  private var known: [String: TestSession] {
    Dictionary(
      sittings.map { ($0.header.session, $0.session) }, uniquingKeysWith: { first, _ in first })
  }

  /// The reports, in the order in which sittings were added.
  mutating func finished() throws -> [SessionReport] {
    var reports: [SessionReport] = []
    let known = known
    for sitting in sittings {
      reports.append(
        SessionReport(
          sitting.session, header: sitting.header,
          context: try contexts.context(of: sitting, known: known),
          cuts: cuts))
    }
    return reports
  }
}
