/// Distinct identifiers in the order in which they first came, found by their bytes: a few bytes
/// each beside their text, where an array and a dictionary of `String` take a hundred.
///
/// Millions of people are kept in one. Texts are UTF-8 and compared byte by byte, as files are.
public struct IdentifierTable: Sendable {
  /// All texts, one after the other; empty in a numbered table.
  private var bytes: [UInt8] = []
  /// Where each text ends in `bytes`.
  private var ends: [UInt32] = []
  /// Open addressing with linear steps: 0 is free, anything else an index + 1.
  private var slots: [UInt32] = []
  /// The count of a numbered table, whose identifiers "1", "2", … are not stored at all.
  private var numberedCount: Int?

  public init() {}

  /// The identifiers `"1"`, `"2"`, … `"count"`, for people whom nobody named; takes no memory.
  public init(numbered count: Int) {
    precondition(count >= 0)
    numberedCount = count
  }

  /// - Precondition: the identifiers are distinct, and less than 4 GB together.
  public init(_ identifiers: some Sequence<String>) {
    for identifier in identifiers {
      guard let (_, isNew) = insert(identifier) else {
        preconditionFailure("more identifiers than a table holds")
      }
      precondition(isNew, "identifiers must be distinct")
    }
  }

  /// Whether the identifiers are just the numbers from 1 on.
  public var isNumbered: Bool { numberedCount != nil }

  /// The place of an identifier, or `nil` where it is not in the table.
  public func index(of identifier: String) -> Int? {
    var identifier = identifier
    return identifier.withUTF8 { index(of: $0) }
  }

  /// The place of an identifier given by its UTF-8 bytes.
  public func index(of text: UnsafeBufferPointer<UInt8>) -> Int? {
    if let numberedCount {
      guard let number = Int(String(decoding: text, as: UTF8.self)), 1 <= number,
        number <= numberedCount, String(number).utf8.elementsEqual(text)
      else { return nil }
      return number - 1
    }
    guard !slots.isEmpty else { return nil }
    let slot = slot(of: text)
    return slots[slot] == 0 ? nil : Int(slots[slot]) - 1
  }

  /// Puts an identifier into the table unless it is there.
  ///
  /// - Returns: its place and whether it is new; `nil` where the table is full (4 GB of text or
  ///   2³² − 2 identifiers).
  public mutating func insert(_ identifier: String) -> (index: Int, isNew: Bool)? {
    var identifier = identifier
    return identifier.withUTF8 { insert($0) }
  }

  /// Puts an identifier given by its UTF-8 bytes into the table unless it is there.
  public mutating func insert(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> (index: Int, isNew: Bool)? {
    precondition(!isNumbered, "a numbered table has no other identifiers")
    // At most three quarters full, so that a search ends after a step or two.
    if 4 * (ends.count + 1) > 3 * slots.count { grow() }
    let slot = slot(of: text)
    if slots[slot] != 0 { return (Int(slots[slot]) - 1, false) }
    guard bytes.count + text.count <= Int(UInt32.max), ends.count < Int(UInt32.max) - 1 else {
      return nil
    }
    bytes.append(contentsOf: text)
    ends.append(UInt32(bytes.count))
    slots[slot] = UInt32(ends.count)
    return (ends.count - 1, true)
  }

  /// The slot that holds a text, or the free one where it belongs.
  private func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hashOfBytes(text)) & mask
    return slots.withUnsafeBufferPointer { slots in
      ends.withUnsafeBufferPointer { ends in
        bytes.withUnsafeBufferPointer { bytes in
          while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            let start = index == 0 ? 0 : Int(ends[index - 1])
            if Int(ends[index]) - start == text.count,
              (0..<text.count).allSatisfy({ bytes[start + $0] == text[$0] })
            {
              break
            }
            slot = (slot + 1) & mask
          }
          return slot
        }
      }
    }
  }

  private mutating func grow() {
    let capacity = Swift.max(16, 2 * slots.count)
    slots = [UInt32](repeating: 0, count: capacity)
    let mask = capacity - 1
    bytes.withUnsafeBufferPointer { own in
      var start = 0
      for (index, end) in ends.enumerated() {
        let text = UnsafeBufferPointer(rebasing: own[start..<Int(end)])
        var slot = Int(truncatingIfNeeded: hashOfBytes(text)) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(index + 1)
        start = Int(end)
      }
    }
  }
}

extension IdentifierTable: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { numberedCount ?? ends.count }

  /// The identifier at a place, as a new `String`.
  public subscript(position: Int) -> String {
    precondition((0..<endIndex).contains(position))
    if isNumbered { return String(position + 1) }
    let start = position == 0 ? 0 : Int(ends[position - 1])
    return String(decoding: bytes[start..<Int(ends[position])], as: UTF8.self)
  }
}

extension IdentifierTable: Equatable {
  public static func == (left: IdentifierTable, right: IdentifierTable) -> Bool {
    if left.isNumbered == right.isNumbered {
      return left.numberedCount == right.numberedCount && left.ends == right.ends
        && left.bytes == right.bytes
    }
    return left.elementsEqual(right)
  }
}

/// A 64-bit hash of bytes by folded multiplication, eight bytes a step (after Wang Yi's wyhash, public
/// domain). The same on every run; not meant to withstand an adversary.
func hashOfBytes(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
  var hash = UInt64(text.count) &* 0x9E37_79B9_7F4A_7C15
  var rest = text.count
  guard var next = UnsafeRawPointer(text.baseAddress) else { return hash }
  while rest >= 8 {
    hash = foldedHash(hash, next.loadUnaligned(as: UInt64.self))
    next += 8
    rest -= 8
  }
  var tail: UInt64 = 0
  for offset in 0..<rest {
    tail |= UInt64(next.load(fromByteOffset: offset, as: UInt8.self)) << UInt64(8 * offset)
  }
  return foldedHash(hash, tail)
}

/// One step of such a hash: the two halves of a 128-bit product, folded.
@inline(__always)
func foldedHash(_ hash: UInt64, _ word: UInt64) -> UInt64 {
  let product = (hash ^ 0xA076_1D64_78BD_642F)
    .multipliedFullWidth(by: word ^ 0xE703_7ED1_A0B4_28DB)
  return product.high ^ product.low
}
