import GRDB

/// What a finished sitting tells about the items that were given: the answers that still count.
public struct ScoredSitting: Sendable, Hashable {
  /// As `K7F-2QD`.
  public let code: String
  public let person: String
  /// Of the bank, counted from 1.
  public let generation: Int
  /// In the order in which they were given.
  public let answers: [Answer]

  public struct Answer: Sendable, Hashable {
    /// Its id.
    public let item: String
    public let score: Int
  }

  /// By item id.
  public var scores: [String: Int] {
    Dictionary(answers.map { ($0.item, $0.score) }, uniquingKeysWith: { _, last in last })
  }
}

extension Store {
  /// The scored answers of all finished sittings of a bank, over all its generations, the first begun
  /// first; sittings without one are left out.
  ///
  /// Left out are voided sittings and answers, answers to items that the newest generation does not have, and those
  /// given when an item asked something else or had another key.
  ///
  /// - Throws: `bankNotFound`.
  public func scoredAnswers(ofBank name: String) throws(StoreError) -> [ScoredSitting] {
    try read { db in
      guard let newest = try Self.generation(of: name, in: db) else {
        throw try Self.bankNotFound(name, in: db)
      }
      let question =
        "'$.stem', '$.options', '$.key', '$.answer', '$.tolerance', '$.answers', '$.exact'"
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT sitting.code, person, generation.number AS number, answer.item AS item, answer.score AS score
          FROM bank
          JOIN generation ON generation.bank = bank.id
          JOIN sitting ON sitting.generation = generation.id
          JOIN event AS answer ON answer.sitting = sitting.id AND answer.name = 'answered'
          JOIN item AS given
            ON given.generation = generation.id AND given.item_id = answer.item
          JOIN generation AS newest ON newest.bank = bank.id AND newest.number = ?
          JOIN item AS present
            ON present.generation = newest.id AND present.item_id = answer.item
          WHERE bank.name = ?
            AND EXISTS (SELECT 1 FROM event WHERE sitting = sitting.id AND name = 'finished')
            AND coalesce((SELECT name FROM event AS ruling WHERE ruling.sitting = sitting.id
              AND ruling.name IN ('voided', 'restored') AND ruling.item = answer.item
              ORDER BY sequence DESC LIMIT 1), 'restored') = 'restored'
            AND coalesce((SELECT name FROM event AS ruling WHERE ruling.sitting = sitting.id
              AND ruling.name IN ('voided', 'restored') AND ruling.item IS NULL
              ORDER BY sequence DESC LIMIT 1), 'restored') = 'restored'
            AND json_extract(given.line, \(question)) IS json_extract(present.line, \(question))
          ORDER BY started_at, sitting.id, answer.sequence
          """,
        arguments: [newest.number, name])
      var found: [ScoredSitting] = []
      var code = ""
      var person = ""
      var generation = 0
      var answers: [ScoredSitting.Answer] = []
      func close() {
        if !answers.isEmpty {
          found.append(
            ScoredSitting(code: code, person: person, generation: generation, answers: answers))
        }
        answers = []
      }
      while let row = try rows.next() {
        if row["code"] != code {
          close()
          code = row["code"]
          person = row["person"]
          generation = row["number"]
        }
        answers.append(ScoredSitting.Answer(item: row["item"], score: row["score"]))
      }
      close()
      return found
    }
  }
}
