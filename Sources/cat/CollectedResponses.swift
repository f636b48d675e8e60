import Foundation
import ItemBanks
import ItemResponse
import Presentation
import Storage

/// What is known of how people answered a bank.
struct CollectedResponses {
  private let matrix: ResponseMatrix?

  init(_ matrix: ResponseMatrix) { self.matrix = matrix }

  /// The responses in a bank's file, and its finished sittings.
  ///
  /// - Parameter allowsPolytomous: whether the bank has items that give more than one point.
  init(file: String, sittings: [ScoredSitting], allowsPolytomous: Bool) {
    let lines = sittings.isEmpty ? nil : try? Self.lines(sittings)
    func read(withFile: Bool) -> ResponseMatrix? {
      var options = ResponseReader.Options()
      options.allowsPolytomous = allowsPolytomous
      var reader = ResponseReader(options: options)
      if withFile { reader.read(contentsOf: file) }
      if let lines { reader.read(lines, file: "sittings") }
      return reader.finish().matrix
    }
    // A file of items alone, or none at all, is no reason to show nothing.
    matrix = read(withFile: true) ?? (lines == nil ? nil : read(withFile: false))
  }

  /// Sittings as `ResponseReader` reads them: a subject for each sitting, since a person who comes again
  /// comes with another ability.
  static func lines(_ sittings: [ScoredSitting]) throws -> Data {
    struct Line: Encodable {
      let subject: String
      let responses: [String: Int]

      enum CodingKeys: String, CodingKey {
        case subject = "subject_id"
        case responses
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var data = Data()
    for sitting in sittings {
      data += try encoder.encode(Line(subject: sitting.code, responses: sitting.scores))
      data.append(UInt8(ascii: "\n"))
    }
    return data
  }

  /// The share of right answers, or of the highest score, among people of about the same ability, judged by
  /// the other items (EAP); at most eight groups of at least 25, or one of those there are, if ten.
  func observations(ofItem id: String, in bank: Bank) -> [BankDescription.Observation] {
    guard let matrix, let column = matrix.items.index(of: id) else { return [] }
    let known = Dictionary(
      bank.items.map { ($0.id, $0.model) }, uniquingKeysWith: { first, _ in first })
    let highest = max(1, ((known[id] ?? nil)?.scoreCount ?? 2) - 1)
    let trial = Set(bank.items.filter { $0.status == .pretest }.map(\.id))
    let models = matrix.items.indices.map {
      $0 == column || trial.contains(matrix.items[$0]) ? nil : known[matrix.items[$0]] ?? nil
    }
    let outcomes = Scoring(estimator: AbilityEstimator(method: .eap), models: models)
      .outcomes(matrix)
    let people = outcomes.indices.compactMap { person -> (theta: Double, score: Int)? in
      guard let score = matrix[person: person, item: column],
        let theta = outcomes[person].estimate?.theta
      else { return nil }
      return (theta, min(score, highest))
    }
    .sorted { ($0.theta, $0.score) < ($1.theta, $1.score) }
    guard people.count >= 10 else { return [] }

    let size = max(25, (people.count + 7) / 8)
    var found: [BankDescription.Observation] = []
    var start = 0
    while start < people.count {
      var end = min(start + size, people.count)
      if people.count - end < size / 2 { end = people.count }
      // Equal abilities stay together.
      while end < people.count, people[end].theta == people[end - 1].theta { end += 1 }
      let group = people[start..<end]
      let count = Double(group.count)
      found.append(
        .init(
          theta: group.reduce(0) { $0 + $1.theta } / count,
          proportion: Double(group.reduce(0) { $0 + $1.score }) / (count * Double(highest)),
          persons: group.count))
      start = end
    }
    return found
  }
}
