import ItemResponse

/// Distinct columns of responses: for each the persons' answers, and how many items share them.
struct FewPersonsRows {
  let persons: Int
  /// [pattern][person]: 0, 1, or 255
  let patterns: [[UInt8]]
  let counts: [Double]
  let patternOfItem: [Int]
  let seen: [Int]
  let right: [Int]

  init(_ responses: ResponseMatrix) {
    let grid = responses.scores.transposed()
    persons = responses.personCount
    var index: [[UInt8]: Int] = [:]
    var patterns: [[UInt8]] = []
    var counts: [Double] = []
    var patternOfItem: [Int] = []
    var seen = [Int](repeating: 0, count: persons)
    var right = seen
    grid.forEachRow { row in
      let pattern = Array(row)
      for person in pattern.indices where pattern[person] != ScoreGrid.missing {
        seen[person] += 1
        right[person] += Int(pattern[person])
      }
      if let known = index[pattern] {
        counts[known] += 1
        patternOfItem.append(known)
      } else {
        index[pattern] = patterns.count
        patternOfItem.append(patterns.count)
        patterns.append(pattern)
        counts.append(1)
      }
    }
    self.patterns = patterns
    self.counts = counts
    self.patternOfItem = patternOfItem
    self.seen = seen
    self.right = right
  }
}
