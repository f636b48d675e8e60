import Foundation
import ItemBanks
import Terminal

/// A bank as a proctor or its writer looks at it: its items and how they fare, where they lie against the people,
/// and what they tell.
public struct BankScreen: Screen {
  public enum Effect: Sendable, Hashable {
    case back
    case leave
    /// The sittings should be read again, and `show` be called with what they tell.
    case refresh
    /// A second has passed: they may have been read.
    case tick
  }

  enum Pane: Int, CaseIterable, Sendable {
    case items, map, information
  }

  enum Action {
    case nextPane, previousPane
    case pane(Pane)
    case move, open, sort, reverse, search, closeSearch,
      clearSearch, nextItem, previousItem, scroll, refresh, help, back, leave
  }

  private(set) var overview: BankOverview
  /// Whether what is shown still lacks sittings.
  private var isReading = false
  private(set) var pane = Pane.items
  private(set) var order = ItemTableOrder()
  /// Numbers of the items in the table, in its order.
  private(set) var numbers: [Int]
  var table: Table
  /// The item in depth; `nil` for the panes.
  var detail: ScrollView?
  private(set) var searchField: TextField?
  private var isHelp = false
  private(set) var size = Area(rows: 24, columns: 80)

  public init(_ overview: BankOverview) {
    self.overview = overview
    numbers = order.numbers(of: overview.rows)
    table = Self.table(of: overview, numbers: numbers, isUnread: false)
    table.selection = numbers.isEmpty ? nil : 0
  }

  /// Shows what is known now; the item that was chosen stays so, where it is still there.
  public mutating func show(_ overview: BankOverview) {
    let chosen = selected?.item.id
    isReading = false
    self.overview = overview
    arrange(choosing: chosen)
    if let detail { showDetail(from: detail.offset) }
  }

  /// Says that sittings are being read, until `show` is called.
  public mutating func showReading() {
    isReading = true
    arrange(choosing: selected?.item.id)
    if let detail { showDetail(from: detail.offset) }
  }

  /// Whether no sitting was read yet, so that what is not known is not 0.
  private var isUnread: Bool { isReading && overview.review.sittingCount == 0 }

  /// The item chosen in the table.
  var selected: BankOverview.Row? {
    table.selection.flatMap { numbers.indices.contains($0) ? overview.rows[numbers[$0]] : nil }
  }

  // MARK: Update

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns):
      size = Area(rows: rows, columns: columns)
      _ = table.update(event, in: BankLayout(size).table)
      if let detail { showDetail(from: detail.offset) }
    case .tick:
      return .tick
    case .interrupt:
      return .leave
    case .mouse(let mouse) where !isHelp:
      update(mouse)
    case .key(let key):
      if let action = keyMap.action(for: key) { return perform(action, event) }
      type(event)
    case .paste:
      type(event)
    default:
      break
    }
    return nil
  }

  private mutating func perform(_ action: Action, _ event: TerminalEvent) -> Effect? {
    switch action {
    case .nextPane: turn(by: 1)
    case .previousPane: turn(by: -1)
    case .pane(let pane): self.pane = pane
    case .move: _ = table.update(event, in: BankLayout(size).table)
    case .open: showDetail(from: 0)
    case .sort: sort()
    case .reverse:
      order.isReversed.toggle()
      arrange(choosing: nil)
    case .search: searchField = TextField(order.search, maximumLength: 60)
    case .closeSearch: searchField = nil
    case .clearSearch:
      searchField = nil
      order.search = ""
      arrange(choosing: selected?.item.id)
    case .nextItem: step(by: 1)
    case .previousItem: step(by: -1)
    case .scroll: _ = detail?.update(event, in: BankLayout(size).text)
    case .refresh: return .refresh
    case .help: isHelp.toggle()
    case .back:
      guard detail != nil else { return .back }
      detail = nil
    case .leave: return .leave
    }
    return nil
  }

  private mutating func type(_ event: TerminalEvent) {
    guard !isHelp, searchField?.update(event) == true else { return }
    order.search = searchField?.text ?? ""
    arrange(choosing: selected?.item.id)
  }

  private mutating func update(_ mouse: MouseEvent) {
    let layout = BankLayout(size)
    if detail != nil {
      _ = detail?.update(.mouse(mouse), in: layout.text)
      return
    }
    if mouse.kind == .press, let pane = layout.pane(at: mouse) {
      self.pane = pane
      return
    }
    guard pane == .items else { return }
    let before = table.selection
    let isUsed = table.update(.mouse(mouse), in: layout.table)
    // The first press points, the second opens.
    if isUsed, mouse.kind == .press, table.selection == before { showDetail(from: 0) }
  }

  private mutating func turn(by step: Int) {
    let count = Pane.allCases.count
    pane = Pane(rawValue: (pane.rawValue + step + count) % count) ?? .items
  }

  private mutating func sort() {
    let columns = ItemTableOrder.Column.allCases
    order.column = columns[(order.column.rawValue + 1) % columns.count]
    order.isReversed = false
    arrange(choosing: nil)
  }

  /// Puts the table in order, and chooses an item, or the first.
  private mutating func arrange(choosing id: String?) {
    numbers = order.numbers(of: overview.rows)
    table = Self.table(of: overview, numbers: numbers, isUnread: isUnread)
    let place = id.flatMap { id in numbers.firstIndex { overview.rows[$0].item.id == id } }
    table.selection = numbers.isEmpty ? nil : place ?? 0
    let event = TerminalEvent.resize(rows: size.rows, columns: size.columns)
    _ = table.update(event, in: BankLayout(size).table)
  }

  private mutating func step(by step: Int) {
    guard let selection = table.selection else { return }
    table.selection = max(0, min(selection + step, numbers.count - 1))
    let event = TerminalEvent.resize(rows: size.rows, columns: size.columns)
    _ = table.update(event, in: BankLayout(size).table)
    showDetail(from: 0)
  }

  private mutating func showDetail(from offset: Int) {
    guard let selected else {
      detail = nil
      return
    }
    detail = ScrollView(
      overview.text(
        of: selected, columns: BankLayout(size).text.columns, isUnread: isUnread), offset: offset)
  }

  // MARK: Keys

  var keyMap: KeyMap<Action> {
    isHelp ? KeyMap([.closeHelp(action: .help)]) : pageKeys(isBrief: !PageLayout(size).isRoomy)
  }

  func pageKeys(isBrief: Bool) -> KeyMap<Action> {
    if searchField != nil {
      return KeyMap([
        KeyBinding([.enter], "keep", importance: 3, action: .closeSearch),
        KeyBinding([.down, .up], "choose", label: "↑↓", importance: 1, action: .move),
        KeyBinding([.escape], "show all", importance: 2, action: .clearSearch),
      ])
    }
    if let detail {
      let selection = table.selection ?? 0
      return KeyMap([
        KeyBinding(
          [.down, .up, .pageDown, .pageUp, .character(" "), .home, .end],
          isBrief ? "more" : "read on", label: "↑↓", importance: 2,
          isEnabled: detail.canScroll(in: BankLayout(size).text), action: .scroll),
        KeyBinding(
          [.right], "next item", importance: 1, isEnabled: selection + 1 < numbers.count,
          action: .nextItem),
        KeyBinding([.left], "previous", isEnabled: selection > 0, action: .previousItem),
        .help(action: .help),
        KeyBinding([.escape], "back", importance: 4, action: .back),
        KeyBinding([.character("q")], "leave", isInFooter: !isBrief, action: .leave),
      ])
    }
    let isTable = pane == .items
    let isFiltered = !order.search.isEmpty
    return KeyMap(
      [
        KeyBinding(
          [.down, .up, .pageDown, .pageUp, .home, .end], "item", label: "↑↓", importance: 1,
          isEnabled: isTable && numbers.count > 1, action: .move),
        KeyBinding(
          [.enter], "open", importance: 4, isEnabled: isTable && !numbers.isEmpty,
          action: .open),
        KeyBinding([.tab], "pane", importance: 3, action: .nextPane),
        KeyBinding([.backTab], "pane before", isInFooter: false, action: .previousPane),
        KeyBinding(
          [.character("s")], "sort", importance: 2, isEnabled: isTable && numbers.count > 1,
          action: .sort),
        KeyBinding(
          [.character("S")], "turn the order round", isEnabled: isTable && numbers.count > 1,
          isInFooter: false, action: .reverse),
        KeyBinding([.character("/")], "search", importance: 2, isEnabled: isTable, action: .search),
        KeyBinding([.character("r")], "read again", importance: -1, action: .refresh),
        KeyBinding(
          [.escape], "show all", importance: 5, isEnabled: isTable && isFiltered,
          action: .clearSearch),
        .help(action: .help),
        KeyBinding(
          [.escape], "back", importance: 5, isEnabled: !(isTable && isFiltered), action: .back),
        KeyBinding([.character("q")], "leave", action: .leave),
      ]
        + Pane.allCases.map { pane in
          KeyBinding(
            [.character(Character("\(pane.rawValue + 1)"))], pane.title.lowercased(),
            isEnabled: pane != self.pane, isInFooter: false, action: .pane(pane))
        })
  }

  // MARK: Drawing

  public func draw(on canvas: inout Canvas) {
    let page = PageLayout(size)
    let layout = BankLayout(size)
    page.drawFrame(title: title, aside: aside, keyMap: keyMap, on: &canvas)
    if let detail {
      detail.draw(in: layout.text, on: &canvas)
    } else {
      layout.drawPanes(pane, on: &canvas)
      switch pane {
      case .items: drawItems(layout, on: &canvas)
      case .map: overview.drawMap(in: layout.field, choosing: selected, on: &canvas)
      case .information: overview.drawInformation(in: layout.field, on: &canvas)
      }
    }
    if isHelp { page.drawHelp(helpText, keyMap: pageKeys(isBrief: false), on: &canvas) }
  }

  private var title: String {
    if detail != nil, let selected { return "\(overview.bank.title) › \(selected.item.id)" }
    return overview.bank.title
      + (overview.generation.map { PageLayout(size).isRoomy ? " · generation \($0)" : "" } ?? "")
  }

  private var aside: String {
    if detail != nil {
      return "\((table.selection ?? 0) + 1) of \(numbers.count)"
    }
    if isReading { return "reading the sittings…" }
    let sittings = Wording.count(overview.review.sittingCount, "sitting")
    return PageLayout(size).isRoomy
      ? "\(sittings), overlap \(Wording.share(overview.review.overlap))" : sittings
  }

  private func drawItems(_ layout: BankLayout, on canvas: inout Canvas) {
    if numbers.isEmpty {
      canvas.putText(
        overview.rows.isEmpty ? "The bank has no items." : "No item has these words in it.",
        in: layout.table)
    } else {
      table.draw(in: layout.table, on: &canvas)
    }
    var line = layout.line
    if let searchField {
      let label = line.cutLeft(7)
      canvas.put("search", row: label.row, column: label.column, style: .dim)
      searchField.drawFramed(in: line.cutLeft(atMost: 40), on: &canvas)
      return
    }
    let count = numbers.count
    var words =
      order.search.isEmpty
      ? Wording.count(count, "item") : "\(count) of \(overview.rows.count) with “\(order.search)”"
    words += ", \(order.column.words)" + (order.isReversed ? ", turned round" : "")
    canvas.put(
      TextLayout.truncate(words, width: line.columns), row: line.row, column: line.column,
      style: .dim)
  }

  private var helpText: String {
    if detail != nil {
      return
        "What is known of this item, and what its answers say. A low p is no verdict: look at the item."
    }
    switch pane {
    case .items:
      return
        "Rate: share of sittings that gave the item. Right and expected: shares of points. Shift: logits it "
        + "is harder than its parameters say. p of drift and misfit, corrected for the number of items."
    case .map:
      return
        "People left, items right, at the ability or difficulty on the axis: ■ given, □ never given."
    case .information:
      return
        "What all items tell at an ability, what one sitting gets of it, and where the people are."
    }
  }
}

extension BankScreen.Pane {
  var title: String {
    switch self {
    case .items: "Items"
    case .map: "Wright map"
    case .information: "Information"
    }
  }
}

/// The places of a bank's screen.
struct BankLayout {
  /// The names of the panes.
  private let panes: Area
  let table: Area
  /// What the table shows, in words.
  let line: Area
  /// Of a pane without a table.
  let field: Area
  /// Of one item.
  let text: Area

  init(_ size: Area) {
    let page = PageLayout(size)
    text = page.body
    // Tables and maps are no lines to read, so they may be as wide as the window.
    let margin = 1
    var rest = Area(
      row: page.body.row - (page.isRoomy ? 1 : 0), column: margin,
      rows: page.body.rows + (page.isRoomy ? 2 : 0), columns: size.columns - 2 * margin)
    panes = rest.cutTop(1)
    _ = rest.cutTop(page.isRoomy ? 1 : 0)
    field = rest
    line = rest.cutBottom(1)
    _ = rest.cutBottom(page.isRoomy ? 1 : 0)
    table = rest
  }

  private var places: [(pane: BankScreen.Pane, area: Area)] {
    var rest = panes
    return BankScreen.Pane.allCases.map { pane in
      let area = rest.cutLeft(DisplayWidth.of(pane.title))
      _ = rest.cutLeft(3)
      return (pane, area)
    }
  }

  func pane(at mouse: MouseEvent) -> BankScreen.Pane? {
    places.first { $0.area.contains(row: mouse.row, column: mouse.column) }?.pane
  }

  func drawPanes(_ chosen: BankScreen.Pane, on canvas: inout Canvas) {
    for (pane, area) in places {
      canvas.put(
        pane.title, row: area.row, column: area.column,
        style: pane == chosen ? .accent.adding([.bold, .underline]) : .dim, width: area.columns)
    }
  }
}
