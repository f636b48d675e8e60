import Foundation
import ItemResponse

extension Item {
  /// Takes an item's fields; whatever is wrong is left in the reader's problems, and the item is then
  /// not to be used.
  init(id: String, fields: inout FieldReader, source: String?, licence: String?) {
    let question = Question(&fields)
    let reading = ModelReading(&fields)
    let statusName = fields.string("status")
    let status = statusName.map { Status(rawValue: $0) } ?? .provisional
    if status == nil, let statusName {
      let known = Status.allCases.map(\.rawValue).joined(separator: ", ")
      fields.error("status is '\(statusName)'; it must be one of \(known).")
    }
    if status == .calibrated && reading.isAbsent {
      fields.error("the item is called calibrated but has no difficulty 'b'.")
    }
    let isFixed = fields.bool("fixed") ?? false
    if isFixed && reading.isAbsent {
      fields.error("the item is fixed but has no difficulty 'b' to keep.")
    }
    if let question, let model = reading.model {
      reportCategories(of: model, question, &fields)
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
      id: id, question: question, domain: fields.identifier("domain"),
      attributes: Attribute.attributes(&fields), enemies: Self.enemies(of: id, &fields),
      set: fields.identifier("set"), model: reading.model, parameterErrors: reading.errors,
      status: status ?? .provisional,
      isFixed: isFixed,
      rationale: fields.string("rationale"),
      misconceptions: misconceptions, source: fields.string("source") ?? source,
      licence: fields.string("licence") ?? licence)
  }
}

/// A model must have a category for every score that the answers can have, and no other.
private func reportCategories(
  of model: any ResponseModel, _ question: Question, _ fields: inout FieldReader
) {
  let scores = scoreCount(of: question, under: model)
  guard model.scoreCount != scores else { return }
  let answers =
    question.isScored(byOptionUnder: model)
    ? "there are \(scores) options" : "answers score 0 to \(scores - 1)"
  fields.error(
    "the model has \(model.scoreCount) categories, but \(answers); make the two agree.")
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
    let kind = fields.string("kind")
    let scores = fields.numbers("scores")
    guard (2...26).contains(options.count) else {
      fields.error("has \(options.count) options; between 2 and 26 make a question.")
      return nil
    }
    if let empty = options.firstIndex(where: { $0.allSatisfy(\.isWhitespace) }) {
      fields.error("option \(optionLetter(empty)) is empty.")
    }
    if let kind, kind != "rating" {
      fields.warning("kind is '\(kind)'; only rating is known, other kinds are told by their keys.")
    }
    let claims = [
      (keyValue == nil ? nil : "'key'"), (scores == nil ? nil : "'scores'"),
      (kind == "rating" ? "'kind'" : nil),
    ].compactMap { $0 }
    if claims.count > 1 {
      fields.error("has \(claims.joined(separator: " and ")); keep the one that is meant.")
      return nil
    }
    if kind == "rating" {
      reportEqualOptions(options, keys: [], &fields)
      return .rating(options: options)
    }
    if let scores { return partialCredit(options, scores, &fields) }

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

  private static func partialCredit(
    _ options: [String], _ values: [Double], _ fields: inout FieldReader
  ) -> AnswerFormat? {
    guard values.count == options.count else {
      fields.error("has \(options.count) options and \(values.count) scores; give each its own.")
      return nil
    }
    let scores = values.compactMap { Int(exactly: $0) }
    let seen = Set(scores)
    let highest = seen.max() ?? 0
    guard scores.count == values.count, seen.allSatisfy({ $0 >= 0 }), highest > 0,
      seen.count == highest + 1
    else {
      let list = values.map { String(format: "%g", $0) }.joined(separator: ", ")
      fields.error("scores are \(list); they must be whole numbers from 0 up without gaps.")
      return nil
    }
    let format = AnswerFormat.partialCredit(options: options, scores: scores)
    reportEqualOptions(options, keys: format.keys, &fields)
    return format
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
