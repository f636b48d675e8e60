import Crypto
import Foundation
import ItemResponse

/// SHA-256 in hexadecimal, by which files and stored banks are recognised.
public func contentHash(of data: Data) -> String {
  SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
}

extension Bank {
  /// The bank as JSON Lines: the bank line, the items in order, the responses. Reading it back gives
  /// an equal bank, and equal banks give the same bytes.
  ///
  /// A model that is not the library's own is written as its description, so that `contentHash` tells
  /// two apart; `BankFile` says that it does not know such a model.
  public func encoded() -> Data {
    var lines = [Self.encode(.object(bankFields))]
    lines += items.map { Self.encode(.object($0.fields(inheriting: self))) }
    lines += responses.map { Self.encode(.object($0.fields)) }
    var data = Data()
    for line in lines {
      data.append(line)
      data.append(UInt8(ascii: "\n"))
    }
    return data
  }

  /// SHA-256 of the encoded bank line and items, in hexadecimal: two generations with the same hash
  /// ask and measure the same. Responses do not enter.
  public var contentHash: String {
    let measured = Bank(
      name: name, title: title, about: about, language: language, scale: scale, domains: domains,
      levels: levels, practice: practice, design: design, source: source, licence: licence,
      sets: sets, items: items)
    return ItemBanks.contentHash(of: measured.encoded())
  }

  private static func encode(_ value: JSONValue) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("a bank holds only finite numbers, which always encode")
    }
    return data
  }

  private var bankFields: [String: JSONValue] {
    var fields: [String: JSONValue] = [
      "bank": .string(name),
      "title": .string(title),
      "scale": .object([
        "mean": .number(scale.mean), "sd": .number(scale.standardDeviation),
      ]),
    ]
    fields["about"] = about.map(JSONValue.string)
    fields["language"] = language.map(JSONValue.string)
    fields["source"] = source.map(JSONValue.string)
    fields["licence"] = licence.map(JSONValue.string)
    fields["design"] = design
    fields["practice"] = practice.map { .object($0.fields(inheriting: self)) }
    if !domains.isEmpty {
      fields["domains"] = .array(
        domains.map { .object(["id": .string($0.id), "title": .string($0.title)]) })
    }
    // In the bank line, so that the other lines are the items, one by one.
    if !sets.isEmpty { fields["sets"] = .array(sets.map { .object($0.fields) }) }
    if !levels.isEmpty {
      fields["levels"] = .array(
        levels.map { .object(["from": .number($0.from), "text": .string($0.text)]) })
    }
    return fields
  }
}

extension Item {
  fileprivate func fields(inheriting bank: Bank) -> [String: JSONValue] {
    var fields: [String: JSONValue] = [
      "item_id": .string(id), "status": .string(status.rawValue),
    ]
    if isFixed { fields["fixed"] = .bool(true) }
    fields["domain"] = domain.map(JSONValue.string)
    if !attributes.isEmpty { fields["attributes"] = .object(attributes.mapValues(\.json)) }
    if !enemies.isEmpty { fields["enemies"] = .array(enemies.map(JSONValue.string)) }
    fields["set"] = set.map(JSONValue.string)
    fields["rationale"] = rationale.map(JSONValue.string)
    if source != bank.source { fields["source"] = source.map(JSONValue.string) }
    if licence != bank.licence { fields["licence"] = licence.map(JSONValue.string) }
    if !misconceptions.isEmpty {
      fields["misconceptions"] = .object(misconceptions.mapValues(JSONValue.string))
    }
    if let model {
      let description = ["model": JSONValue.string(String(describing: model))]
      fields.merge(modelFields(of: model) ?? description) { $1 }
    }
    for (key, error) in ParameterErrors.keys {
      if let value = parameterErrors?[keyPath: error], value > 0 { fields[key] = .number(value) }
    }
    if let question {
      fields["stem"] = .string(question.stem)
      fields.merge(question.format.fields) { $1 }
    }
    return fields
  }
}

extension AnswerFormat {
  fileprivate var fields: [String: JSONValue] {
    switch self {
    case .choice(let options, let key):
      return [
        "options": .array(options.map(JSONValue.string)), "key": .string(optionLetter(key)),
      ]
    case .multiple(let options, let keys):
      return [
        "options": .array(options.map(JSONValue.string)),
        "key": .array(keys.sorted().map { .string(optionLetter($0)) }),
      ]
    case .numeric(let answer, let tolerance, let unit):
      var fields: [String: JSONValue] = ["answer": .number(answer)]
      if tolerance != 0 { fields["tolerance"] = .number(tolerance) }
      fields["unit"] = unit.map(JSONValue.string)
      return fields
    case .text(let answers, let exact):
      var fields: [String: JSONValue] = ["answers": .array(answers.map(JSONValue.string))]
      if exact { fields["exact"] = .bool(true) }
      return fields
    case .partialCredit(let options, let scores):
      return [
        "options": .array(options.map(JSONValue.string)),
        "scores": .array(scores.map { .number(Double($0)) }),
      ]
    case .rating(let options):
      return ["kind": .string("rating"), "options": .array(options.map(JSONValue.string))]
    }
  }
}

extension ResponseRecord {
  fileprivate var fields: [String: JSONValue] {
    var fields: [String: JSONValue] = [
      "subject_id": .string(subject),
      "responses": .object(scores.mapValues { .number(Double($0)) }),
    ]
    fields["group"] = group.map(JSONValue.string)
    return fields
  }
}
