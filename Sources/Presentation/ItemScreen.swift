import ItemBanks
import Terminal

/// The screen on which a question is answered.
///
/// It knows nothing of the engine and says nothing is done before it is: confirming an answer,
/// keeping a note, pausing and going on are effects, and whoever has carried one out tells the
/// screen by `show(_:)`, `noteIsKept()`, `hide()` or `reveal()`.
public struct ItemScreen: Screen {
  public enum Effect: Sendable, Hashable {
    /// Confirmed by the person and accepted as an answer, in the form that the log keeps.
    case answer(String)
    case note(String)
    /// The clock should stop and the item be hidden.
    case pause
    case goOn
    /// The person wants to leave and go on another time.
    case leave
    /// Ctrl-C: leave at once.
    case interrupt
    /// The terminal is going away: keep what there is. The loop ends by itself.
    case hangUp
    /// A second has passed: the time may be up, or a proctor may have done something.
    case tick
  }

  public private(set) var view: ItemView
  var input: Input
  var layer = Layer.question
  /// What has happened, or what to do instead of what could not be done; until the next key that
  /// does something.
  var message: String?
  var stem: ScrollView
  var size = Area(rows: 24, columns: 80)

  enum Input {
    case options(ChoiceList)
    case entry(TextField, unit: String?)
  }

  /// What lies over the question.
  enum Layer {
    case question
    case help
    case note(TextArea)
    case leaving
    case paused
  }

  public init(_ view: ItemView) {
    self.view = view
    input = Self.input(for: view.question)
    stem = ScrollView(view.text)
  }

  public var tickInterval: Duration? { isPractice ? nil : .seconds(1) }

  private var isPractice: Bool { view.number == nil }

  // MARK: What its owner tells it

  /// Puts the next question in this one's place: the answer is kept.
  public mutating func show(_ next: ItemView) {
    let answered = view.label
    let counts = view.number != nil
    let size = size
    self = ItemScreen(next)
    self.size = size
    if counts { message = "✓ \(answered) is saved." }
  }

  /// Sets the clock.
  public mutating func show(millisecondsLeft: Int64?) {
    view.millisecondsLeft = millisecondsLeft
  }

  /// Says something under the question, as that an answer could not be stored.
  public mutating func say(_ message: String) { self.message = message }

  /// Hides the question: the sitting is paused.
  public mutating func hide() { layer = .paused }

  /// Shows the question again: the sitting goes on.
  public mutating func reveal() { layer = .question }

  /// Closes the note.
  public mutating func noteIsKept() {
    layer = .question
    message = "✓ Your note is kept for the person in charge."
  }

  // MARK: Update

  public mutating func update(_ event: TerminalEvent) -> Effect? {
    switch event {
    case .resize(let rows, let columns):
      size = Area(rows: rows, columns: columns)
      if case .options(var list) = input {
        _ = list.update(event, in: layout.answer)
        input = .options(list)
      }
      return nil
    case .tick:
      return isPractice ? nil : .tick
    case .interrupt:
      return .interrupt
    case .terminate, .hangup:
      return .hangUp
    default:
      break
    }
    switch layer {
    case .question: return updateQuestion(event)
    case .note(let area): return updateNote(event, area)
    case .help, .leaving, .paused: return updateDialog(event)
    }
  }

  private mutating func updateQuestion(_ event: TerminalEvent) -> Effect? {
    if isStemEvent(event), stem.update(event, in: layout.stem) { return nil }
    // A key of the key map wins over the entry field: what the footer promises must hold.
    if case .key(let key) = event, let action = keyMap.action(for: key), action != .choose {
      return act(action)
    }
    switch input {
    case .options(var list):
      if list.update(event, in: layout.answer) { message = nil }
      input = .options(list)
    case .entry(var field, let unit):
      if field.update(event) { message = nil }
      input = .entry(field, unit: unit)
    }
    return nil
  }

  private func isStemEvent(_ event: TerminalEvent) -> Bool {
    switch event {
    case .key(.pageUp), .key(.pageDown): true
    case .mouse(let mouse): layout.stem.contains(row: mouse.row, column: mouse.column)
    default: false
    }
  }

  private mutating func updateNote(_ event: TerminalEvent, _ area: TextArea) -> Effect? {
    if case .key(let key) = event, let action = keyMap.action(for: key) {
      if action == .keepNote { return .note(area.text.trimmingWhitespace) }
      return act(action)
    }
    // A note is a paragraph; Enter is not for new lines here.
    if case .key(.enter) = event { return nil }
    var area = area
    if area.update(event, in: noteArea) { message = nil }
    layer = .note(area)
    return nil
  }

  private mutating func updateDialog(_ event: TerminalEvent) -> Effect? {
    guard case .key(let key) = event, let action = keyMap.action(for: key) else { return nil }
    return act(action)
  }

  private mutating func act(_ action: Action) -> Effect? {
    message = nil
    switch action {
    case .confirm: return confirm()
    case .help: layer = .help
    case .note: layer = .note(TextArea(maximumLength: 1000))
    case .pause: return .pause
    case .leave: layer = .leaving
    case .leaveNow: return .leave
    case .goOn: return .goOn
    case .close: layer = .question
    case .choose, .readOn, .keepNote: break
    }
    return nil
  }

  private mutating func confirm() -> Effect? {
    let entry: String
    switch input {
    case .options(let list): entry = list.chosen.sorted().map(optionLetter).joined(separator: ",")
    case .entry(let field, _): entry = field.text
    }
    do {
      return .answer(try view.question.answer(from: entry))
    } catch {
      message = error.message
      return nil
    }
  }

  private static func input(for question: Question) -> Input {
    switch question.format {
    case .choice(let options, _), .partialCredit(let options, _), .rating(let options):
      return .options(ChoiceList(options))
    case .multiple(let options, _):
      return .options(ChoiceList(options, mode: .multiple))
    case .numeric(_, _, let unit):
      return .entry(
        TextField(maximumLength: 40) { $0.isNumber || " +-−.,/%⁄eE".contains($0) }, unit: unit)
    case .text:
      return .entry(TextField(maximumLength: 200), unit: nil)
    }
  }
}
