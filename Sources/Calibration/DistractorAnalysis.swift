import ItemResponse

/// Which options people choose, and whether the able choose the key.
public struct DistractorAnalysis: Sendable {
  public struct Option: Sendable {
    public let name: String
    public let count: Int
    /// The share of those who chose any option of this item.
    public let proportion: Double
    /// The correlation of choosing it with the share of right answers on the other items.
    public let pointBiserial: Double
    /// Whether choosing it is scored as right.
    public let isKey: Bool
  }

  public struct Item: Sendable {
    public let id: String
    /// By falling frequency.
    public let options: [Option]
    /// An option that is not the key but that able people prefer to it: is the key right? `nil` where
    /// there is no reason to ask.
    public let suspectedKey: String?
    /// Options that nobody, or fewer than one in fifty, chose.
    public let unusedOptions: [String]
  }

  public let items: [Item]

  /// - Returns: `nil` where the responses hold no raw choices.
  public init?(_ responses: ResponseMatrix) {
    guard let choices = responses.choices else { return nil }
    let count = responses.itemCount
    let optionCount = choices.options.count
    var sums = [PearsonSums](repeating: PearsonSums(), count: count * optionCount)
    var keyed = [Int](repeating: 0, count: count * optionCount)
    var chosen = keyed
    var person = 0
    var picked = [UInt8](repeating: ScoreGrid.missing, count: count)
    responses.scores.forEachRow { row in
      defer { person += 1 }
      choices.grid.withUnsafeRows { rows in
        picked.withUnsafeMutableBufferPointer { rows.copyRow(person, to: $0) }
      }
      var total = 0
      var seen = 0
      for score in row where score != ScoreGrid.missing {
        total += Int(score)
        seen += 1
      }
      for item in 0..<count where picked[item] != ScoreGrid.missing {
        let index = item * optionCount + Int(picked[item])
        chosen[index] += 1
        guard row[item] != ScoreGrid.missing, seen > 1 else { continue }
        if row[item] > 0 { keyed[index] += 1 }
        let rest = Double(total - Int(row[item])) / Double(seen - 1)
        for option in 0..<optionCount {
          sums[item * optionCount + option].add(option == Int(picked[item]) ? 1 : 0, rest)
        }
      }
    }
    items = (0..<count).map { item in
      let range = item * optionCount..<(item + 1) * optionCount
      let total = chosen[range].reduce(0, +)
      let options = range.filter { chosen[$0] > 0 }.map { index in
        Option(
          name: choices.options[index - range.lowerBound], count: chosen[index],
          proportion: Double(chosen[index]) / Double(total),
          pointBiserial: sums[index].correlation, isKey: keyed[index] > 0)
      }
      .sorted { ($0.count, $1.name) > ($1.count, $0.name) }
      let key = options.filter(\.isKey).map(\.pointBiserial).max() ?? -1
      // Two standard errors of a correlation, so that chance does not accuse.
      let margin = 2 / Double(max(total, 4)).squareRoot()
      let rival = options.filter { !$0.isKey && $0.count >= 10 && $0.pointBiserial > 0 }
        .max { $0.pointBiserial < $1.pointBiserial }
      let suspect = rival.flatMap { $0.pointBiserial > key + margin ? $0.name : nil }
      return Item(
        id: responses.items[item], options: options, suspectedKey: suspect,
        unusedOptions: options.filter { $0.proportion < 0.02 }.map(\.name))
    }
  }
}
