import ItemBanks
import Testing

/// Runs what the items of the bank "shell" ask about, each in a scratch folder of its own.
@Suite struct ShellKeyTests {
  private func items() throws -> [ShellItem] {
    try ShippedBanks.bank("shell").items.map { item in
      switch item.question?.format {
      case .choice(let options, let key):
        ShellItem(id: item.id, options: options, keys: [key])
      case .multiple(let options, let keys):
        ShellItem(id: item.id, options: options, keys: keys.sorted())
      case .numeric(let answer, _, _):
        ShellItem(id: item.id, number: answer)
      case .text(let answers, _):
        ShellItem(id: item.id, answers: answers)
      case .partialCredit, .rating, nil:
        ShellItem(id: item.id)
      }
    }
  }

  @Test func everyKeyThatCanBeRunIsRight() throws {
    let problems = ShellKeys.problems(items: try items())
    #expect(problems == [])
  }

  @Test func fewKeysAreLeftToReading() throws {
    // Terminal keys, definitions, and what root would not be refused.
    #expect(
      ShellKeys.unchecked(items: try items()).sorted() == [
        "perm-013", "perm-018", "perm-019", "proc-001", "proc-006", "proc-023", "script-003",
      ])
  }
}
