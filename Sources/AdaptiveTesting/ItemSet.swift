/// A set of items by their number in the bank, as bits: filters combine such sets a word at a time, and
/// counting what a filter took out costs no more than that.
struct ItemSet: Sendable, Hashable {
  private var words: [UInt64]

  /// The empty set of a bank of `itemCount` items.
  init(itemCount: Int) {
    words = [UInt64](repeating: 0, count: (itemCount + 63) / 64)
  }

  init(_ items: some Sequence<Int>, itemCount: Int) {
    self.init(itemCount: itemCount)
    for item in items { insert(item) }
  }

  mutating func insert(_ item: Int) { words[item >> 6] |= 1 << UInt64(item & 63) }

  mutating func remove(_ item: Int) { words[item >> 6] &= ~(1 << UInt64(item & 63)) }

  func contains(_ item: Int) -> Bool { words[item >> 6] & (1 << UInt64(item & 63)) != 0 }

  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// - Returns: how many items that took out.
  @discardableResult
  mutating func subtract(_ other: ItemSet) -> Int {
    var removed = 0
    for index in words.indices {
      let hit = words[index] & other.words[index]
      removed += hit.nonzeroBitCount
      words[index] ^= hit
    }
    return removed
  }

  /// - Returns: how many items that took out.
  @discardableResult
  mutating func formIntersection(_ other: ItemSet) -> Int {
    var removed = 0
    for index in words.indices {
      let hit = words[index] & ~other.words[index]
      removed += hit.nonzeroBitCount
      words[index] ^= hit
    }
    return removed
  }

  mutating func formUnion(_ other: ItemSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// Calls `body` with each item, the lowest number first.
  @inline(__always)
  func visit(_ body: (Int) -> Void) {
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        body(index << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }
}
