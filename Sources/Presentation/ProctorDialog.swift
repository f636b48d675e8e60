import AdaptiveTesting
import Terminal

/// Asks a proctor what to do to a sitting, and why. It does nothing by itself: the outcome is for whoever
/// opened it.
public struct ProctorDialog: Sendable {
  public enum Outcome: Sendable, Hashable {
    /// The reason is never empty.
    case act(ProctorAction, reason: String)
    case cancel
  }

  /// One of several things that may be done here.
  struct Choice: Sendable, Hashable {
    let action: ProctorAction
    let words: String
  }

  enum Action { case accept, otherField, choose, cancel }

  enum Field { case minutes, reason }

  let title: String
  /// What follows from it.
  let text: String
  let choices: [Choice]
  /// What is said in place of doing it when Enter is pressed for the first time; `nil` to do it at once.
  private let confirmation: String?
  /// What Enter does, in the footer's words.
  private let verb: String
  var chosen = 0
  var field = Field.reason
  /// `nil` where no time is asked for.
  var minutes: TextField?
  var reason = TextField(maximumLength: 500)
  /// Why what was entered is not enough.
  var message: String?
  private var isConfirmed = false

  init(
    title: String, text: String, choices: [Choice], verb: String, asksMinutes: Bool = false,
    confirmation: String? = nil
  ) {
    self.title = title
    self.text = text
    self.choices = choices
    self.confirmation = confirmation
    self.verb = verb
    if asksMinutes {
      minutes = TextField("10", maximumLength: 3) { $0.isASCII && $0.isNumber }
      field = .minutes
    }
  }

  // MARK: Update

  public mutating func update(_ event: TerminalEvent) -> Outcome? {
    if case .key(let key) = event, let action = keyMap.action(for: key) {
      switch action {
      case .accept: return accept()
      case .otherField: field = field == .reason ? .minutes : .reason
      case .choose:
        chosen = max(0, min(chosen + (key == .up ? -1 : 1), choices.count - 1))
        isConfirmed = false
      case .cancel: return .cancel
      }
      message = nil
      return nil
    }
    let isUsed =
      if field == .minutes { minutes?.update(event) ?? false } else { reason.update(event) }
    if isUsed {
      message = nil
      isConfirmed = false
    }
    return nil
  }

  private mutating func accept() -> Outcome? {
    var action = choices[chosen].action
    if let minutes {
      guard let number = Int(minutes.text), (1...600).contains(number) else {
        field = .minutes
        message = "Please type how many minutes, 1 to 600."
        return nil
      }
      action = .grantTime(seconds: 60 * number)
      if field == .minutes {
        field = .reason
        message = nil
        return nil
      }
    }
    let words = reason.text.trimmingWhitespace
    guard !words.isEmpty else {
      message =
        action == .annotate
        ? "Please type the note." : "Please say why: the reason is kept with it."
      return nil
    }
    if let confirmation, !isConfirmed {
      isConfirmed = true
      message = confirmation
      return nil
    }
    return .act(action, reason: words)
  }

  /// What works in it, for the footer of the screen under it.
  var keyMap: KeyMap<Action> {
    KeyMap([
      KeyBinding(
        [.enter], field == .minutes ? "go on" : verb, importance: 3,
        action: .accept),
      KeyBinding(
        [.up, .down], "choose", label: "↑↓", importance: 1, isEnabled: choices.count > 1,
        action: .choose),
      KeyBinding(
        [.tab, .backTab], "other field", label: "Tab", isEnabled: minutes != nil,
        action: .otherField),
      KeyBinding([.escape], "cancel", importance: 2, action: .cancel),
    ])
  }
}
