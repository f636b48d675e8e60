import AdaptiveTesting
import ItemBanks
import ItemResponse

/// Whether a test ended for the reason it gives, and no later than its rules say.
struct StopOracle {
  private let session: TestSession
  private let content: ContentOracle
  private var stopping: Design.Stopping { session.design.stopping }
  private var count: Int { session.proposals.count }

  init(_ session: TestSession, _ content: ContentOracle) {
    self.session = session
    self.content = content
  }

  func problems(_ reason: StopReason) -> [String] {
    let parts = if case .all(let parts) = reason { parts } else { [reason] }
    var problems = parts.filter { !isTrue($0) }.map { "it ended for \($0.rawValue), wrongly" }
    let needed = max(stopping.minimumItems, session.design.start.firstStage.count)
    let mayComeEarly: Set<StopReason> = [
      .timeLimit, .bankExhausted, .listExhausted, .maximumLength,
    ]
    if count < needed, !mayComeEarly.contains(reason) {
      problems.append("it ended for \(reason.rawValue) after \(count) of \(needed) items")
    }
    if parts.count > 1, !stopping.rules.contains(where: \.isCombination) {
      problems.append("\(reason.rawValue) without rules that have to hold together")
    }
    return problems + overdue(needed)
  }

  private var leaves: [StoppingRule] { stopping.rules.flatMap(\.leaves) }

  private func isTrue(_ reason: StopReason) -> Bool {
    switch reason {
    case .maximumLength where count == stopping.maximumItems: true
    case .timeLimit:
      Double(session.elapsed(at: 0)) >= 1_000 * (stopping.timeLimit ?? .infinity) - 1
    case .bankExhausted, .listExhausted:
      (session.design.selection.criterion == .fixed) == (reason == .listExhausted)
        && content.open(after: session.path).isEmpty && session.design.content.method != .exact
    case .endedByProctor: false
    default: leaves.contains { $0.reason == reason && holds($0, session.answers) != false }
    }
  }

  /// `nil` where only the engine knows what would have come next.
  private func holds(_ rule: StoppingRule, _ answers: [TestSession.AnsweredItem]) -> Bool? {
    func steps(_ count: Int, _ isSmall: (AbilityEstimate, AbilityEstimate) -> Bool) -> Bool {
      guard answers.count > count else { return false }
      let last = answers.suffix(count + 1).map(\.estimate)
      return zip(last, last.dropFirst()).allSatisfy(isSmall)
    }
    switch rule {
    case .standardError(let threshold):
      // What a voided answer left of the estimate is not kept with the answers.
      let estimate =
        answers.count == session.answers.count ? session.estimate : answers.last?.estimate
      guard let estimate else { return false }
      return estimate.standardErrorKind != .prior && estimate.standardError <= threshold
    case .standardErrorChange(let below, let items):
      return steps(items) {
        $0.standardErrorKind == $1.standardErrorKind && $0.standardError - $1.standardError < below
      }
    case .thetaChange(let below, let items):
      return steps(items) { abs($1.theta - $0.theta) < below }
    case .length(let length): return answers.count >= length
    case .classified:
      return answers.count == session.answers.count
        ? session.sides.allSatisfy { $0 != nil } : nil
    case .information, .predictedReduction: return nil
    case .all(let rules):
      let parts = rules.map { holds($0, answers) }
      return parts.contains(false) ? false : parts.contains(nil) ? nil : true
    case .any(let rules):
      let parts = rules.map { holds($0, answers) }
      return parts.contains(true) ? true : parts.contains(nil) ? nil : false
    }
  }

  /// No rule held before the last item, where the test might have stopped.
  private func overdue(_ needed: Int) -> [String] {
    guard content.blocks.isEmpty, session.answers.allSatisfy({ !$0.isVoided }) else { return [] }
    return (max(needed, 0)..<max(count, needed)).flatMap { length in
      let answers = Array(session.answers.prefix(length))
      return stopping.rules.filter { holds($0, answers) == true }
        .map { "\($0) held after \(length) of \(count) items" }
    }
  }
}

extension StoppingRule {
  fileprivate var isCombination: Bool {
    if case .all = self { true } else if case .any = self { true } else { false }
  }

  fileprivate var reason: StopReason? {
    switch self {
    case .standardError: .precision
    case .standardErrorChange: .precisionStable
    case .predictedReduction: .smallReduction
    case .thetaChange: .thetaStable
    case .information: .noInformativeItem
    case .length: .maximumLength
    case .classified: .classified
    case .all, .any: nil
    }
  }
}
