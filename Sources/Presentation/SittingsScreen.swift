import Foundation
import Proctoring
import Terminal

/// All sittings, for a proctor: a table that follows what happens, sorted, filtered and searched.
///
/// It reads no store: its owner answers every `.tick` with `show(rows:now:)`. Whatever comes in, the selected sitting
/// stays selected and, as far as the order allows, where it is on the screen.
public struct SittingsScreen: Screen {
  public enum Effect: Sendable, Hashable {
    /// A sitting, by its code.
    case open(String)
    /// A student, by name.
    case student(String)
    /// A bank, by its name.
    case bank(String)
    /// A second has passed: there may be news.
    case tick
    case leave
  }

  var roster: SittingRoster
  var list: RowList
  var layer = Layer.table
  /// What has happened, or what to do instead; until the next key that does something.
  var message: String?
  var now: Int64
  let timeZone: TimeZone
  var size = Area(rows: 24, columns: 80)

  /// What has the keys.
  enum Layer {
    case table
    case search(TextField)
    /// Over `SittingColumn.allCases`.
    case sort(RowList)
    /// Over the facets as they were when it was opened, so that none moves under the hand.
    case filter([(facet: SittingFilter.Facet, count: Int)], RowList)
    case help
  }

  /// - Parameters:
  ///   - rows: in any order; the newest are shown first until another order is chosen.
  ///   - now: milliseconds since 1970-01-01T00:00Z.
  public init(rows: [SittingRow], now: Int64, timeZone: TimeZone = .current) {
    roster = SittingRoster(rows, timeZone: timeZone)
    list = RowList(count: roster.shown.count, selection: 0)
    self.now = now
    self.timeZone = timeZone
  }

  // MARK: What its owner tells it

  /// Shows the sittings as they are now.
  public mutating func show(rows: [SittingRow], now: Int64) {
    self.now = now
    keepingSelection { $0.replace(rows) }
  }

  /// Says something under the title, as that a sitting is no longer there.
  public mutating func say(_ message: String) { self.message = message }

  // MARK: The selected sitting

  var selected: SittingRow? { list.selection.map { roster[$0] } }

  /// Changes what is shown; the selected sitting stays selected while it is shown, else what has come in its place.
  private mutating func keepingSelection(
    orFirst: Bool = false, _ change: (inout SittingRoster) -> Void
  ) {
    let (code, place) = (selected?.code, list.selection ?? 0)
    change(&roster)
    list.replace(
      count: roster.shown.count,
      selection: code.flatMap { roster.place(of: $0) } ?? (orFirst ? 0 : place), in: rowArea)
  }

  // MARK: Update

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns):
      size = Area(rows: rows, columns: columns)
      _ = list.update(event, in: rowArea)
      return nil
    case .tick: return .tick
    case .interrupt: return .leave
    default: break
    }
    switch layer {
    case .table: return updateTable(event)
    case .search(let field): updateSearch(event, field)
    case .sort(let columns): updateSort(event, columns)
    case .filter(let facets, let rows): updateFilter(event, facets, rows)
    case .help:
      if case .key(let key) = event, keyMap.action(for: key) == .close { layer = .table }
    }
    return nil
  }

  private mutating func updateTable(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .mouse(let mouse):
      return update(mouse)
    case .key(let key):
      guard let action = keyMap.action(for: key) else { return nil }
      message = nil
      return act(action, event)
    default:
      return nil
    }
  }

  private mutating func act(_ action: Action, _ event: TerminalEvent) -> Effect? {
    switch action {
    case .move: _ = list.update(event, in: rowArea)
    case .open: return selected.map { .open($0.code) }
    case .student: return selected.map { .student($0.student) }
    case .bank: return selected.map { .bank($0.bank) }
    case .search: layer = .search(TextField(roster.search.text))
    case .filter:
      let facets = roster.facets
      layer = .filter(facets, RowList(count: facets.count, selection: 0))
    case .sort:
      let columns = SittingColumn.allCases
      layer = .sort(
        RowList(count: columns.count, selection: columns.firstIndex(of: roster.sort) ?? 0))
    case .reverse: sort(by: roster.sort)
    case .showAll: keepingSelection { $0.showAll() }
    case .help: layer = .help
    case .leave: return .leave
    case .close, .keep, .choose: break
    }
    return nil
  }

  private mutating func update(_ mouse: MouseEvent) -> Effect? {
    if mouse.kind == .press {
      message = nil
      if let column = column(at: mouse) {
        sort(by: column)
        return nil
      }
      // The first press points, the second opens.
      if let index = list.index(at: mouse, in: rowArea), index == list.selection {
        return .open(roster[index].code)
      }
    }
    _ = list.update(.mouse(mouse), in: rowArea)
    return nil
  }

  private mutating func sort(by column: SittingColumn) {
    keepingSelection { $0.sort(by: column) }
  }

  private mutating func updateSearch(_ event: TerminalEvent, _ field: TextField) {
    var field = field
    if case .mouse(let mouse) = event {
      _ = list.update(.mouse(mouse), in: rowArea)
      return
    }
    if case .key(let key) = event, let action = keyMap.action(for: key) {
      switch action {
      case .move: _ = list.update(event, in: rowArea)
      case .close:
        keepingSelection { $0.search = SittingSearch("") }
        layer = .table
      default: layer = .table
      }
      return
    }
    guard field.update(event) else { return }
    message = nil
    layer = .search(field)
    keepingSelection(orFirst: true) { $0.search = SittingSearch(field.text) }
  }

  private mutating func updateSort(_ event: TerminalEvent, _ columns: RowList) {
    var columns = columns
    let step = step(event, in: &columns)
    layer = step == .close ? .table : .sort(columns)
    guard case .choose(let index) = step else { return }
    sort(by: SittingColumn.allCases[index])
    layer = .table
  }

  private mutating func updateFilter(
    _ event: TerminalEvent, _ facets: [(facet: SittingFilter.Facet, count: Int)], _ rows: RowList
  ) {
    var rows = rows
    let step = step(event, in: &rows)
    layer = step == .close ? .table : .filter(facets, rows)
    guard case .choose(let index) = step else { return }
    keepingSelection(orFirst: true) { $0.filter.toggle(facets[index].facet) }
  }

  /// What an event does to the list in a box.
  private enum ListStep: Equatable {
    case stay, close
    case choose(Int)
  }

  private func step(_ event: TerminalEvent, in rows: inout RowList) -> ListStep {
    let area = boxArea(rows: rows.count)
    switch event {
    case .mouse(let mouse):
      let isOnRow = mouse.kind == .press && rows.index(at: mouse, in: area) != nil
      _ = rows.update(event, in: area)
      return isOnRow ? rows.selection.map { .choose($0) } ?? .stay : .stay
    case .key(let key):
      switch keyMap.action(for: key) {
      case .move: _ = rows.update(event, in: area)
      case .choose: return rows.selection.map { .choose($0) } ?? .stay
      case .close: return .close
      default: break
      }
    default: break
    }
    return .stay
  }
}
