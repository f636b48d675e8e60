import Foundation

/// Reads a number the way people type one: `12`, `-3.5`, `−3,5`, `1,200`, `3/4`, `1 3/4`, `¾`, `1¾`,
/// `15 %`; `nil` for anything else.
///
/// A single comma is a decimal comma unless exactly three digits follow it and one to three without
/// a leading zero stand before it (`1,200` is twelve hundred, `0,125` an eighth). A percent sign is
/// passed over: questions ask for percentages as numbers.
public func enteredNumber(_ text: String) -> Double? {
  var rest = text.trimmingCharacters(in: .whitespaces)
    .replacingOccurrences(of: "−", with: "-")
    .replacingOccurrences(of: "⁄", with: "/")
  if rest.hasSuffix("%") { rest = rest.dropLast().trimmingCharacters(in: .whitespaces) }

  var sign = 1.0
  if let first = rest.first, first == "-" || first == "+" {
    sign = first == "-" ? -1 : 1
    rest = rest.dropFirst().trimmingCharacters(in: .whitespaces)
  }
  guard let magnitude = unsignedNumber(rest), magnitude.isFinite else { return nil }
  return sign * magnitude
}

private func unsignedNumber(_ text: String) -> Double? {
  if let last = text.last, let fraction = vulgarFractions[last] {
    let whole = text.dropLast().trimmingCharacters(in: .whitespaces)
    if whole.isEmpty { return fraction }
    return wholeNumber(whole).map { $0 + fraction }
  }
  let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    .map { $0.trimmingCharacters(in: .whitespaces) }
  switch parts.count {
  case 1:
    return decimal(parts[0])
  case 2:
    // "1 3/4" is a mixed number: its last word before the stroke is the numerator.
    let words = parts[0].split(separator: " ").map(String.init)
    guard let denominator = decimal(parts[1]), denominator != 0 else { return nil }
    if words.count == 1, let numerator = decimal(words[0]) { return numerator / denominator }
    if words.count == 2, let whole = wholeNumber(words[0]), let numerator = wholeNumber(words[1]) {
      return whole + numerator / denominator
    }
    return nil
  default:
    return nil
  }
}

private func wholeNumber(_ text: String) -> Double? {
  guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
  return Double(text)
}

private func decimal(_ text: String) -> Double? {
  var plain = text
  if plain.contains(",") {
    if plain.wholeMatch(of: /[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?/) != nil {
      plain.removeAll { $0 == "," }
    } else if plain.wholeMatch(of: /[0-9]*,[0-9]+/) != nil {
      plain = plain.replacingOccurrences(of: ",", with: ".")
    }
  }
  // `Double` alone would also read "inf", "nan" and hexadecimal.
  guard plain.wholeMatch(of: /([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?/) != nil,
    let value = Double(plain), value.isFinite
  else { return nil }
  return value
}

private let vulgarFractions: [Character: Double] = [
  "½": 1.0 / 2, "⅓": 1.0 / 3, "⅔": 2.0 / 3, "¼": 1.0 / 4, "¾": 3.0 / 4, "⅕": 1.0 / 5,
  "⅖": 2.0 / 5, "⅗": 3.0 / 5, "⅘": 4.0 / 5, "⅙": 1.0 / 6, "⅚": 5.0 / 6, "⅐": 1.0 / 7,
  "⅛": 1.0 / 8, "⅜": 3.0 / 8, "⅝": 5.0 / 8, "⅞": 7.0 / 8, "⅑": 1.0 / 9, "⅒": 1.0 / 10,
]
