extension [String] {
  /// These words of a command line with each negative number tied to the option before it: `--initial-value -1` as
  /// `--initial-value=-1`.
  ///
  /// The parser takes whatever begins with a hyphen for an option, and says that a value is missing. There is no
  /// option here that begins with a digit, so such a word is always a value; whether it may be negative is for the
  /// option to say.
  var withNegativeNumbersTied: [String] {
    var words: [String] = []
    var areOptionsOver = false
    for word in self {
      if !areOptionsOver, word.isNegativeNumber, let option = words.last,
        option.isOptionWithoutValue
      {
        words[words.count - 1] = option + "=" + word
      } else {
        words.append(word)
      }
      if word == "--" { areOptionsOver = true }
    }
    return words
  }
}

extension String {
  /// `-1`, `-.5`, also `-1,2` and whatever else begins so.
  fileprivate var isNegativeNumber: Bool {
    guard first == "-" else { return false }
    let rest = dropFirst().drop { $0 == "." }
    return rest.first.map { ("0"..."9").contains($0) } ?? false
  }

  fileprivate var isOptionWithoutValue: Bool {
    hasPrefix("--") && count > 2 && !contains("=")
  }
}
