/// The sittings of one student with one bank, and how the results changed.
struct StudentHistory: Sendable {
  struct Sitting: Sendable {
    /// 1 for the first one with this bank.
    let number: Int
    let row: SittingRow
    /// To the result before; `nil` for the first result and where there is none.
    let change: Change?
  }

  struct Change: Sendable, Hashable {
    /// The number of the sitting with the result before.
    let since: Int
    /// On the bank's scale.
    let points: Double
    /// The difference in its standard errors, z = Δθ / √(SE₁² + SE₂²); `nil` where an error is infinite or
    /// missing.
    let z: Double?

    /// Whether results of somebody who has not changed differ so much in less than one case of twenty.
    var isNotable: Bool { z.map { abs($0) > 1.96 } ?? false }
  }

  let bank: String
  let title: String
  /// The newest first.
  let sittings: [Sitting]

  /// - Parameter rows: at least one, all of one bank.
  init(_ rows: [SittingRow]) {
    let rows = rows.sorted {
      $0.startedAt != $1.startedAt ? $0.startedAt < $1.startedAt : $0.code < $1.code
    }
    bank = rows[0].bank
    title = rows[rows.count - 1].bankTitle
    var before: (number: Int, row: SittingRow)?
    var sittings: [Sitting] = []
    for (index, row) in rows.enumerated() {
      let change = before.flatMap { Self.change(to: row, from: $0.row, $0.number) }
      sittings.append(Sitting(number: index + 1, row: row, change: change))
      if row.hasResult { before = (index + 1, row) }
    }
    self.sittings = sittings.reversed()
  }

  private static func change(to row: SittingRow, from before: SittingRow, _ number: Int) -> Change?
  {
    guard row.hasResult, let score = row.score, let earlier = before.score else { return nil }
    var z: Double?
    if let theta = row.theta, let theta0 = before.theta, let error = row.standardError,
      let error0 = before.standardError
    {
      let variance = error * error + error0 * error0
      if variance > 0, variance.isFinite { z = (theta - theta0) / variance.squareRoot() }
    }
    return Change(since: number, points: score - earlier, z: z)
  }

  /// By bank, the one sat last first.
  static func all(_ rows: [SittingRow]) -> [StudentHistory] {
    Dictionary(grouping: rows, by: \.bank).values.map(StudentHistory.init).sorted {
      let (first, second) = ($0.sittings[0].row.startedAt, $1.sittings[0].row.startedAt)
      return first != second ? first > second : $0.bank < $1.bank
    }
  }
}

extension SittingRow {
  /// Finished, not taken out, and with a score.
  var hasResult: Bool { state == .finished && score != nil }
}
