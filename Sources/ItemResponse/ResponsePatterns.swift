/// The different rows of a response matrix with the number of people who have each: what an
/// estimation needs to go through instead of all people.
///
/// A view: the scores of pattern p are row `representatives[p]` of the matrix it was made from.
public struct ResponsePatterns: Sendable, Equatable {
  /// For each pattern, the first person who has it; ascending.
  public let representatives: [UInt32]
  /// For each pattern, how many people have it.
  public let counts: [UInt32]
  /// For each person, the index of the pattern.
  public let patternOfPerson: [UInt32]

  /// The number of different patterns.
  public var count: Int { representatives.count }
}

extension ResponseMatrix {
  /// The unique response patterns, found by hashing; missing responses are part of a pattern. Costs
  /// one pass over the scores and 12 to 24 bytes a person.
  ///
  /// - Parameter separatingGroups: whether people of different groups are kept apart even where they
  ///   answered alike.
  /// - Precondition: fewer than 2³² persons.
  public func patterns(separatingGroups: Bool = false) -> ResponsePatterns {
    precondition(personCount < Int(UInt32.max))
    let codes = separatingGroups ? groups?.codes : nil
    var representatives: [UInt32] = []
    var counts: [UInt32] = []
    var patternOfPerson = [UInt32](repeating: 0, count: personCount)
    // Open addressing with linear steps, at most half full; 0 is free, else a pattern + 1.
    var slots = [UInt32](repeating: 0, count: 64)
    var hashes: [UInt64] = []

    scores.withUnsafeRows { rows in
      for person in 0..<personCount {
        let group = codes?[person] ?? 0
        let hash = foldedHash(rows.hash(person), UInt64(group))
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
          let pattern = Int(slots[slot]) - 1
          let other = Int(representatives[pattern])
          if hashes[pattern] == hash, codes.map({ $0[other] == group }) ?? true,
            rows.areEqual(other, person)
          {
            break
          }
          slot = (slot + 1) & mask
        }
        if slots[slot] == 0 {
          representatives.append(UInt32(person))
          counts.append(0)
          hashes.append(hash)
          slots[slot] = UInt32(representatives.count)
        }
        let pattern = slots[slot] - 1
        counts[Int(pattern)] += 1
        patternOfPerson[person] = pattern
        if 2 * representatives.count > slots.count {
          slots = [UInt32](repeating: 0, count: 2 * slots.count)
          let mask = slots.count - 1
          for (pattern, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(pattern + 1)
          }
        }
      }
    }
    return ResponsePatterns(
      representatives: representatives, counts: counts, patternOfPerson: patternOfPerson)
  }
}

extension UnsafeScoreRows {
  /// A hash of what a row holds, for comparisons within one grid.
  fileprivate func hash(_ row: Int) -> UInt64 {
    switch cells {
    case .bits(let words, let planeWords):
      var hash: UInt64 = 0
      let start = words + 2 * row * planeWords
      for word in 0..<(2 * planeWords) { hash = foldedHash(hash, start[word]) }
      return hash
    case .bytes(let bytes):
      return hashOfBytes(
        UnsafeBufferPointer(start: bytes + row * columnCount, count: columnCount))
    case .sparse(let starts, let columns, let scores):
      var hash: UInt64 = 0
      for index in starts[row]..<starts[row + 1] {
        hash = foldedHash(hash, UInt64(columns[index]) << 8 | UInt64(scores[index]))
      }
      return hash
    }
  }

  fileprivate func areEqual(_ left: Int, _ right: Int) -> Bool {
    switch cells {
    case .bits(let words, let planeWords):
      let leftRow = words + 2 * left * planeWords
      let rightRow = words + 2 * right * planeWords
      return (0..<(2 * planeWords)).allSatisfy { leftRow[$0] == rightRow[$0] }
    case .bytes(let bytes):
      let leftRow = bytes + left * columnCount
      let rightRow = bytes + right * columnCount
      return (0..<columnCount).allSatisfy { leftRow[$0] == rightRow[$0] }
    case .sparse(let starts, let columns, let scores):
      let count = starts[left + 1] - starts[left]
      guard count == starts[right + 1] - starts[right] else { return false }
      return (0..<count).allSatisfy {
        columns[starts[left] + $0] == columns[starts[right] + $0]
          && scores[starts[left] + $0] == scores[starts[right] + $0]
      }
    }
  }
}
