import Numerical
import Testing

@testable import ItemResponse

@Suite struct ScoreGridTests {
  /// Sizes on both sides of the word of 64 bits.
  static let sizes = [
    (0, 0), (0, 3), (3, 0), (1, 1), (5, 63), (64, 64), (65, 65), (130, 129), (7, 300),
  ]

  static func random(
    _ rows: Int, _ columns: Int, highest: Int, filled: Double, seed: UInt64
  ) -> [[Int?]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<rows).map { _ in
      (0..<columns).map { _ in
        generator.uniform() < filled ? generator.index(below: highest + 1) : nil
      }
    }
  }

  @Test(arguments: sizes, [ScoreGrid.Layout.bits, .bytes, .sparse])
  func `every layout gives back what it was given`(size: (Int, Int), layout: ScoreGrid.Layout) {
    for (highest, filled) in [(1, 0.8), (1, 0.02), (4, 0.5)] {
      let rows = Self.random(size.0, size.1, highest: highest, filled: filled, seed: 7)
      let grid = ScoreGrid(rowCount: size.0, columnCount: size.1, layout: layout) { row, cells in
        for (column, value) in rows[row].enumerated() {
          cells[column] = value.map(UInt8.init) ?? 255
        }
      }
      #expect(grid.filledCount == rows.joined().count { $0 != nil })
      #expect(grid.highestScore == rows.joined().compactMap { $0 }.max() ?? 0)
      for row in 0..<size.0 {
        for column in 0..<size.1 { #expect(grid[row, column] == rows[row][column]) }
      }
      var columns = [UInt32](repeating: 0, count: size.1)
      var scores = [UInt8](repeating: 0, count: size.1)
      grid.withUnsafeRows { unsafe in
        for row in 0..<size.0 {
          let count = columns.withUnsafeMutableBufferPointer { columns in
            scores.withUnsafeMutableBufferPointer {
              unsafe.copyFilled(row, columns: columns, scores: $0)
            }
          }
          let expected = rows[row].enumerated().filter { $0.element != nil }
          #expect(columns[..<count].map(Int.init) == expected.map(\.offset))
          #expect(scores[..<count].map(Int.init) == expected.map { $0.element ?? -1 })
          #expect(unsafe.filledCount(row) == expected.count)
          #expect(unsafe.sum(row) == expected.reduce(0) { $0 + ($1.element ?? 0) })
        }
      }
    }
  }

  @Test(arguments: sizes, [ScoreGrid.Layout.bits, .bytes, .sparse])
  func `transposing exchanges rows and columns`(size: (Int, Int), layout: ScoreGrid.Layout) {
    let rows = Self.random(size.0, size.1, highest: 1, filled: 0.6, seed: 11)
    let grid = ScoreGrid(rowCount: size.0, columnCount: size.1, layout: layout) { row, cells in
      for (column, value) in rows[row].enumerated() { cells[column] = value.map(UInt8.init) ?? 255 }
    }
    let exchanged = grid.transposed()
    #expect(exchanged.rowCount == size.1 && exchanged.columnCount == size.0)
    for row in 0..<size.0 {
      for column in 0..<size.1 { #expect(exchanged[column, row] == rows[row][column]) }
    }
    #expect(exchanged.transposed() == grid)
  }

  @Test func `layouts compare by what they hold and are chosen by it`() {
    let rows = Self.random(40, 70, highest: 1, filled: 0.5, seed: 3)
    let grid = ScoreGrid(rows)
    #expect(grid.layout == .bits)
    #expect(grid.laidOut(.sparse) == grid && grid.laidOut(.bytes) == grid)
    #expect(ScoreGrid(Self.random(40, 70, highest: 5, filled: 0.5, seed: 3)).layout == .bytes)
    #expect(ScoreGrid(Self.random(40, 900, highest: 1, filled: 0.01, seed: 3)).layout == .sparse)
    #expect(ScoreGrid([[0, 1], [2, nil]]).laidOut(.bits).layout == .bytes)
  }

  @Test func `filter, rows and columns take what they are told`() {
    let grid = ScoreGrid([[0, 1, nil], [1, nil, 1]])
    #expect(
      grid.filter { row, _, score in row == 1 || score == 0 }
        == ScoreGrid([[0, nil, nil], [1, nil, 1]]))
    #expect(grid.rows([1, 1, 0]) == ScoreGrid([[1, nil, 1], [1, nil, 1], [0, 1, nil]]))
    #expect(grid.columns([2, 0]) == ScoreGrid([[nil, 0], [1, 1]]))
  }
}

@Suite struct IdentifierTableTests {
  @Test func `ids are found again, in the order of their coming`() {
    var table = IdentifierTable()
    let ids = (0..<2000).map { "person-\($0 * 7919 % 2000)" } + ["", "é", "\u{0}", "x"]
    for (index, id) in ids.enumerated() {
      #expect(table.insert(id)?.index == index)
      #expect(table.insert(id)?.isNew == false)
    }
    #expect(Array(table) == ids)
    for (index, id) in ids.enumerated() { #expect(table.index(of: id) == index) }
    #expect(table.index(of: "person-2000") == nil)
  }

  @Test func `numbered ids take no memory and answer to their names only`() {
    let table = IdentifierTable(numbered: 3)
    #expect(Array(table) == ["1", "2", "3"])
    #expect(table == IdentifierTable(["1", "2", "3"]))
    #expect(table.index(of: "3") == 2)
    for other in ["0", "4", "03", "+3", "", "x"] { #expect(table.index(of: other) == nil) }
    #expect(IdentifierTable(numbered: 0).index(of: "1") == nil)
  }
}

@Suite struct ResponseMatrixTests {
  @Test func `persons and items can be picked`() {
    let matrix = ResponseMatrix(
      items: ["q1", "q2", "q3"], scores: [[1, 0, nil], [nil, 1, 1]], groups: ["f", nil])
    #expect(matrix.personCount == 2 && matrix.itemCount == 3 && matrix.responseCount == 4)
    #expect(matrix[person: 0, item: 2] == nil && matrix[person: 1, item: 1] == 1)
    let picked = matrix.persons(at: [1, 0]).items(at: [2, 1])
    #expect(Array(picked.persons) == ["2", "1"] && Array(picked.items) == ["q3", "q2"])
    #expect(picked.scores == ScoreGrid([[1, 1], [nil, 0]]))
    #expect(picked.groups?[0] == nil && picked.groups?[1] == "f")
  }

  @Test(arguments: [ScoreGrid.Layout.bits, .bytes, .sparse])
  func `patterns count equal rows, missing responses included`(layout: ScoreGrid.Layout) {
    let rows = ScoreGridTests.random(500, 6, highest: 1, filled: 0.7, seed: 5)
    let whole = ResponseMatrix(items: (1...6).map { "q\($0)" }, scores: rows)
    let matrix = whole.replacingScores(whole.scores.laidOut(layout))
    let patterns = matrix.patterns()
    var expected: [[Int?]: Int] = [:]
    for row in rows { expected[row, default: 0] += 1 }
    #expect(patterns.count == expected.count)
    for (pattern, person) in patterns.representatives.enumerated() {
      #expect(Int(patterns.counts[pattern]) == expected[rows[Int(person)]])
    }
    for person in 0..<500 {
      let pattern = Int(patterns.patternOfPerson[person])
      #expect(rows[Int(patterns.representatives[pattern])] == rows[person])
    }
    #expect(patterns.representatives == patterns.representatives.sorted())
  }

  @Test func `patterns keep groups apart when asked`() {
    let matrix = ResponseMatrix(
      items: ["q"], scores: [[1], [1], [0], [1]], groups: ["a", "b", "a", "a"])
    #expect(matrix.patterns().counts == [3, 1])
    let apart = matrix.patterns(separatingGroups: true)
    #expect(apart.counts == [2, 1, 1] && apart.patternOfPerson == [0, 1, 2, 0])
  }
}

@Suite struct ResponseMatrixBuilderTests {
  /// Adds the filled cells of rows in the order given, some at a time.
  static func build(
    _ rows: [[Int?]], order: [(row: Int, columns: [Int])], layout: ScoreGrid.Layout?
  ) -> (matrix: ResponseMatrix, overlaps: ResponseMatrixBuilder.Overlaps) {
    var builder = ResponseMatrixBuilder()
    func bytes<R>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
      var text = text
      return text.withUTF8(body)
    }
    for item in 0..<(rows.first?.count ?? 0) { _ = bytes("q\(item)") { builder.item($0) } }
    for person in rows.indices { _ = bytes("p\(person)") { builder.person($0) } }
    for (line, part) in order.enumerated() {
      let filled = part.columns.filter { rows[part.row][$0] != nil }
      filled.map { UInt32($0) }.withUnsafeBufferPointer { items in
        filled.map { UInt8(rows[part.row][$0] ?? 0) }.withUnsafeBufferPointer { values in
          builder.append(person: part.row, items: items, values: values, source: line + 1)
        }
      }
    }
    return builder.finish(layout: layout)
  }

  @Test(
    arguments: [(1, 1.0), (1, 0.7), (1, 0.1), (1, 0.01), (7, 1.0), (7, 0.3)],
    [ScoreGrid.Layout?.none, .bits, .bytes, .sparse])
  func `whatever comes in whatever order is put in its place`(
    kind: (highest: Int, filled: Double), layout: ScoreGrid.Layout?
  ) {
    let columns = 150
    let rows = ScoreGridTests.random(
      40, columns, highest: kind.highest, filled: kind.filled, seed: 13)
    var generator = SeededGenerator(seed: 17)
    var order: [(row: Int, columns: [Int])] = []
    for row in rows.indices {
      // Cut at random places; every other piece backwards, so that it is no run.
      var start = 0
      while start < columns {
        let end = min(columns, start + 1 + generator.index(below: 100))
        order.append(
          (row, generator.uniform() < 0.5 ? Array(start..<end) : (start..<end).reversed()))
        start = end
      }
    }
    order.shuffle(using: &generator)
    let (matrix, overlaps) = Self.build(rows, order: order, layout: layout)
    #expect(matrix.scores == ScoreGrid(rows))
    #expect(overlaps == .init())
    #expect(matrix.persons[39] == "p39" && matrix.items[149] == "q149")
  }

  @Test(arguments: [ScoreGrid.Layout.bits, .bytes, .sparse])
  func `responses given twice are told apart`(layout: ScoreGrid.Layout) {
    var builder = ResponseMatrixBuilder()
    for id in ["a", "b", "c"] {
      var id = id
      _ = id.withUTF8 { builder.item($0) }
      _ = id.withUTF8 { builder.person($0) }
    }
    func add(_ person: Int, _ items: [UInt32], _ values: [UInt8], _ source: Int, step: Int = 0) {
      items.withUnsafeBufferPointer { items in
        values.withUnsafeBufferPointer { values in
          builder.append(
            person: person, items: items, values: values, source: source, sourceStep: step)
        }
      }
    }
    add(0, [0, 1, 2], [1, 0, 1], 10)
    add(1, [2, 1, 0], [0, 0, 0], 20, step: 1)
    add(0, [2], [1], 30)
    add(1, [1], [1], 40)
    let (matrix, overlaps) = builder.finish(layout: layout)
    #expect(matrix.scores == ScoreGrid([[1, 0, 1], [0, 0, 0], [nil, nil, nil]]))
    #expect(overlaps.conflictCount == 1 && overlaps.repeatCount == 1)
    #expect(
      overlaps.conflicts == [
        .init(person: 1, item: 1, firstValue: 0, firstSource: 21, secondValue: 1, secondSource: 40)
      ])
    #expect(
      overlaps.repeats == [
        .init(person: 0, item: 2, firstValue: 1, firstSource: 10, secondValue: 1, secondSource: 30)
      ])
  }

  @Test func `a key makes scores of options and keeps the options`() {
    var builder = ResponseMatrixBuilder()
    for id in ["q1", "q2"] {
      var id = id
      _ = id.withUTF8 { builder.item($0) }
    }
    for values in [[0, 1], [1, 1], [2, 0]] as [[UInt8]] {
      let person = builder.addNumberedPerson()
      ([0, 1] as [UInt32]).withUnsafeBufferPointer { items in
        values.withUnsafeBufferPointer {
          builder.append(person: person, items: items, values: $0, source: person)
        }
      }
    }
    let key = ResponseMatrixBuilder.Key(options: ["A", "B", "C"], rightOptions: [2, 1])
    let matrix = builder.finish(key: key).matrix
    #expect(matrix.scores == ScoreGrid([[0, 1], [0, 1], [1, 0]]))
    #expect(matrix.choices?[person: 2, item: 0] == "C")
    #expect(matrix.isDichotomous && matrix.persons.isNumbered)
  }
}
