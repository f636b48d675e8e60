import Foundation
import ItemResponse
import Numerical

/// What stopping rules look at: a test between two items.
struct StoppingState {
  let plan: TestPlan
  let answers: [TestSession.AnsweredItem]
  let estimate: AbilityEstimate
  /// How many items have been given.
  let count: Int
  /// The answers that count.
  let responses: [ScoredResponse]
  /// The item that would come next; `nil` where it is not known yet, or there is none.
  let choice: Selector.Choice?

  /// The reason, where one of the rules holds.
  func reason(_ rules: [StoppingRule]) -> StopReason? {
    for rule in rules {
      if let reason = reason(rule) { return reason }
    }
    return nil
  }

  private func reason(_ rule: StoppingRule) -> StopReason? {
    switch rule {
    case .standardError(let threshold):
      return hasEstimate && estimate.standardError <= threshold ? .precision : nil
    case .standardErrorChange(let below, let items):
      return hasSteadied(items) {
        // Errors of different kinds, as of a fallback and after it, say nothing of each other.
        $0.standardErrorKind == $1.standardErrorKind
          && $0.standardError - $1.standardError < below
      }
        ? .precisionStable : nil
    case .predictedReduction(let below):
      guard hasEstimate, let predicted = predictedStandardError else { return nil }
      return estimate.standardError - predicted < below ? .smallReduction : nil
    case .thetaChange(let below, let items):
      return hasSteadied(items) { abs($1.theta - $0.theta) < below } ? .thetaStable : nil
    case .information(let below):
      guard let choice else { return nil }
      return plan.selector.largestInformation(among: choice) < below ? .noInformativeItem : nil
    case .length(let length):
      return count >= length ? .maximumLength : nil
    case .classified(let classification):
      guard hasEstimate else { return nil }
      let sides = classification.sides(of: estimate, responses)
      return sides.allSatisfy { $0 != nil } ? .classified : nil
    case .all(let rules):
      var reasons: [StopReason] = []
      for rule in rules {
        guard let reason = reason(rule) else { return nil }
        reasons.append(reason)
      }
      return StopReason(joining: reasons)
    case .any(let rules):
      return reason(rules)
    }
  }

  private var hasEstimate: Bool {
    !responses.isEmpty && estimate.standardErrorKind != .prior
  }

  /// Whether each of the last so many steps from one estimate to the next was small.
  private func hasSteadied(
    _ items: Int, _ isSmall: (AbilityEstimate, AbilityEstimate) -> Bool
  ) -> Bool {
    guard answers.count > items else { return false }
    let last = answers.suffix(items + 1).map(\.estimate)
    return zip(last, last.dropFirst()).allSatisfy(isSmall)
  }

  /// The standard error to expect after the item that would come next: under EAP the root of the posterior
  /// variance, averaged over its answers; else from its information.
  private var predictedStandardError: Double? {
    guard let choice else { return nil }
    let model = plan.selector.model(choice.item)
    if estimate.standardErrorKind == .posteriorSD {
      let posterior = Posterior(
        of: responses, prior: plan.design.estimation.prior, quadrature: plan.quadrature)
      return posterior.expectedVariance(after: model).squareRoot()
    }
    let information = 1 / (estimate.standardError * estimate.standardError)
    return 1 / (information + model.information(at: estimate.theta)).squareRoot()
  }
}

extension StoppingRule {
  /// Whether the rule asks what would come next.
  var looksAhead: Bool {
    switch self {
    case .predictedReduction, .information: true
    case .all(let rules), .any(let rules): rules.contains(where: \.looksAhead)
    case .standardError, .standardErrorChange, .thetaChange, .length, .classified: false
    }
  }
}
