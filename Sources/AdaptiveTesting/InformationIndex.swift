import ItemResponse
import Synchronization

/// Finds the items with the most information at an ability without looking at all of them, and finds
/// exactly those that looking at all of them would.
///
/// The ability axis is cut into cells. For a cell the items are ranked by the most that each can tell
/// anywhere inside it; a search goes down that ranking and ends at the first item whose bound lies below
/// the worst of the best found so far. A few dozen of 100,000 items are usually looked at. A cell's
/// ranking is made when it is first needed and shared by all sittings of a plan.
final class InformationIndex: Sendable {
  private let items: [Int]
  private let models: [PreparedModel]
  private let cells: [Cell]

  private static let limit = 6.0
  private static let cellWidth = 0.125
  /// Of a larger bank a cell keeps about twice so many, the best; should a search get to their end, it
  /// looks at all.
  private static let rankingLength = 512

  private final class Cell: Sendable {
    let ranking = AtomicLazyReference<Ranking>()
  }

  private final class Ranking: Sendable {
    /// Places in `items`, by falling bound.
    let places: [Int32]
    let bounds: [Double]
    let isComplete: Bool

    init(places: [Int32], bounds: [Double], isComplete: Bool) {
      self.places = places
      self.bounds = bounds
      self.isComplete = isComplete
    }
  }

  /// - Parameters:
  ///   - items: numbers in the bank, rising.
  ///   - models: theirs.
  init(items: [Int], models: [PreparedModel]) {
    self.items = items
    self.models = models
    cells = (0..<Int(2 * Self.limit / Self.cellWidth)).map { _ in Cell() }
  }

  /// The `count` eligible items with the most information at `theta`, fewer where there are fewer.
  func best(_ count: Int, at theta: Double, among eligible: ItemSet) -> BestCandidates {
    guard let ranking = ranking(around: theta) else {
      return scan(count, at: theta, among: eligible)
    }
    var best = BestCandidates(capacity: count)
    for (rank, place) in ranking.places.enumerated() {
      if ranking.bounds[rank] < best.threshold { return best }
      let item = items[Int(place)]
      guard eligible.contains(item) else { continue }
      best.insert(item: item, value: models[Int(place)].information(at: theta))
    }
    return ranking.isComplete ? best : scan(count, at: theta, among: eligible)
  }

  private func scan(_ count: Int, at theta: Double, among eligible: ItemSet) -> BestCandidates {
    var best = BestCandidates(capacity: count)
    for (place, item) in items.enumerated() where eligible.contains(item) {
      best.insert(item: item, value: models[place].information(at: theta))
    }
    return best
  }

  private func ranking(around theta: Double) -> Ranking? {
    guard abs(theta) < Self.limit else { return nil }
    let number = min(Int((theta + Self.limit) / Self.cellWidth), cells.count - 1)
    if let made = cells[number].ranking.load() { return made }
    let low = Double(number) * Self.cellWidth - Self.limit
    return cells[number].ranking.storeIfNil(makeRanking(low...(low + Self.cellWidth)))
  }

  private func makeRanking(_ cell: ClosedRange<Double>) -> Ranking {
    let bounds = models.map { $0.informationBound(in: cell) }
    var places = (0..<Int32(items.count)).map { $0 }
    if places.count > 2 * Self.rankingLength {
      // Sorting them all would cost more than bounding them: a cut from a sample leaves out most.
      let stride = places.count / Self.rankingLength
      let sample = Swift.stride(from: 0, to: bounds.count, by: stride).map { bounds[$0] }
      let cut = sample.sorted(by: >)[2 * Self.rankingLength / stride]
      places.removeAll { bounds[Int($0)] < cut }
    }
    places.sort {
      let (left, right) = (bounds[Int($0)], bounds[Int($1)])
      return left > right || (left == right && $0 < $1)
    }
    return Ranking(
      places: places, bounds: places.map { bounds[Int($0)] },
      isComplete: places.count == items.count)
  }
}
