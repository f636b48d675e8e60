import ItemBanks
import ItemResponse
import Simulation
import Terminal

/// What it takes for a bank's tests to reach a precision everywhere, for those who plan and those who
/// write items.
public struct GrowthReport: Sendable {
  public let bank: String
  public let growth: BankGrowth
  /// The ability of an average person, in logits: whom difficulties are told by.
  public let average: Double
  public let peopleEach: Int
  public let seed: UInt64
  public let seconds: Double

  public init(
    bank: String, growth: BankGrowth, average: Double, peopleEach: Int, seed: UInt64,
    seconds: Double
  ) {
    self.bank = bank
    self.growth = growth
    self.average = average
    self.peopleEach = peopleEach
    self.seed = seed
    self.seconds = seconds
  }

  /// Items of about one difficulty.
  struct Band {
    let range: Range<Double>
    let there: [BankGrowth.PoolItem]
    let toWrite: [BankGrowth.NewItem]

    /// The item there is that best shows what is meant.
    var example: BankGrowth.PoolItem? {
      let centre = 0.5 * (range.lowerBound + range.upperBound)
      return there.min { abs($0.location - centre) < abs($1.location - centre) }
    }
  }

  /// Half a logit each, from the lowest that new items are in to the highest.
  var bands: [Band] {
    let places = growth.newItems.map { Int(($0.location * 2).rounded(.down)) }
    guard let low = places.min(), let high = places.max() else { return [] }
    return (low...high).map { place in
      let range = Double(place) / 2..<Double(place + 1) / 2
      return Band(
        range: range, there: growth.pool.filter { range.contains($0.location) },
        toWrite: growth.newItems.filter { range.contains($0.location) })
    }
  }

  /// Of what there is to score on an item, the share that an average person is expected to.
  func expectedShare(_ item: BankGrowth.NewItem) -> Double {
    guard let model = item.item.model else { return .nan }
    return model.expectedScore(at: average) / Double(model.scoreCount - 1)
  }
}
