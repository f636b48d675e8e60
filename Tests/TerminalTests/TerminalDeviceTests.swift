import Testing

@testable import Terminal

/// A counter that says what happened to it.
private struct Counter: Screen {
  enum Effect {
    case store(Int)
    case leave, fail
  }
  var count = 0
  var stored = 0
  var heard: [TerminalEvent] = []

  mutating func update(_ event: TerminalEvent) -> Effect? {
    heard.append(event)
    switch event {
    case .key(.up): count += 1
    case .key(.enter): return .store(count)
    case .key(.escape): return .fail
    case .interrupt, .key(.character("q")): return .leave
    default: break
    }
    return nil
  }

  func draw(on canvas: inout Canvas) {
    canvas.put("count \(count), stored \(stored)", row: 0, column: 0)
  }
}

/// Tells everything at once, as a terminal does that somebody types into quickly.
private final class BatchTerminal: TerminalDevice {
  let rows = 24
  let columns = 80
  let now: Duration = .zero
  private var waiting: [TerminalEvent]

  init(_ events: [TerminalEvent]) { waiting = events }

  func show(_ canvas: Canvas) {}
  func unread(_ events: [TerminalEvent]) { waiting = events + waiting }
  func events(within timeout: Duration?) -> [TerminalEvent] {
    defer { waiting = [] }
    return waiting.isEmpty ? [.hangup] : waiting
  }
}

struct TerminalDeviceTests {
  @Test func whatIsTypedAheadGoesToTheScreenThatOpens() throws {
    let device = BatchTerminal([
      .key(.up), .key(.enter), .key(.up), .key(.up), .key(.character("q")), .key(.up),
      .key(.character("q")),
    ])
    var inner: Counter?
    let outer = try device.run(Counter()) { effect, screen -> Counter? in
      guard case .store = effect else { return screen }
      inner = try device.run(Counter()) { _, screen -> Counter? in screen }
      return nil
    }
    #expect(inner?.count == 2)
    #expect(outer.count == 2)
  }

  private struct Failure: Error {}

  private func run(_ device: ScriptedTerminal, _ screen: Counter = Counter()) throws -> Counter {
    try device.run(screen) { effect, screen in
      switch effect {
      case .store(let count):
        screen.stored = count
        return nil
      case .leave: return screen
      case .fail: throw Failure()
      }
    }
  }

  @Test func aStory() throws {
    let device = ScriptedTerminal(
      rows: 12, columns: 40, story: [.key(.up), .key(.up), .key(.enter), .key(.character("q"))])
    let end = try run(device)
    #expect(end.stored == 2)
    #expect(end.heard.first == .resize(rows: 12, columns: 40))
    #expect(
      device.pictures.map(\.text) == [
        "count 0, stored 0", "count 1, stored 0", "count 2, stored 0", "count 2, stored 2",
      ])
  }

  @Test func theEffectComesBeforeTheNextPicture() throws {
    let device = ScriptedTerminal(story: [.key(.up), .key(.enter), .interrupt])
    var shownAtCommit = -1
    _ = try device.run(Counter()) { effect, screen -> Bool? in
      guard case .store = effect else { return true }
      shownAtCommit = device.pictures.count
      return nil
    }
    #expect(shownAtCommit == 2)
    #expect(device.pictures.count == 3)
  }

  @Test func endingSignalsEndWhateverTheScreenDoes() {
    for (event, signal) in [(TerminalEvent.terminate(signal: 15), Int32(15)), (.hangup, 1)] {
      #expect(throws: TerminalError.signalled(signal)) {
        try run(ScriptedTerminal(story: [event, .key(.up)]))
      }
    }
    #expect(throws: TerminalError.signalled(1)) { try run(ScriptedTerminal(story: [])) }
  }

  @Test func whatAnEffectThrowsIsThrown() {
    #expect(throws: Failure.self) { try run(ScriptedTerminal(story: [.key(.escape)])) }
  }

  @Test func aSmallWindowWithholdsKeysButNotSignals() throws {
    let device = ScriptedTerminal(story: [
      .key(.up), .resize(rows: 10, columns: 38), .key(.up), .paste("q"),
      .mouse(MouseEvent(.press, row: 0, column: 0)), .tick(now: .seconds(1)), .wake(7), .interrupt,
    ])
    let end = try run(device)
    #expect(end.count == 1)
    #expect(
      end.heard == [
        .resize(rows: 24, columns: 80), .key(.up), .resize(rows: 10, columns: 38),
        .tick(now: .seconds(1)), .wake(7), .interrupt,
      ])
    #expect(device.pictures.last?.text.contains("too small (38×10)") == true)
  }

  @Test func aScreenWithinAScreen() throws {
    let device = ScriptedTerminal(story: [
      .key(.enter), .key(.up), .resize(rows: 30, columns: 90), .key(.character("q")),
      .key(.character("q")),
    ])
    let outer = try device.run(Counter()) { effect, screen -> Counter? in
      guard case .store = effect else { return screen }
      screen.stored = try self.run(device).count
      return nil
    }
    #expect(outer.stored == 1)
    #expect(outer.heard.contains(.resize(rows: 30, columns: 90)))
  }
}
