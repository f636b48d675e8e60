import ItemResponse

/// The persons who answered the same set of items, some right and some wrong.
struct Booklet {
  var items: [Int]
  /// [score]
  var personsByScore: [Double]
  /// For each of `items`.
  var right: [Double]

  /// `items` of the booklets are positions in `active`.
  static func booklets(of responses: ResponseMatrix, items active: [Int]) -> [Booklet] {
    var positions: [[Int]: Int] = [:]
    var booklets: [Booklet] = []
    var seen: [Int] = []
    responses.scores.forEachRow { row in
      seen.removeAll(keepingCapacity: true)
      var total = 0
      for (position, item) in active.enumerated() where row[item] != ScoreGrid.missing {
        seen.append(position)
        total += Int(row[item])
      }
      guard total > 0, total < seen.count else { return }
      let index: Int
      if let known = positions[seen] {
        index = known
      } else {
        index = booklets.count
        positions[seen] = index
        booklets.append(
          Booklet(
            items: seen, personsByScore: [Double](repeating: 0, count: seen.count + 1),
            right: [Double](repeating: 0, count: seen.count)))
      }
      booklets[index].personsByScore[total] += 1
      for (place, position) in seen.enumerated() where row[active[position]] == 1 {
        booklets[index].right[place] += 1
      }
    }
    return booklets
  }
}
