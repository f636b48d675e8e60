import Foundation

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

  /// Whether it is one of a bank of `itemCount` items.
  func fits(itemCount: Int) -> Bool { words.count == (itemCount + 63) / 64 }

  mutating func insert(_ item: Int) { words[item >> 6] |= 1 << UInt64(item & 63) }

  mutating func remove(_ item: Int) { words[item >> 6] &= ~(1 << UInt64(item & 63)) }

  func contains(_ item: Int) -> Bool { words[item >> 6] & (1 << UInt64(item & 63)) != 0 }

  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// How many items the two have in common.
  func count(in other: ItemSet) -> Int {
    zip(words, other.words).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
  }

  func isDisjoint(with other: ItemSet) -> Bool {
    zip(words, other.words).allSatisfy { $0 & $1 == 0 }
  }

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

/// In a file: the bits in base64, the lowest item in the lowest bit of the first byte.
extension ItemSet: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let data = try container.decode(Data.self)
    guard data.count.isMultiple(of: 8) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a set of items is a multiple of 8 bytes long")
    }
    words = [UInt64](repeating: 0, count: data.count / 8)
    for (index, byte) in data.enumerated() {
      words[index / 8] |= UInt64(byte) << UInt64(8 * (index % 8))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      Data(words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }))
  }
}
