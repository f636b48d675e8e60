/// The few best of a stream of candidates, best first, the one that stands first in the bank first
/// among equals.
struct BestCandidates: Sendable {
  struct Entry: Sendable, Hashable {
    let item: Int
    let value: Double
  }

  private(set) var entries: [Entry] = []
  private let capacity: Int

  init(capacity: Int) {
    precondition(capacity > 0)
    self.capacity = capacity
    entries.reserveCapacity(capacity + 1)
  }

  /// What a candidate must reach to be among the best; −∞ while there is room.
  var threshold: Double {
    entries.count < capacity ? -.infinity : entries[capacity - 1].value
  }

  mutating func insert(item: Int, value: Double) {
    func isBefore(_ entry: Entry) -> Bool {
      value > entry.value || (value == entry.value && item < entry.item)
    }
    if entries.count == capacity, !isBefore(entries[capacity - 1]) { return }
    // Kept sorted by insertion: the capacity is a handful.
    let place = entries.firstIndex(where: isBefore) ?? entries.endIndex
    entries.insert(Entry(item: item, value: value), at: place)
    if entries.count > capacity { entries.removeLast() }
  }
}
