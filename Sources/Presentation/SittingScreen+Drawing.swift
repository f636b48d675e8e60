import AdaptiveTesting
import Foundation
import Terminal

extension SittingScreen {
  /// Where things are; the same for update and draw. A part that is not shown has no rows.
  struct Layout {
    let page: PageLayout
    let state: Area
    let tabs: Area
    let body: Area
    let plots: Area
    let table: Area
    let details: Area
  }

  var isRoomy: Bool { PageLayout.isRoomy(size) }

  var layout: Layout {
    let page = PageLayout(size, isDense: true)
    let head = { (row: Int) in Area(row: row, column: 1, rows: 1, columns: self.size.columns - 2) }
    let none = Area(rows: 0, columns: 0)
    var (plots, table, details) = (none, none, none)
    if pane == .path {
      if isRoomy {
        var rest = page.body
        details = rest.cutBottom(max(8, rest.rows * 2 / 5))
        // The rule between.
        _ = rest.cutBottom(1)
        plots = rest.cutLeft(max(32, rest.columns * 2 / 5))
        _ = rest.cutLeft(2)
        table = rest
      } else {
        switch part {
        case .items: table = page.body
        case .path: plots = page.body
        case .details: break
        }
      }
    }
    return Layout(
      page: page, state: head(1), tabs: head(2), body: page.body, plots: plots, table: table,
      details: details)
  }

  public func draw(on canvas: inout Canvas) {
    let layout = layout
    drawFrame(layout, on: &canvas)
    drawTabs(on: &canvas)
    if showsPage {
      scroll.draw(page, in: layout.body, on: &canvas)
    } else {
      drawPath(layout, on: &canvas)
    }
    switch layer {
    case .page: break
    case .help:
      layout.page.drawHelp(helpText, keyMap: helpKeys, on: &canvas)
    case .dialog(let dialog):
      dialog.draw(in: layout.page.stepBack(on: &canvas), on: &canvas)
    }
  }

  private func drawFrame(_ layout: Layout, on canvas: inout Canvas) {
    let header = report.header
    var title = "\(header.person) › \(report.session.bank.title)"
    if isRoomy { title += "\(begun) · \(header.session)" }
    let state = report.stateWords(isOpen: isOpen)
    if case .dialog(let dialog) = layer {
      layout.page.drawFrame(title: title, aside: state, keyMap: dialog.keyMap, on: &canvas)
    } else {
      layout.page.drawFrame(title: title, aside: state, keyMap: keyMap, on: &canvas)
    }
    let words = report.standingWords(at: now, isOpen: isOpen, outlook: outlook)
    // In a low window there is no row to spare for a message.
    let isCovered = message != nil && !isRoomy
    let line = isCovered ? message ?? "" : words.joined(separator: " · ")
    canvas.put(
      TextLayout.truncate(line, width: layout.state.columns), row: layout.state.row,
      column: layout.state.column, style: isCovered ? .accent : .plain)
    if let message, isRoomy {
      let row = layout.page.footer.row - 1
      canvas.put(
        " " + TextLayout.truncate(message, width: size.columns - 8) + " ", row: row, column: 3,
        style: .accent)
    }
  }

  // MARK: Tabs

  private struct Tab {
    let pane: Pane
    let text: String
    let column: Int
  }

  /// The chosen one by its full name; the others as there is room.
  private var tabs: [Tab] {
    for style in 0..<3 {
      var column = 2
      let tabs = Pane.allCases.map { pane in
        let isChosen = pane == self.pane
        let name =
          isChosen || style == 0 ? pane.title : style == 1 ? pane.shortTitle : ""
        var text = "\(isChosen ? "▸" : "")\(pane.rawValue)\(name.isEmpty ? "" : " " + name)"
        if pane == .flags {
          let count = report.flagCount(similar: similar)
          if count > 0 { text += name.isEmpty ? "!" : " (\(count))" }
        }
        defer { column += DisplayWidth.of(text) + 3 }
        return Tab(pane: pane, text: text, column: column)
      }
      if column - 3 <= size.columns - 2 || style == 2 { return tabs }
    }
    return []
  }

  private func drawTabs(on canvas: inout Canvas) {
    for tab in tabs {
      canvas.put(
        " \(tab.text) ", row: 2, column: tab.column - 1,
        style: tab.pane == pane ? .bold : .dim)
    }
  }

  func tab(at mouse: MouseEvent) -> Pane? {
    guard mouse.row == 2 else { return nil }
    return tabs.first {
      ($0.column..<($0.column + DisplayWidth.of($0.text))).contains(mouse.column)
    }?.pane
  }

  private var helpText: String {
    isRoomy
      ? "The shaded band reaches 1.96 standard errors to each side of θ; the test may stop where it fits "
        + "between the dotted lines. The dashed line is a cut score. Whatever you do is added to the "
        + "record with your name and your reason; nothing is ever deleted."
      : "What you do is added to the record with your name and reason."
  }
}
