import ItemResponse

/// For each item how many answered it and how many of them were right.
struct ItemTallies: Sendable {
  let seen: [Int]
  let right: [Int]

  init(_ scores: ScoreGrid) {
    var seen = [Int](repeating: 0, count: scores.columnCount)
    var right = seen
    var row = [UInt8](repeating: ScoreGrid.missing, count: scores.columnCount)
    scores.withUnsafeRows { rows in
      row.withUnsafeMutableBufferPointer { row in
        seen.withUnsafeMutableBufferPointer { seen in
          right.withUnsafeMutableBufferPointer { right in
            for person in 0..<rows.rowCount {
              rows.copyRow(person, to: row)
              for item in 0..<row.count {
                let score = row[item]
                seen[item] += score == ScoreGrid.missing ? 0 : 1
                right[item] += score == 1 ? 1 : 0
              }
            }
          }
        }
      }
    }
    self.seen = seen
    self.right = right
  }

  func isMixed(_ item: Int) -> Bool { right[item] > 0 && right[item] < seen[item] }
  func isConstant(_ item: Int) -> Bool { right[item] == 0 || right[item] == seen[item] }
}
