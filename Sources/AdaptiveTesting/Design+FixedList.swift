import ItemBanks

extension Design.Selection {
  /// The place of each item of a fixed list, from 1, by number in the bank; `nil` for another criterion.
  ///
  /// - Parameter candidates: the numbers of the items that may be given.
  func order(in bank: Bank, from candidates: [Int]) throws(DesignError) -> [Int: Int]? {
    guard criterion == .fixed, let items else { return nil }
    let numbers = Dictionary(candidates.map { (bank.items[$0].id, $0) }) { first, _ in first }
    var order: [Int: Int] = [:]
    for (place, id) in items.enumerated() {
      guard let number = numbers[id] else {
        let isThere = bank.items.contains { $0.id == id }
        throw DesignError(
          message: "selection.items names '\(id)', which bank '\(bank.name)' "
            + (isThere ? "cannot give; see its status and parameters." : "does not have."))
      }
      order[number] = place + 1
    }
    return order
  }
}
