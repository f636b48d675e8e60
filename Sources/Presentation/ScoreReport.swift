import Foundation
import ItemBanks
import ItemResponse
import Terminal

/// Abilities of the people in a file of responses.
public struct ScoreReport: Sendable {
  public struct Row: Sendable {
    public let subject: String
    /// Responses that were scored.
    public let responses: Int
    /// `nil` where nothing was scored.
    public let estimate: AbilityEstimate?
    /// The method that was asked for, where it has no estimate and another took its place.
    public let fallbackFrom: AbilityMethod?

    public init(
      subject: String, responses: Int, estimate: AbilityEstimate?, fallbackFrom: AbilityMethod?
    ) {
      self.subject = subject
      self.responses = responses
      self.estimate = estimate
      self.fallbackFrom = fallbackFrom
    }
  }

  public let rows: [Row]
  public let scale: Bank.Scale

  public init(_ rows: [Row], scale: Bank.Scale) {
    self.rows = rows
    self.scale = scale
  }

  /// One object a line.
  public func json() throws -> Data {
    var data = Data()
    for row in rows {
      var fields: [String: JSONValue] = [
        "subject_id": .string(row.subject), "n": .count(row.responses),
        "theta": .value(row.estimate?.theta), "se": .value(row.estimate?.standardError),
        "method": row.estimate.map { .string($0.method.rawValue) } ?? .null,
        "se_kind": row.estimate.map { .string($0.standardErrorKind.rawValue) } ?? .null,
        "scaled": .value(row.estimate.map { scale.scaled($0.theta) }),
      ]
      fields["fallback_from"] = row.fallbackFrom.map { .string($0.rawValue) }
      data += try JSONValue.object(fields).line()
    }
    return data
  }

  public func text(columns: Int = 80) -> String {
    let table = Table(
      [
        .init("subject", importance: 9, isFlexible: true), .init("n", .right, importance: 5),
        .init("θ", .point, importance: 9), .init("SE", .point, importance: 8),
        .init("score", .right, importance: 4), .init("by", importance: 6),
      ],
      rows: rows.map { row in
        [
          row.subject, "\(row.responses)", row.estimate.map { Wording.decimal($0.theta) } ?? "–",
          row.estimate.map { Wording.decimal($0.standardError) } ?? "",
          row.estimate.map { Wording.score(scale.scaled($0.theta)) } ?? "",
          row.estimate.map { estimate in
            let method = estimate.method.rawValue.uppercased()
            return row.fallbackFrom.map { "\(method), no finite \($0.rawValue.uppercased())" }
              ?? method
          } ?? "nothing to score",
        ]
      })
    return Wording.safe(table.lines(width: columns).joined(separator: "\n")) + "\n"
  }
}
