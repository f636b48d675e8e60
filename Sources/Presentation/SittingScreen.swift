import AdaptiveTesting
import Foundation
import Terminal

/// One sitting as a proctor sees it, while it runs and afterwards: what happened, and why.
///
/// It changes nothing by itself. An action is an effect; whoever has carried it out shows the sitting as it is
/// then by `show(_:isOpen:now:similar:isReviewComplete:)` and says so by `say(_:)`.
public struct SittingScreen: Screen {
  public enum Effect: Sendable, Hashable {
    /// Something that the session allowed when it was shown last; the reason is not empty.
    case act(ProctorAction, reason: String)
    /// Show everything of the person, by name.
    case student(String)
    /// Show the bank, by name.
    case bank(String)
    /// Write the report to a file and say where.
    case saveReport
    /// To where the screen was opened.
    case back
    case leave
    /// A second has passed: look for new events, and set the clock of an unfinished sitting.
    case tick
  }

  public enum Pane: Int, Sendable, CaseIterable {
    case path = 1
    case flags, events, content, design, question
  }

  /// Parts of the first pane, one at a time in a small window.
  enum Part: CaseIterable { case items, path, details }

  enum Layer {
    case page, help
    case dialog(ProctorDialog)
  }

  public private(set) var report: SessionReport
  public private(set) var pane = Pane.path
  var isOpen: Bool
  var now: Int64
  var similar: [SimilarSitting]
  var isReviewComplete: Bool
  let timeZone: TimeZone

  var given: [SessionReport.GivenItem] = []
  var table = Table([], rows: [])
  var outlook: String?
  /// When it began, for the title.
  var begun = ""
  /// The path and the standard errors; none before the second answer.
  var figures: [ReportDocument.Figure] = []
  /// What the pane shows where that scrolls as a whole.
  var page = Canvas(rows: 0, columns: 0)
  var scroll = ScrolledPicture()
  var part = Part.items
  var layer = Layer.page
  /// What became of an effect, until the next key that does something.
  var message: String?
  var size = Area(rows: 24, columns: 80)

  /// - Parameters:
  ///   - isOpen: whether a program has the sitting open, so that its clock runs.
  ///   - now: milliseconds since 1970.
  ///   - similar: other sittings that this one was found to be like.
  ///   - isReviewComplete: whether the report's review was held against all that there is; until then the
  ///     screen says that this goes on.
  public init(
    _ report: SessionReport, isOpen: Bool, now: Int64, similar: [SimilarSitting] = [],
    isReviewComplete: Bool, timeZone: TimeZone = .current
  ) {
    self.report = report
    self.isOpen = isOpen
    self.now = now
    self.similar = similar
    self.isReviewComplete = isReviewComplete
    self.timeZone = timeZone
    takeIn()
    let isOver = report.session.status == .finished
    table.selection = given.isEmpty ? nil : isOver ? 0 : given.count - 1
  }

  public var tickInterval: Duration? { .seconds(1) }

  // MARK: What its owner tells it

  /// Shows the sitting as it is now. What was chosen stays chosen; where that was the newest question, the
  /// newest one is chosen again, unless it is being read in full.
  public mutating func show(
    _ report: SessionReport, isOpen: Bool, now: Int64, similar: [SimilarSitting] = [],
    isReviewComplete: Bool
  ) {
    let selected = table.selection
    let follows = selected == nil || (selected == given.count - 1 && pane != .question)
    self.report = report
    self.isOpen = isOpen
    self.now = now
    self.similar = similar
    self.isReviewComplete = isReviewComplete
    takeIn()
    select(follows ? given.count - 1 : selected ?? 0)
  }

  /// Sets the clock where nothing new has happened.
  public mutating func show(isOpen: Bool, now: Int64) {
    self.isOpen = isOpen
    self.now = now
  }

  /// Says what became of an effect.
  public mutating func say(_ message: String) { self.message = message }

  /// The question that is chosen.
  var chosen: SessionReport.GivenItem? {
    table.selection.flatMap { given.indices.contains($0) ? given[$0] : nil }
  }

  /// Works out what does not change until the next event.
  private mutating func takeIn() {
    given = report.givenItems
    let old = table
    table = report.table(of: given)
    table.keepPlace(of: old)
    outlook = report.outlook
    begun =
      report.session.events.first.map { " · " + Wording.moment($0.time, timeZone: timeZone) } ?? ""
    let errors = report.scoredAnswers.count > 1 ? report.errors(.logits) : nil
    figures =
      report.scoredAnswers.count > 1
      ? [report.path(.logits, hasStop: true), errors].compactMap { $0 } : []
    layOut()
  }

  mutating func select(_ row: Int) {
    table.selection = given.isEmpty ? nil : max(0, min(row, given.count - 1))
    _ = table.update(.resize(rows: size.rows, columns: size.columns), in: layout.table)
    if showsPage { layOut() }
  }

  /// Whether the pane is a page that scrolls: any but the first, and of that one its details alone.
  var showsPage: Bool { pane != .path || (part == .details && !isRoomy) }

  mutating func show(_ pane: Pane) {
    if pane == self.pane { return }
    self.pane = pane
    scroll = ScrolledPicture()
    layOut()
  }

  /// Draws the pane for the window that there is.
  mutating func layOut() {
    page = showsPage ? paneCanvas(columns: layout.body.columns) : Canvas(rows: 0, columns: 0)
  }

  // MARK: Update

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns):
      size = Area(rows: rows, columns: columns)
      layOut()
      _ = table.update(event, in: layout.table)
      return nil
    case .tick: return .tick
    case .interrupt: return .leave
    case .terminate, .hangup: return nil
    default: break
    }
    switch layer {
    case .dialog(var dialog):
      let outcome = dialog.update(event)
      layer = .dialog(dialog)
      return outcome.flatMap { settle($0) }
    case .help:
      if case .key(let key) = event, keyMap.action(for: key) == .help { layer = .page }
      return nil
    case .page:
      switch event {
      case .key(let key): return keyMap.action(for: key).flatMap { act($0, key) }
      case .mouse(let mouse): return update(mouse)
      default: return nil
      }
    }
  }

  private mutating func settle(_ outcome: ProctorDialog.Outcome) -> Effect? {
    layer = .page
    guard case .act(let action, let reason) = outcome else { return nil }
    // The sitting may have gone on under the dialog.
    guard report.session.allows(action) else {
      message = "Not done: the sitting has changed, and this can no longer be done."
      return nil
    }
    return .act(action, reason: reason)
  }

  private mutating func update(_ mouse: MouseEvent) -> Effect? {
    let layout = layout
    if mouse.kind == .press, let pressed = tab(at: mouse) {
      message = nil
      show(pressed)
      return nil
    }
    guard !showsPage else {
      _ = scroll.update(.mouse(mouse), rows: page.rows, in: layout.body)
      return nil
    }
    let before = table.selection
    guard table.update(.mouse(mouse), in: layout.table), mouse.kind == .press else { return nil }
    // The first press points, the second opens.
    if table.selection == before { show(.question) }
    return nil
  }
}
