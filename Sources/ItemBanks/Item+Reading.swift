import Foundation
import ItemResponse

extension Item {
  /// Takes an item's fields; whatever is wrong is left in the reader's problems, and the item is then
  /// not to be used.
  init(id: String, fields: inout FieldReader, source: String?, licence: String?) {
    let question = Question(&fields)
    let hasDifficulty = fields.has("b")
    let parameters = LogisticModel(&fields)
    let statusName = fields.string("status")
    let status = statusName.map { Status(rawValue: $0) } ?? .provisional
    if status == nil, let statusName {
      let known = Status.allCases.map(\.rawValue).joined(separator: ", ")
      fields.error("status is '\(statusName)'; it must be one of \(known).")
    }
    if status == .calibrated && !hasDifficulty {
      fields.error("the item is called calibrated but has no difficulty 'b'.")
    }

    var misconceptions: [String: String] = [:]
    if let object = fields.object("misconceptions") {
      let count = question?.format.options.count ?? 0
      for (letter, value) in object.sorted(by: { $0.key < $1.key }) {
        let index = letter.count == 1 ? letter.first.flatMap(optionIndex) : nil
        guard case .string(let text) = value, let index, index < count else {
          fields.error("misconceptions: '\(letter)' must be an option's letter with a text.")
          continue
        }
        if question?.format.keys.contains(index) == true {
          fields.error("misconceptions: '\(letter)' is the key; leave it out.")
        }
        misconceptions[optionLetter(index)] = text
      }
    }
    self.init(
      id: id, question: question, domain: fields.identifier("domain"), parameters: parameters,
      status: status ?? .provisional, rationale: fields.string("rationale"),
      misconceptions: misconceptions, source: fields.string("source") ?? source,
      licence: fields.string("licence") ?? licence)
  }
}

extension LogisticModel {
  /// `nil` where there is no difficulty, or where something is wrong with the parameters.
  fileprivate init?(_ fields: inout FieldReader) {
    let hasDifficulty = fields.has("b")
    let a = fields.number("a")
    let b = fields.number("b")
    let c = fields.number("c") ?? 0
    let d = fields.number("d") ?? 1
    if a != nil && !hasDifficulty {
      fields.error("has a discrimination 'a' but no difficulty 'b'; give both or neither.")
    }
    guard let b else { return nil }

    var isSound = true
    // Beyond this the exponent a(θ − b) could leave the range of numbers; nobody means such values.
    let largest = 1e6
    if let a, !(a > 0 && a <= largest) {
      fields.error(
        a > 0
          ? "discrimination is \(a); it must be at most 1000000."
          : "discrimination is \(a); it must be greater than 0.")
      isSound = false
    }
    if abs(b) > largest {
      fields.error("difficulty is \(b); it must lie within ±1000000.")
      isSound = false
    }
    if !(0 <= c && c < 1) {
      fields.error("lower asymptote is \(c); it must be at least 0 and less than 1.")
      isSound = false
    }
    if !(0 < d && d <= 1) {
      fields.error("upper asymptote is \(d); it must be greater than 0 and at most 1.")
      isSound = false
    } else if isSound && c >= d {
      fields.error("lower asymptote is \(c), not below the upper asymptote, \(d).")
      isSound = false
    }
    guard isSound else { return nil }
    self.init(discrimination: a ?? 1, difficulty: b, lowerAsymptote: c, upperAsymptote: d)
    if abs(b) > 10 { fields.warning("difficulty is \(b); values beyond ±10 are rarely meant.") }
  }
}

extension Question {
  /// `nil` for an item without a stem, which is known by its parameters only.
  fileprivate init?(_ fields: inout FieldReader) {
    let hasStem = fields.has("stem")
    let text = fields.string("stem")
    let stem = text ?? ""
    let answerFields = ["options", "answer", "answers"].filter(fields.has)
    let format = AnswerFormat(&fields)
    guard hasStem else {
      if let first = answerFields.first {
        fields.error("has '\(first)' but no 'stem'; ask something.")
      }
      return nil
    }
    if let text, text.allSatisfy(\.isWhitespace) {
      fields.error("the stem is empty; ask something.")
    }
    if stem.components(separatedByFence: "```").count.isMultiple(of: 2) {
      fields.error("a code block in the stem is opened by ``` and never closed.")
    }
    if answerFields.count > 1 {
      fields.error("has \(answerFields.joined(separator: " and ")); keep the one that is meant.")
    }
    guard let format else {
      if answerFields.isEmpty {
        fields.error("has no way to answer; add 'options' with a 'key', 'answer' or 'answers'.")
      }
      return nil
    }
    self.init(stem: stem, format: format)
  }
}

extension AnswerFormat {
  fileprivate init?(_ fields: inout FieldReader) {
    if let options = fields.strings("options") {
      guard let format = Self.optionFormat(options, &fields) else { return nil }
      self = format
    } else if let answer = fields.number("answer") {
      let tolerance = fields.number("tolerance") ?? 0
      if tolerance < 0 { fields.error("tolerance is \(tolerance); it must be at least 0.") }
      self = .numeric(answer: answer, tolerance: tolerance, unit: fields.string("unit"))
    } else if let answers = fields.strings("answers") {
      let exact = fields.bool("exact") ?? false
      guard !answers.isEmpty, !answers.contains(where: { $0.allSatisfy(\.isWhitespace) }) else {
        fields.error("'answers' must list at least one text, none of them empty.")
        return nil
      }
      if exact, let padded = answers.first(where: { $0 != $0.trimmingCharacters(in: .whitespaces) })
      {
        fields.error("answer '\(padded)' begins or ends in a space, which nobody's entry does.")
      }
      self = .text(answers: answers, exact: exact)
    } else {
      return nil
    }
  }

  private static func optionFormat(
    _ options: [String], _ fields: inout FieldReader
  ) -> AnswerFormat? {
    let keyValue = fields.take("key")
    guard (2...26).contains(options.count) else {
      fields.error("has \(options.count) options; between 2 and 26 make a question.")
      return nil
    }
    if let empty = options.firstIndex(where: { $0.allSatisfy(\.isWhitespace) }) {
      fields.error("option \(optionLetter(empty)) is empty.")
    }
    var letters: [String] = []
    let isMultiple: Bool
    switch keyValue {
    case .string(let letter):
      letters = [letter]
      isMultiple = false
    case .array(let values):
      isMultiple = true
      for case .string(let letter) in values { letters.append(letter) }
      if letters.count != values.count || letters.isEmpty {
        fields.error("'key' must list the letters of the right options.")
        return nil
      }
    case .some(let other):
      fields.error("'key' is \(other.kindName); it must be the letter of the right option.")
      return nil
    case nil:
      fields.error("'key' is missing; give the letter of the right option.")
      return nil
    }

    var keys: Set<Int> = []
    for letter in letters {
      let index = letter.count == 1 ? letter.first.flatMap(optionIndex) : nil
      guard let index, index < options.count else {
        fields.error(
          "key '\(letter)' is not among the options, A to \(optionLetter(options.count - 1)).")
        return nil
      }
      if !keys.insert(index).inserted { fields.error("key '\(letter)' is there twice.") }
    }
    reportEqualOptions(options, keys: keys, &fields)
    return isMultiple
      ? .multiple(options: options, keys: keys)
      : .choice(options: options, key: keys.first ?? 0)
  }

  /// Two options that read the same make a question nobody can answer: if one is the key, so is the
  /// other.
  private static func reportEqualOptions(
    _ options: [String], keys: Set<Int>, _ fields: inout FieldReader
  ) {
    var first: [String: Int] = [:]
    for (index, option) in options.enumerated() {
      let text = option.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard let other = first[text] else {
        first[text] = index
        continue
      }
      let isAboutKey = keys.contains(index) || keys.contains(other)
      fields.error(
        "options \(optionLetter(other)) and \(optionLetter(index)) read the same"
          + (isAboutKey ? ", so more than one is right; " : "; ") + "make them differ.")
    }
  }
}

extension String {
  /// The parts of a text between lines that consist of `fence`; an odd number when all are closed.
  fileprivate func components(separatedByFence fence: String) -> [Substring] {
    split(separator: "\n", omittingEmptySubsequences: false)
      .split(omittingEmptySubsequences: false) { $0.hasPrefix(fence) }
      .map { $0.joined(separator: "\n")[...] }
  }
}
