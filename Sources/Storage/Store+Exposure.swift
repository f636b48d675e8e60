import AdaptiveTesting
import GRDB

extension Store {
  /// How often the items of a plan's bank were given, to be scored, in all sittings of that bank so far, of
  /// whatever generation, finished or not. Reads every one of them.
  ///
  /// - Throws: `bankNotFound`; `corrupt` where a sitting's start cannot be read.
  public func exposureLedger(
    for plan: TestPlan, bank name: String, generation number: Int
  ) throws(StoreError) -> ExposureLedger {
    try read { db in
      guard try Self.generation(of: name, in: db) != nil else {
        throw try Self.bankNotFound(name, in: db)
      }
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT sitting.code, generation.number, event.name, event.body, event.item, event.theta
          FROM bank
          JOIN generation ON generation.bank = bank.id
          JOIN sitting ON sitting.generation = generation.id
          JOIN event ON event.sitting = sitting.id
            AND event.name IN ('started', 'presented', 'answered')
          WHERE bank.name = ? AND json_extract(event.body, '$.pretest') IS NULL
          ORDER BY sitting.id, event.sequence
          """,
        arguments: [name])
      var ledger = ExposureLedger(for: plan)
      var items: [Int] = []
      var theta: Double?
      var circumstances = Circumstances()
      func close() {
        guard !items.isEmpty else { return }
        ledger.add(
          items: items, theta: theta ?? plan.design.estimation.prior.mean,
          circumstances: circumstances)
        (items, theta) = ([], nil)
      }
      while let row = try rows.next() {
        switch row["name"] as String {
        case "started":
          close()
          // Item numbers are those of a generation.
          circumstances =
            row["number"] == number
            ? try Self.decode(row["body"], as: "its first event", of: row["code"])
            : Circumstances()
        case "presented":
          if let item = (row["item"] as String?).flatMap({ plan.number(ofItem: $0) }) {
            items.append(item)
          }
        default: theta = row["theta"] ?? theta
        }
      }
      close()
      return ledger
    }
  }

  /// The score of a person's last finished sitting of a bank, in logits; `nil` without one.
  public func lastScore(of person: String, bank: String) throws(StoreError) -> Double? {
    try sittings(person: person, bank: bank).first { $0.status == .finished }?.theta
  }
}
