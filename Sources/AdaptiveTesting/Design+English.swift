import Foundation

extension Design {
  /// What the design does, in plain English: a sentence or two for each part, in the order in which they
  /// act. Every rule in force is named, and none that is not.
  public var english: [String] {
    let selecting = [
      selection.criterion.looksAtAbility ? start.english(prior: estimation.prior.mean) : nil,
      selection.english(maximumItems: stopping.maximumItems), exposure.english,
    ].compactMap { $0 }
    return selecting + content.english(stopping)
      + [estimation.english, stopping.english, pretest?.english].compactMap { $0 }
      + feedback.english
  }
}

/// At most two decimals, unless nothing would be left or the value is beyond all measure; no
/// trailing zeros, a true minus sign.
func plain(_ value: Double) -> String {
  let hundredths = (value * 100).rounded() / 100
  let rounded = hundredths != 0 && abs(value) < 1e9 ? hundredths : value
  let text = Int(exactly: rounded).map { String($0) } ?? String(rounded)
  return text.replacingOccurrences(of: "-", with: "−")
}
