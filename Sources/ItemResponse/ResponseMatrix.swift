/// What people answered to items: scores of persons × items with gaps, and who and what they are.
///
/// The one form in which calibration, scoring and post-hoc simulation take responses. A hundred
/// million dichotomous responses of complete data take 25 MB.
public struct ResponseMatrix: Sendable, Equatable {
  /// The scores, a row for each person, a column for each item. `ScoreGrid.transposed()` gives it by
  /// items.
  public let scores: ScoreGrid
  /// The items' ids, in the order of the columns.
  public let items: IdentifierTable
  /// The persons' ids, in the order of the rows.
  public let persons: IdentifierTable
  /// `nil` where the data do not group people.
  public let groups: PersonGroups?
  /// Which option each person chose, where that is known; scores were then made from it by a key.
  public let choices: ChosenOptions?

  /// - Precondition: as many items as columns; as many persons, groups and rows of choices as rows.
  public init(
    scores: ScoreGrid, items: IdentifierTable, persons: IdentifierTable? = nil,
    groups: PersonGroups? = nil, choices: ChosenOptions? = nil
  ) {
    let persons = persons ?? IdentifierTable(numbered: scores.rowCount)
    precondition(items.count == scores.columnCount && persons.count == scores.rowCount)
    precondition(groups.map { $0.codes.count == scores.rowCount } ?? true)
    precondition(
      choices.map {
        $0.grid.rowCount == scores.rowCount && $0.grid.columnCount == scores.columnCount
      } ?? true)
    self.scores = scores
    self.items = items
    self.persons = persons
    self.groups = groups
    self.choices = choices
  }

  /// A matrix from nested arrays, a row for each person, `nil` where an item was not given; persons
  /// are numbered from 1.
  ///
  /// - Precondition: rows as long as `items`, scores 0 ... 254, one group for each row.
  public init(items: [String], scores: [[Int?]], groups: [String?]? = nil) {
    self.init(
      scores: scores.isEmpty
        ? ScoreGrid(rowCount: 0, columnCount: items.count) { _, _ in } : ScoreGrid(scores),
      items: IdentifierTable(items), groups: groups.map(PersonGroups.init))
  }

  public var personCount: Int { scores.rowCount }
  public var itemCount: Int { scores.columnCount }
  /// The number of responses given; cells that are not missing.
  public var responseCount: Int { scores.filledCount }
  /// Whether every score is 0 or 1.
  public var isDichotomous: Bool { scores.highestScore <= 1 }

  /// A person's score on an item, `nil` where it was not given.
  public subscript(person person: Int, item item: Int) -> Int? { scores[person, item] }

  /// The matrix of some of the persons, in the order given.
  public func persons(at chosen: [Int]) -> ResponseMatrix {
    ResponseMatrix(
      scores: scores.rows(chosen), items: items,
      persons: IdentifierTable(chosen.map { persons[$0] }), groups: groups?.persons(at: chosen),
      choices: choices.map { ChosenOptions(options: $0.options, grid: $0.grid.rows(chosen)) })
  }

  /// The matrix of some of the items, in the order given; persons without any of them stay.
  public func items(at chosen: [Int]) -> ResponseMatrix {
    ResponseMatrix(
      scores: scores.columns(chosen), items: IdentifierTable(chosen.map { items[$0] }),
      persons: persons, groups: groups,
      choices: choices.map { ChosenOptions(options: $0.options, grid: $0.grid.columns(chosen)) })
  }

  /// The same with other scores in the same places: with some held out, for instance.
  ///
  /// - Precondition: as many rows and columns as now.
  public func replacingScores(_ scores: ScoreGrid) -> ResponseMatrix {
    ResponseMatrix(
      scores: scores, items: items, persons: persons, groups: groups, choices: choices)
  }
}

/// The group that each person belongs to, if any.
public struct PersonGroups: Sendable, Equatable {
  /// In the order in which they first came.
  public let names: [String]
  /// For each person an index into `names`, or `none`.
  public let codes: [UInt16]

  /// The code of a person whose group is not known.
  public static let none = UInt16.max

  /// - Precondition: every code is an index into `names` or `none`.
  public init(names: [String], codes: [UInt16]) {
    precondition(codes.allSatisfy { $0 == Self.none || Int($0) < names.count })
    self.names = names
    self.codes = codes
  }

  /// - Precondition: fewer than 65 535 different names.
  public init(_ groups: [String?]) {
    var names: [String] = []
    var codeOfName: [String: UInt16] = [:]
    let codes = groups.map { group -> UInt16 in
      guard let group else { return Self.none }
      if let code = codeOfName[group] { return code }
      precondition(names.count < Int(Self.none))
      let code = UInt16(names.count)
      names.append(group)
      codeOfName[group] = code
      return code
    }
    self.init(names: names, codes: codes)
  }

  /// The name of a person's group.
  public subscript(person: Int) -> String? {
    codes[person] == Self.none ? nil : names[Int(codes[person])]
  }

  func persons(at chosen: [Int]) -> PersonGroups {
    PersonGroups(names: names, codes: chosen.map { codes[$0] })
  }
}

/// The options that people chose, for the analysis of distractors.
public struct ChosenOptions: Sendable, Equatable {
  /// All options that somebody chose or that are a key, as the file writes them (`"A"`, `"3"`).
  public let options: [String]
  /// Persons × items; each cell an index into `options`.
  public let grid: ScoreGrid

  /// - Precondition: every cell is an index into `options`.
  public init(options: [String], grid: ScoreGrid) {
    precondition(grid.filledCount == 0 || grid.highestScore < options.count)
    self.options = options
    self.grid = grid
  }

  /// The option that a person chose, `nil` where none is known.
  public subscript(person person: Int, item item: Int) -> String? {
    grid[person, item].map { options[$0] }
  }
}
