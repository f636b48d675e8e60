import AdaptiveTesting
import Foundation

extension SessionReport {
  /// The state in a word or three.
  ///
  /// - Parameter isOpen: whether a program has the sitting open.
  func stateWords(isOpen: Bool) -> String {
    let state =
      switch session.status {
      case .new: "not begun"
      case .running: isOpen ? "running" : "left"
      case .paused: isOpen ? "paused" : "left"
      case .finished: "finished"
      }
    var words = [state]
    if session.isVoided { words.append("does not count") }
    if !session.reviews.isEmpty { words.append("reviewed") }
    return words.joined(separator: " · ")
  }

  /// Where the sitting is, the most important first.
  ///
  /// - Parameters:
  ///   - time: now; of a sitting that nobody has open the last thing that happened counts instead.
  ///   - outlook: how many more questions there will be, in words.
  func standingWords(at time: Int64, isOpen: Bool, outlook: String?) -> [String] {
    let estimate = session.estimate
    let ability =
      hasScore
      ? "θ \(Wording.decimal(estimate.theta)), SE \(Wording.decimal(estimate.standardError))"
      : "no answer that counts"
    guard session.status != .finished else {
      let active = Wording.duration(milliseconds: session.elapsed(at: time))
      return [
        ability, scoreWords, "\(Wording.count(session.answers.count, "answer")) in \(active)",
      ]
      .compactMap { $0 } + [session.stopReason?.english].compactMap { $0 }
    }
    let last = session.events.last?.time ?? time
    let moment = isOpen ? max(time, last) : last
    var parts: [String] = []
    if let current = session.current, let spent = session.timeOnItem(at: moment) {
      let question = "question \(current.position), \(current.item)"
      let clock = Wording.clock(milliseconds: spent)
      parts.append(isOpen ? "\(question), for \(clock)" : "left at \(question)")
    } else {
      parts.append(Wording.count(session.answers.count, "answer"))
    }
    if let left = session.timeRemaining(at: moment) {
      parts.append("\(Wording.clock(milliseconds: left)) left")
    }
    if let outlook { parts.append(outlook) }
    return parts + [ability]
  }

  private var scoreWords: String? {
    guard hasScore else { return nil }
    let scale = session.bank.scale
    let theta = session.estimate.theta
    let reach = 1.96 * session.estimate.standardError
    let score = "score \(Wording.score(scale.scaled(theta)))"
    guard reach.isFinite else { return score }
    return score + " (\(Wording.score(scale.scaled(theta - reach))) to "
      + "\(Wording.score(scale.scaled(theta + reach))))"
  }

  /// How many more questions there will be after the one before the person; `nil` where nothing can be said.
  /// Costs a choice of the next item.
  var outlook: String? {
    guard session.status == .running || session.status == .paused else { return nil }
    return ItemView(session, at: session.events.last?.time ?? 0)?.outlook
  }
}
