import Foundation
import Proctoring
import Terminal

/// One student, for a proctor: the results over time with their errors, bank by bank.
///
/// It reads no store: its owner answers every `.tick` with `show(rows:now:)`.
public struct StudentScreen: Screen {
  public enum Effect: Sendable, Hashable {
    /// A sitting, by its code.
    case open(String)
    /// A bank, by its name.
    case bank(String)
    /// A second has passed: there may be news.
    case tick
    case back
    case leave
  }

  enum Action { case move, open, bank, otherBank, plot, help, back, leave }

  let student: String
  /// By bank, the one sat last when the screen was opened first.
  private(set) var histories: [StudentHistory]
  /// The name of the bank that is shown.
  private var bank: String?
  var list: RowList
  /// In a low window plot and table take turns.
  private(set) var isPlot = false
  private(set) var isHelp = false
  private(set) var message: String?
  private(set) var now: Int64
  let timeZone: TimeZone
  var size = Area(rows: 24, columns: 80)

  /// - Parameters:
  ///   - rows: the sittings of this student, in any order.
  ///   - now: milliseconds since 1970-01-01T00:00Z.
  public init(
    student: String, rows: [SittingRow], now: Int64, timeZone: TimeZone = .current
  ) {
    self.student = student
    self.now = now
    self.timeZone = timeZone
    histories = StudentHistory.all(rows)
    bank = histories.first?.bank
    list = RowList(count: 0, selection: 0)
    list.count = history?.sittings.count ?? 0
  }

  // MARK: What its owner tells it

  /// Shows the student's sittings as they are now.
  public mutating func show(rows: [SittingRow], now: Int64) {
    self.now = now
    let (code, before) = (selected?.row.code, bank)
    let fresh = StudentHistory.all(rows)
    // Banks keep their places; one that is new comes last.
    histories =
      histories.compactMap { old in fresh.first { $0.bank == old.bank } }
      + fresh.filter { new in !histories.contains { $0.bank == new.bank } }
    if history == nil { bank = histories.first?.bank }
    let sittings = history?.sittings ?? []
    list.replace(
      count: sittings.count,
      selection: sittings.firstIndex { $0.row.code == code }
        ?? (bank == before ? list.selection ?? 0 : 0),
      in: rowArea)
  }

  /// Says something under the title until the next key that does something.
  public mutating func say(_ message: String) { self.message = message }

  var history: StudentHistory? { histories.first { $0.bank == bank } }

  var selected: StudentHistory.Sitting? { list.selection.flatMap { history?.sittings[$0] } }

  // MARK: Update

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns):
      size = Area(rows: rows, columns: columns)
      _ = list.update(event, in: rowArea)
    case .tick: return .tick
    case .interrupt: return .leave
    case .mouse(let mouse) where !isHelp: return update(mouse)
    case .key(let key):
      guard let action = keyMap.action(for: key) else { return nil }
      message = nil
      return act(action, event)
    default: break
    }
    return nil
  }

  private mutating func act(_ action: Action, _ event: TerminalEvent) -> Effect? {
    switch action {
    case .move: _ = list.update(event, in: rowArea)
    case .open: return selected.map { .open($0.row.code) }
    case .bank: return history.map { .bank($0.bank) }
    case .otherBank:
      let index = histories.firstIndex { $0.bank == bank } ?? 0
      let step = event == .key(.backTab) ? histories.count - 1 : 1
      show(bank: histories[(index + step) % histories.count].bank)
    case .plot: isPlot.toggle()
    case .help: isHelp.toggle()
    case .back: return .back
    case .leave: return .leave
    }
    return nil
  }

  private mutating func update(_ mouse: MouseEvent) -> Effect? {
    if mouse.kind == .press {
      message = nil
      if let bank = tabs.first(where: { $0.area.contains(row: mouse.row, column: mouse.column) }) {
        show(bank: bank.bank)
        return nil
      }
      if let index = list.index(at: mouse, in: rowArea), index == list.selection {
        return selected.map { .open($0.row.code) }
      }
    }
    _ = list.update(.mouse(mouse), in: rowArea)
    return nil
  }

  private mutating func show(bank name: String) {
    bank = name
    list = RowList(count: history?.sittings.count ?? 0, selection: 0)
  }

  var keyMap: KeyMap<Action> {
    isHelp ? KeyMap([.closeHelp(action: .help)]) : pageKeys
  }

  var pageKeys: KeyMap<Action> {
    let hasRow = selected != nil && !coversTable
    return KeyMap([
      KeyBinding(
        [.down, .up, .pageDown, .pageUp, .home, .end], "choose", label: "↑↓", importance: 1,
        isEnabled: list.count > 1 && !coversTable, action: .move),
      KeyBinding([.enter], "open", importance: 6, isEnabled: hasRow, action: .open),
      KeyBinding(
        [.tab, .backTab], "other bank", label: "Tab", importance: 4,
        isEnabled: histories.count > 1, action: .otherBank),
      KeyBinding(
        [.character("p")], isPlot ? "table" : "plot", importance: 5,
        isEnabled: !PageLayout(size).isRoomy && history != nil, action: .plot),
      KeyBinding(
        [.character("b")], "bank", importance: 2, isEnabled: history != nil, action: .bank),
      .help(action: .help),
      KeyBinding([.escape], "back", importance: 7, action: .back),
      KeyBinding([.character("q")], "leave", importance: 3, action: .leave),
    ])
  }
}
