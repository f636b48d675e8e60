import Foundation
import ItemBanks
import ItemResponse

extension Design {
  /// What the design does, in plain English: one sentence for each part, in the order in which they
  /// act. Every rule in force is named, and none that is not.
  public var english: [String] {
    [startSentence, selectionSentence, contentSentence, estimationSentence, stoppingSentence]
      .compactMap { $0 } + feedbackSentences
  }

  private var startSentence: String {
    let theta = start.theta ?? estimation.prior.mean
    let origin = start.theta == nil ? ", the middle of the prior" : ""
    return "The test starts at ability \(plain(theta)) logits\(origin)."
  }

  private var selectionSentence: String {
    let rule =
      switch selection.criterion {
      case .maximumFisherInformation:
        "most about the person (maximum Fisher information at the current estimate)"
      }
    return selection.randomesque == 1
      ? "The next item is the one that tells \(rule)."
      : "The next item is drawn at random from the \(selection.randomesque) that tell \(rule)."
  }

  private var contentSentence: String? {
    switch content {
    case .none:
      return nil
    case .equalShares:
      return "Every content domain gets the same share of the items: the one furthest behind comes "
        + "next."
    case .shares(let shares):
      let total = shares.values.reduce(0, +)
      let list = shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.key) \(plain(100 * $0.value / total)) %" }.joined(separator: ", ")
      return "The content domains share the items: \(list); the one furthest behind comes next."
    }
  }

  private var estimationSentence: String {
    let prior =
      switch estimation.prior {
      case .normal(let mean, let deviation):
        "normal prior, mean \(plain(mean)), SD \(plain(deviation))"
      case .uniform(let range):
        "uniform prior from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
      }
    let usesPrior = [AbilityMethod.eap, .map].contains(estimation.method)
    var sentence = "Ability is estimated by \(estimation.method.english)"
    if usesPrior { sentence += " (\(prior))" }
    if estimation.method == .mle {
      sentence +=
        ", and by \(estimation.fallback.english) while the answers have no finite maximum"
      if estimation.fallback != .wle { sentence += " (\(prior))" }
    }
    return sentence + "."
  }

  private var stoppingSentence: String {
    var ends: [String] = []
    if let threshold = stopping.standardError {
      ends.append("the standard error is \(plain(threshold)) logits or less")
    }
    if let maximum = stopping.maximumItems {
      ends.append("\(maximum) \(maximum == 1 ? "item has" : "items have") been given")
    }
    if let information = stopping.minimumInformation {
      ends.append("no item left would tell at least \(plain(information)) (information)")
    }
    ends.append("the bank has nothing more to give")
    var sentence = "It ends when " + ends.dropLast().joined(separator: ", when ")
    if ends.count > 1 { sentence += ", or when " }
    sentence += ends[ends.count - 1]
    if stopping.minimumItems > 1 {
      sentence += ", but not before \(stopping.minimumItems) items while there are any"
    }
    sentence += "."
    if let limit = stopping.timeLimit {
      sentence += " It ends at once after \(duration(limit)) of active time; pauses do not count."
    }
    return sentence
  }

  private var feedbackSentences: [String] {
    feedback.showsMissedItems
      ? ["Afterwards the person may look at the items missed, with the right answers."] : []
  }

  private func duration(_ seconds: Double) -> String {
    if seconds >= 60, seconds.truncatingRemainder(dividingBy: 60) == 0 {
      let minutes = Int(seconds / 60)
      return "\(minutes) \(minutes == 1 ? "minute" : "minutes")"
    }
    return "\(plain(seconds)) seconds"
  }

  /// At most two decimals, unless nothing would be left or the value is beyond all measure; no
  /// trailing zeros, a true minus sign.
  private func plain(_ value: Double) -> String {
    let hundredths = (value * 100).rounded() / 100
    let rounded = hundredths != 0 && abs(value) < 1e9 ? hundredths : value
    let text = Int(exactly: rounded).map { String($0) } ?? String(rounded)
    return text.replacingOccurrences(of: "-", with: "−")
  }
}

extension AbilityMethod {
  /// The method's full name with its abbreviation.
  public var english: String {
    switch self {
    case .eap: "expected a posteriori (EAP)"
    case .map: "maximum a posteriori (MAP)"
    case .mle: "maximum likelihood (MLE)"
    case .wle: "weighted likelihood (WLE)"
    }
  }
}
