import Terminal

/// The places of every screen that is not a question: title, body, footer.
struct PageLayout {
  let title: Area
  let body: Area
  let footer: Area
  /// A line under the title, for counts and messages.
  let status: Area
  /// The body for tables and plots: as wide and as high as the window allows.
  let wideBody: Area
  let isRoomy: Bool
  private let size: Area

  /// Longer lines are hard to read.
  static let measure = 88

  /// Below this the empty lines and the rules go, and footers say less.
  static func isRoomy(_ size: Area) -> Bool { size.rows >= 18 && size.columns >= 60 }

  /// - Parameter isDense: for screens that are studied more than read: the body takes the whole width, and
  ///   the two rows under the title are the screen's own, the second the rule's place.
  init(_ size: Area, isDense: Bool = false) {
    self.size = size
    isRoomy = Self.isRoomy(size)
    var rest = size
    title = rest.cutTop(1).inset(columns: 1)
    var wide = rest.inset(columns: 1)
    status = wide.cutTop(1)
    _ = wide.cutTop(isRoomy ? 1 : 0)
    _ = wide.cutBottom(isRoomy ? 2 : 1)
    wideBody = wide
    _ = rest.cutTop(isDense ? 2 : isRoomy ? 3 : 1)
    footer = rest.cutBottom(1).inset(columns: 1)
    _ = rest.cutBottom(!isRoomy ? 0 : isDense ? 1 : 2)
    body =
      isDense
      ? rest.inset(columns: 1)
      : rest.inset(columns: isRoomy ? 3 : 1).cutLeft(atMost: Self.measure)
  }

  func drawFrame<Action>(
    title text: String, aside: String = "", keyMap: KeyMap<Action>, on canvas: inout Canvas
  ) {
    var row = title
    if !aside.isEmpty {
      let place = row.cutRight(DisplayWidth.of(aside) + 1)
      canvas.put(aside, row: place.row, column: place.column + 1, style: .dim)
    }
    canvas.put(
      TextLayout.truncate(text, width: row.columns), row: row.row, column: row.column,
      style: .bold)
    if isRoomy {
      canvas.rule(row: title.row + 2, in: size.inset(columns: 1))
      canvas.rule(row: footer.row - 1, in: size.inset(columns: 1))
    }
    keyMap.drawFooter(in: footer, on: &canvas)
  }

  /// Draws help over the page.
  func drawHelp<Action>(_ text: String, keyMap: KeyMap<Action>, on canvas: inout Canvas) {
    draw(Dialog(title: "Help", text: text, keyMap: keyMap), on: &canvas)
  }

  /// Draws a dialog over the page, which steps back behind it.
  func draw(_ dialog: Dialog, on canvas: inout Canvas) {
    dialog.draw(in: stepBack(on: &canvas), on: &canvas)
  }

  /// Draws an empty box over the page, which steps back behind it, and returns the box's inside.
  func drawBox(title: String, rows: Int, columns: Int, on canvas: inout Canvas) -> Area {
    let page = stepBack(on: &canvas)
    return Dialog.box(title: title, rows: rows, columns: columns, in: page, on: &canvas)
  }

  /// The inside of a box, without drawing it.
  func boxArea(rows: Int, columns: Int) -> Area {
    var page = size
    _ = page.cutBottom(1)
    return page.centered(rows: rows + 2, columns: columns + 4).inset(rows: 1, columns: 2)
  }

  /// Dims everything but the footer, and returns its area for what is drawn over it.
  func stepBack(on canvas: inout Canvas) -> Area {
    var page = size
    _ = page.cutBottom(1)
    canvas.restyle(page) { Style(.plain, $0.attributes.subtracting(.bold).union(.dim)) }
    return page
  }
}

extension KeyBinding {
  /// `?`, which opens the help of a screen.
  static func help(action: Action) -> KeyBinding {
    KeyBinding([.character("?"), .function(1)], "help", label: "?", action: action)
  }

  /// The keys that close it again.
  static func closeHelp(action: Action) -> KeyBinding {
    KeyBinding(
      [.escape, .enter, .character("?"), .character("q"), .function(1)], "back", label: "Esc",
      action: action)
  }
}

extension Area {
  /// The same area, no wider than `columns`.
  func cutLeft(atMost columns: Int) -> Area {
    var rest = self
    return rest.cutLeft(columns)
  }
}

extension TextField {
  /// Draws the field between brackets, so that it is seen as one without colour or underline.
  func drawFramed(in area: Area, on canvas: inout Canvas, isFocused: Bool = true) {
    canvas.put("[", row: area.row, column: area.column, style: .dim)
    draw(in: area.inset(columns: 1), on: &canvas, isFocused: isFocused)
    canvas.put("]", row: area.row, column: area.endColumn - 1, style: .dim)
  }
}
