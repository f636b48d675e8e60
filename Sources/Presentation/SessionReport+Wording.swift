import AdaptiveTesting
import ItemBanks
import ItemResponse
import Proctoring

extension StopReason {
  /// In words that finish "it ended because".
  public var english: String {
    switch self {
    case .precision: "the standard error reached the target"
    case .maximumLength: "the largest number of items was reached"
    case .timeLimit: "the time was up"
    case .bankExhausted: "the bank had nothing more to give"
    case .endedByProctor: "a proctor ended it"
    case .listExhausted: "every item of the list was given"
    case .noInformativeItem: "no item left would have told enough"
    case .precisionStable: "the standard error no longer fell"
    case .smallReduction: "one more item would hardly have lowered the standard error"
    case .thetaStable: "the estimate no longer moved"
    case .classified: "it was clear on which side of the cut score the person stands"
    case .all(let reasons): reasons.map(\.english).joined(separator: " and ")
    }
  }
}

extension AnswerOutcome {
  /// In a word or three; nothing where there is nothing to say.
  public var english: String {
    switch self {
    case .right: "right"
    case .wrong: "wrong"
    case .credit(let points, let highest): "\(points) of \(highest)"
    case .unjudged: ""
    }
  }
}

extension StandardErrorKind {
  /// In a few words.
  public var english: String {
    switch self {
    case .posteriorSD: "posterior SD"
    case .information: "from the test information"
    case .weightedInformation: "from the information of the weighted answers"
    case .exact: "exact, over all possible answers"
    case .informationAndPrior: "from the test information and the prior"
    case .prior: "the prior's SD"
    }
  }
}

extension Proposal.Blocking.Rule {
  var english: String {
    switch self {
    case .given: "already given"
    case .contentShare: "by content share"
    case .enemy: "enemies of items given"
    case .closedSet: "of sets closed or too short"
    case .openSet: "waiting for a set to end"
    case .contentConstraint: "not in the best test that keeps the constraints"
    case .exposure: "standing aside, given often"
    case .stratum: "of other strata"
    }
  }
}

extension Flag.Kind {
  /// As a heading has it.
  var english: String {
    switch self {
    case .aberrantPattern: "unexpected pattern"
    case .driftingAnswers: "a stretch unlike the rest"
    case .rapidGuessing: "rapid guessing"
    case .slowAnswers: "slow answers"
    case .fastRightAnswers: "fast right answers"
    case .similarAnswers: "similar answers"
    case .similarTimes: "similar times"
    case .changedScore: "changed score"
    case .bankExhausted: "bank exhausted"
    case .provisionalParameters: "provisional parameters"
    }
  }

  /// The statistic by its name in the field; `nil` for plain facts.
  var statisticName: String? {
    switch self {
    case .aberrantPattern: "lz*"
    case .driftingAnswers: "CUSUM"
    case .rapidGuessing: "rapid answers"
    case .slowAnswers, .fastRightAnswers, .changedScore: "z"
    case .similarAnswers: "log likelihood ratio"
    case .similarTimes: "correlation"
    case .provisionalParameters: "items"
    case .bankExhausted: nil
    }
  }
}
