import Foundation
import Numerical
import Proctoring
import Terminal

/// All sittings of a list, and which of them are shown in which order.
///
/// What a search or a sort needs of a row is made once, when the row comes or changes; a letter typed costs one pass
/// over the rows.
struct SittingRoster: Sendable {
  struct Entry: Sendable {
    let row: SittingRow
    let text: SearchText
    let studentWidth: Int
    let bankWidth: Int
    let groupWidth: Int?

    init(_ row: SittingRow, timeZone: TimeZone) {
      self.row = row
      text = row.searchText(timeZone: timeZone)
      studentWidth = DisplayWidth.of(row.student)
      bankWidth = DisplayWidth.of(row.bankTitle)
      groupWidth = row.group.map { DisplayWidth.of($0) }
    }
  }

  /// What is said of all of them, shown or not.
  struct Summary: Sendable {
    var running = 0
    var flagged = 0
    /// Finished ones in which nobody has looked for flags.
    var waiting = 0
    var hasSeveralBanks = false
    /// Names of banks of which several generations were sat.
    var severalGenerations: Set<String> = []
    /// Columns on the screen that the widest names take.
    var student = 0
    var bank = 0
    /// `nil` where no sitting has a group.
    var group: Int?

    init(_ entries: [Entry] = []) {
      var generations: [String: Int] = [:]
      for entry in entries {
        if entry.row.state == .running { running += 1 }
        if entry.row.isFlagged { flagged += 1 }
        if entry.row.flags == nil, entry.row.state == .finished { waiting += 1 }
        if entry.row.bank != entries[0].row.bank { hasSeveralBanks = true }
        let generation = entry.row.generation
        if generations.updateValue(generation, forKey: entry.row.bank) ?? generation != generation {
          severalGenerations.insert(entry.row.bank)
        }
        student = max(student, entry.studentWidth)
        bank = max(bank, entry.bankWidth)
        if let width = entry.groupWidth { group = max(group ?? 0, width) }
      }
    }
  }

  /// In which moments are searched.
  private let timeZone: TimeZone
  private(set) var entries: [Entry] = []
  /// Places of the entries, sorted.
  private var order: [Int] = []
  /// Those of them that search and filter admit.
  private(set) var shown: [Int] = []
  private(set) var summary = Summary()

  private(set) var sort = SittingColumn.started
  private(set) var isDescending = SittingColumn.started.isDescendingAtFirst
  var search = SittingSearch("") {
    didSet { if search != oldValue { select() } }
  }
  var filter = SittingFilter() {
    didSet { if filter != oldValue { select() } }
  }

  init(_ rows: [SittingRow], timeZone: TimeZone) {
    self.timeZone = timeZone
    entries = Parallel().map(rows.count) { Entry(rows[$0], timeZone: timeZone) }
    arrange()
  }

  // MARK: What is known

  /// Takes in the sittings as they are now; what has not changed is not prepared again.
  mutating func replace(_ rows: [SittingRow]) {
    var places: [String: Int]?
    var next: [Entry] = []
    next.reserveCapacity(rows.count)
    var isChanged = rows.count != entries.count
    for (index, row) in rows.enumerated() {
      // As a rule a sitting is where it was before.
      if index < entries.count, entries[index].row == row {
        next.append(entries[index])
        continue
      }
      isChanged = true
      if places == nil {
        places = Dictionary(
          entries.indices.map { (entries[$0].row.code, $0) }, uniquingKeysWith: { $1 })
      }
      if let old = places?[row.code], entries[old].row == row {
        next.append(entries[old])
      } else {
        next.append(Entry(row, timeZone: timeZone))
      }
    }
    guard isChanged else { return }
    entries = next
    arrange()
  }

  subscript(_ place: Int) -> SittingRow { entries[shown[place]].row }

  func place(of code: String) -> Int? {
    shown.firstIndex { entries[$0].row.code == code }
  }

  // MARK: Order and choice

  /// Sorts by a column; by the same once more turns the order round.
  mutating func sort(by column: SittingColumn) {
    isDescending = column == sort ? !isDescending : column.isDescendingAtFirst
    sort = column
    arrange()
  }

  mutating func showAll() {
    search = SittingSearch("")
    filter = SittingFilter()
  }

  var isNarrowed: Bool { !search.isEmpty || !filter.isEmpty }

  private mutating func arrange() {
    summary = Summary(entries)
    let keys = entries.map { sort.key($0.row) }
    order = entries.indices.sorted { a, b in
      switch (keys[a], keys[b]) {
      case (.number(let first), .number(let second)) where first != second:
        return (first < second) != isDescending
      case (.text(let first), .text(let second)) where first != second:
        return (first < second) != isDescending
      case (.none, .number), (.none, .text): return false
      case (.number, .none), (.text, .none): return true
      default:
        // Among equals the newest first, and the code decides, so that the order is always the same.
        let (first, second) = (entries[a].row, entries[b].row)
        return first.startedAt != second.startedAt
          ? first.startedAt > second.startedAt : first.code < second.code
      }
    }
    select()
  }

  private mutating func select() {
    shown =
      isNarrowed
      ? order.filter {
        filter.admits(entries[$0].row) && search.admits(entries[$0].row, text: entries[$0].text)
      } : order
  }

  /// What a filter can choose here, with how many sittings have it.
  var facets: [(facet: SittingFilter.Facet, count: Int)] {
    var counts: [SittingFilter.Facet: Int] = [:]
    for entry in entries {
      let row = entry.row
      counts[.state(row.state), default: 0] += 1
      if row.isFlagged { counts[.flagged, default: 0] += 1 }
      if !row.isReviewed { counts[.notReviewed, default: 0] += 1 }
      for kind in Set(row.notableFlags ?? []) { counts[.flag(kind), default: 0] += 1 }
      counts[.bank(row.bankTitle), default: 0] += 1
      if let group = row.group { counts[.group(group), default: 0] += 1 }
    }
    // What is chosen can be taken back even when no sitting has it any more.
    for facet in filter.chosen where counts[facet] == nil { counts[facet] = 0 }
    let groups = counts.keys.compactMap { if case .group(let name) = $0 { name } else { nil } }
    let banks = counts.keys.compactMap { if case .bank(let name) = $0 { name } else { nil } }
    let known: [SittingFilter.Facet] =
      SittingRow.State.allCases.map { .state($0) } + [.flagged, .notReviewed]
      + Flag.Kind.allCases.map { .flag($0) }
      + banks.sorted { $0.sortKey < $1.sortKey }.map { .bank($0) }
      + groups.sorted { $0.sortKey < $1.sortKey }.map { .group($0) }
    return known.compactMap { facet in counts[facet].map { (facet, $0) } }
  }
}
