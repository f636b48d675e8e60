import Terminal

/// The result, in words first.
public struct ResultScreen: Screen {
  public enum Effect: Sendable, Hashable {
    case lookAtMissed
    case saveReport
    case done
  }

  enum Action { case missed, save, done, scroll, readOn, help }

  private let result: ResultSummary
  /// What became of an effect.
  private var message: String?
  private var scroll = ScrolledPicture()
  private var isHelp = false
  /// Whether no key has been pressed here yet.
  private var isFresh = true
  private var size = Area(rows: 24, columns: 80)

  public init(_ result: ResultSummary) {
    self.result = result
  }

  public var tickInterval: Duration? { nil }

  /// Says what became of an effect, as where the report was saved.
  public mutating func say(_ message: String) { self.message = message }

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns): size = Area(rows: rows, columns: columns)
    case .interrupt: return .done
    default: break
    }
    if case .key(let key) = event, let action = keyMap.action(for: key) {
      message = nil
      defer { isFresh = false }
      switch action {
      case .missed: return .lookAtMissed
      case .save: return .saveReport
      case .done:
        // Nobody knows beforehand which question is the last: a second Enter that was meant for it
        // must not close what one has come for.
        guard key == .enter, isFresh else { return .done }
        message = "Press Enter again to close."
        return nil
      case .help: isHelp.toggle()
      case .readOn:
        _ = scroll.update(.key(.pageDown), rows: contentRows, in: body)
        return nil
      case .scroll: break
      }
    }
    if !isHelp { _ = scroll.update(event, rows: contentRows, in: body) }
    return nil
  }

  var keyMap: KeyMap<Action> {
    isHelp ? KeyMap([.closeHelp(action: .help)]) : pageKeys(isBrief: !PageLayout(size).isRoomy)
  }

  private func pageKeys(isBrief: Bool) -> KeyMap<Action> {
    let isAtEnd = scroll.isAtEnd(rows: contentRows, in: body)
    return KeyMap([
      KeyBinding(
        [.enter], isBrief ? "more" : "read on", importance: 4, isEnabled: !isAtEnd, action: .readOn),
      KeyBinding(
        [.down, .up, .pageDown, .pageUp, .character(" "), .home, .end], "scroll", label: "↑↓",
        isEnabled: scroll.canScroll(rows: contentRows, in: body), action: .scroll),
      KeyBinding(
        [.character("r")], isBrief ? "missed" : "questions missed", importance: 2,
        isEnabled: !result.missed.isEmpty, action: .missed),
      KeyBinding(
        [.character("s")], isBrief ? "save" : "save a report", importance: 1, action: .save),
      .help(action: .help),
      KeyBinding(
        [.escape, .character("q")] + (isAtEnd ? [.enter] : []), "done",
        label: isAtEnd ? "Enter" : "q", importance: 3, action: .done),
    ])
  }

  // MARK: Drawing

  /// Above the row of the message.
  private var body: Area {
    var body = PageLayout(size).body
    if !PageLayout(size).isRoomy, message != nil { _ = body.cutBottom(1) }
    return body
  }

  public func draw(on canvas: inout Canvas) {
    let page = PageLayout(size)
    page.drawFrame(
      title: "\(result.title) · your result",
      aside: page.isRoomy ? "sitting \(result.sessionCode)" : result.sessionCode, keyMap: keyMap,
      on: &canvas)
    scroll.draw(content, in: body, on: &canvas)
    if let message {
      canvas.put(
        TextLayout.truncate(message, width: body.columns),
        row: page.footer.row - (page.isRoomy ? 2 : 1), column: body.column, style: .accent)
    }
    if isHelp { page.drawHelp(helpText, keyMap: pageKeys(isBrief: false), on: &canvas) }
  }

  private var helpText: String {
    guard PageLayout(size).isRoomy, result.score?.interval != nil else {
      return "● on the line is your score."
    }
    return "● on the line is your score; your true level most likely lies in the thick part. A bar "
      + "shows how many questions of that kind you would probably answer right."
  }

  /// The page from top to bottom, an empty row between blocks.
  private enum Block {
    case text(String, Style = .plain)
    case band(ScaleBand)
    case bars(BarChart)

    func rows(columns: Int) -> Int {
      switch self {
      case .text(let text, _): TextLayout.wrap(text, width: columns).count
      case .band: 3
      case .bars(let chart): chart.rows.count
      }
    }

    func draw(in area: Area, on canvas: inout Canvas) {
      switch self {
      case .text(let text, let style): canvas.putText(text, in: area, style: style)
      case .band(let band): band.draw(in: area, on: &canvas)
      case .bars(let chart): chart.draw(in: area, on: &canvas)
      }
    }
  }

  private var blocks: [Block] {
    var blocks: [Block] = [.text(result.thanks)]
    if let score = result.score {
      blocks.append(.text(score.sentence + ".", .bold))
      if let interval = score.interval {
        blocks.append(
          .band(
            ScaleBand(
              scale: score.scale, step: score.step, value: score.value, band: interval,
              caption: score.intervalWords)))
      } else {
        blocks.append(.text(score.intervalWords.capitalizingFirst + "."))
      }
    }
    blocks.append(.text(result.meaning))
    if !result.domains.isEmpty { blocks.append(.bars(chart)) }
    if let caution = result.caution { blocks.append(.text(caution, .dim)) }
    blocks.append(.text("To find this sitting again: \(result.sessionCode)", .dim))
    return blocks
  }

  private var chart: BarChart {
    // Words are padded so that the counts stand under each other, aligned on the right.
    let wordWidth = result.domains.map(\.word.count).max() ?? 0
    let countWidth = result.domains.map { String($0.questionCount).count }.max() ?? 0
    return BarChart(
      result.domains.map { domain in
        var note = domain.shortWord
        if body.columns >= 60 {
          let blanks =
            wordWidth - domain.word.count + 2 + countWidth - String(domain.questionCount).count
          note =
            domain.word + String(repeating: " ", count: blanks)
            + Wording.count(domain.questionCount, "question")
        }
        return BarChart.Row(domain.title, fraction: domain.expectedShare, note: note)
      })
  }

  private var contentRows: Int {
    let blocks = blocks
    return blocks.reduce(blocks.count - 1) { $0 + $1.rows(columns: body.columns) }
  }

  private var content: Canvas {
    var canvas = Canvas(rows: contentRows, columns: body.columns)
    var rest = canvas.area
    for block in blocks {
      block.draw(in: rest.cutTop(block.rows(columns: body.columns)), on: &canvas)
      _ = rest.cutTop(1)
    }
    return canvas
  }
}
