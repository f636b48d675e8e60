/// Responses as a compact stream of bytes, in segments of one person each.
///
/// A segment is the person (the difference from the segment before, as a zigzag varint), the source
/// (the same, with a bit for the step), the kind, the number of responses, and these:
/// - `complete`: the first item; a bit for each item from there on;
/// - `completeBytes`: the same with a byte for each;
/// - `planes`: the first item and the span; a bit for each item of the span that says whether it is
///   there, and then one that says whether it is 1;
/// - `list`: for each the distance from the item before and a bit, as one varint;
/// - `listBytes`: for each the distance as a varint and a byte.
struct SegmentStream: Sendable {
  /// Pieces of about this size, so that growing copies little and needs no second stream.
  private static let pieceSize = 1 << 20

  private var pieces: [[UInt8]] = []
  private var lastPerson = 0
  private var lastSource = 0

  private enum Kind: UInt8 {
    case complete, completeBytes, planes, list, listBytes
  }

  /// - Returns: the highest of the values.
  mutating func append(
    person: Int, items: UnsafeBufferPointer<UInt32>, values: UnsafeBufferPointer<UInt8>,
    source: Int, sourceStep: Int
  ) -> UInt8 {
    let count = items.count
    var isAscending = true
    var highest: UInt8 = 0
    for index in 0..<count {
      highest = max(highest, values[index])
      if index > 0 { isAscending = isAscending && items[index] > items[index - 1] }
    }
    let first = Int(items[0])
    let span = Int(items[count - 1]) - first + 1

    let kind: Kind
    if isAscending, span == count {
      kind = highest <= 1 ? .complete : .completeBytes
    } else if isAscending, highest <= 1, span / 4 < count {
      kind = .planes
    } else {
      kind = highest <= 1 ? .list : .listBytes
    }

    if pieces.last.map({ $0.count >= Self.pieceSize }) ?? true {
      var piece: [UInt8] = []
      piece.reserveCapacity(Self.pieceSize + 4096)
      pieces.append(piece)
    }
    let last = pieces.count - 1
    pieces[last].appendVarint(zigzag(person - lastPerson))
    pieces[last].appendVarint(zigzag(source - lastSource) << 1 | UInt64(sourceStep))
    pieces[last].append(kind.rawValue)
    pieces[last].appendVarint(UInt64(count))
    lastPerson = person
    lastSource = source

    switch kind {
    case .complete:
      pieces[last].appendVarint(UInt64(first))
      pieces[last].appendBits(values)
    case .completeBytes:
      pieces[last].appendVarint(UInt64(first))
      pieces[last].append(contentsOf: values)
    case .planes:
      pieces[last].appendVarint(UInt64(first))
      pieces[last].appendVarint(UInt64(span))
      let start = pieces[last].count
      let planeBytes = (span + 7) / 8
      pieces[last].append(contentsOf: repeatElement(0, count: 2 * planeBytes))
      pieces[last].withUnsafeMutableBufferPointer { piece in
        for index in 0..<count {
          let bit = Int(items[index]) - first
          piece[start + bit >> 3] |= 1 &<< UInt8(truncatingIfNeeded: bit & 7)
          piece[start + planeBytes + bit >> 3] |=
            values[index] &<< UInt8(truncatingIfNeeded: bit & 7)
        }
      }
    case .list, .listBytes:
      var before = -1
      for index in 0..<count {
        let distance = zigzag(Int(items[index]) - before - 1)
        before = Int(items[index])
        if kind == .list {
          pieces[last].appendVarint(distance << 1 | UInt64(values[index]))
        } else {
          pieces[last].appendVarint(distance)
          pieces[last].append(values[index])
        }
      }
    }
    return highest
  }

  /// One segment, unpacked; valid only while it is looked at.
  struct Segment {
    let person: Int
    let source: Int
    let sourceStep: Int
    let count: Int
    let items: UnsafePointer<UInt32>
    let values: UnsafePointer<UInt8>
  }

  /// A segment whose responses are bits in a row; valid only while it is looked at.
  struct BitRun {
    let person: Int
    let first: Int
    let span: Int
    /// `nil` where every item of the span is there.
    let filled: UnsafePointer<UInt8>?
    let ones: UnsafePointer<UInt8>

    /// Bits 64·`index` … of a plane, 0 past its end.
    func word(_ index: Int, of plane: UnsafePointer<UInt8>) -> UInt64 {
      let byteCount = (span + 7) / 8
      var word: UInt64 = 0
      if 8 * index + 8 <= byteCount {
        word = UnsafeRawPointer(plane + 8 * index).loadUnaligned(as: UInt64.self)
      } else {
        for byte in (8 * index)..<byteCount {
          word |= UInt64(plane[byte]) &<< UInt64(8 * (byte - 8 * index))
        }
      }
      return word & mask(index)
    }

    /// The bits of a word that belong to the span.
    func mask(_ index: Int) -> UInt64 {
      let rest = span - 64 * index
      return rest >= 64 ? .max : (1 &<< UInt64(rest)) - 1
    }
  }

  /// Goes through all segments in the order of their coming.
  func forEachSegment(_ body: (Segment) -> Void) {
    forEachSegment(takeBits: { _ in false }, body)
  }

  /// Goes through all segments in the order of their coming.
  ///
  /// - Parameter takeBits: is offered a segment of bits as such first; `false` has it unpacked.
  func forEachSegment(takeBits: (BitRun) -> Bool, _ body: (Segment) -> Void) {
    var itemBuffer = UnsafeMutablePointer<UInt32>.allocate(capacity: 1024)
    var valueBuffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 1024)
    var capacity = 1024
    defer {
      itemBuffer.deallocate()
      valueBuffer.deallocate()
    }
    var person = 0
    var source = 0
    for piece in pieces {
      piece.withUnsafeBufferPointer { piece in
        guard var next = piece.baseAddress else { return }
        let end = next + piece.count
        while next < end {
          person += unzigzag(readVarint(&next))
          let step = readVarint(&next)
          source += unzigzag(step >> 1)
          let kind = Kind(rawValue: next.pointee)
          next += 1
          let count = Int(readVarint(&next))
          if kind == .complete || kind == .planes {
            var after = next
            let first = Int(readVarint(&after))
            let span = kind == .planes ? Int(readVarint(&after)) : count
            let planeBytes = (span + 7) / 8
            let run = BitRun(
              person: person, first: first, span: span, filled: kind == .planes ? after : nil,
              ones: kind == .planes ? after + planeBytes : after)
            if takeBits(run) {
              next = after + (kind == .planes ? 2 : 1) * planeBytes
              continue
            }
          }
          if count > capacity {
            capacity = max(2 * capacity, count)
            itemBuffer.deallocate()
            valueBuffer.deallocate()
            itemBuffer = .allocate(capacity: capacity)
            valueBuffer = .allocate(capacity: capacity)
          }
          unpack(kind, count, from: &next, items: itemBuffer, values: valueBuffer)
          body(
            Segment(
              person: person, source: source, sourceStep: Int(step & 1), count: count,
              items: itemBuffer, values: valueBuffer))
        }
      }
    }
  }

  private func unpack(
    _ kind: Kind?, _ count: Int, from next: inout UnsafePointer<UInt8>,
    items: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<UInt8>
  ) {
    switch kind {
    case .complete, .completeBytes:
      let first = UInt32(readVarint(&next))
      for index in 0..<count { items[index] = first + UInt32(truncatingIfNeeded: index) }
      if kind == .complete {
        readBits(count, from: &next, to: values)
      } else {
        values.update(from: next, count: count)
        next += count
      }
    case .planes:
      let first = UInt32(readVarint(&next))
      let span = Int(readVarint(&next))
      let planeBytes = (span + 7) / 8
      var index = 0
      for byte in 0..<planeBytes {
        var rest = next[byte]
        while rest != 0 {
          let bit = rest.trailingZeroBitCount
          items[index] = first + UInt32(truncatingIfNeeded: 8 * byte + bit)
          values[index] = next[planeBytes + byte] &>> UInt8(truncatingIfNeeded: bit) & 1
          index += 1
          rest &= rest &- 1
        }
      }
      next += 2 * planeBytes
    case .list:
      var before = -1
      for index in 0..<count {
        let word = readVarint(&next)
        before += 1 + unzigzag(word >> 1)
        items[index] = UInt32(truncatingIfNeeded: before)
        values[index] = UInt8(truncatingIfNeeded: word & 1)
      }
    case .listBytes:
      var before = -1
      for index in 0..<count {
        before += 1 + unzigzag(readVarint(&next))
        items[index] = UInt32(truncatingIfNeeded: before)
        values[index] = next.pointee
        next += 1
      }
    case nil:
      preconditionFailure("the stream is written by this file only")
    }
  }
}

/// Small numbers of either sign as small numbers: 0, −1, 1, −2, … become 0, 1, 2, 3, …
private func zigzag(_ value: Int) -> UInt64 {
  UInt64(bitPattern: Int64(value << 1 ^ value >> 63))
}

private func unzigzag(_ value: UInt64) -> Int {
  Int(truncatingIfNeeded: value >> 1) ^ -Int(truncatingIfNeeded: value & 1)
}

@inline(__always)
private func readVarint(_ next: inout UnsafePointer<UInt8>) -> UInt64 {
  var byte = next.pointee
  next += 1
  if byte < 128 { return UInt64(byte) }
  var value = UInt64(byte & 127)
  var shift: UInt64 = 7
  repeat {
    byte = next.pointee
    next += 1
    value |= UInt64(byte & 127) &<< shift
    shift += 7
  } while byte >= 128
  return value
}

private func readBits(
  _ count: Int, from next: inout UnsafePointer<UInt8>, to values: UnsafeMutablePointer<UInt8>
) {
  for index in 0..<count { values[index] = next[index >> 3] >> UInt8(index & 7) & 1 }
  next += (count + 7) / 8
}

extension [UInt8] {
  fileprivate mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 128 {
      append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Packs bytes that are 0 or 1, the first into the lowest bit.
  fileprivate mutating func appendBits(_ values: UnsafeBufferPointer<UInt8>) {
    guard let base = UnsafeRawPointer(values.baseAddress) else { return }
    var index = 0
    while index + 8 <= values.count {
      // Byte i is moved to bit 56 + i; no two of the products share a bit, so nothing carries.
      let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      append(UInt8(truncatingIfNeeded: (word &* 0x0102_0408_1020_4080) &>> 56))
      index += 8
    }
    guard index < values.count else { return }
    var byte: UInt8 = 0
    for offset in index..<values.count { byte |= values[offset] &<< UInt8(offset - index) }
    append(byte)
  }
}
