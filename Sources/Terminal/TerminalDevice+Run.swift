extension TerminalDevice {
  /// Runs a screen until an effect ends it with a value.
  ///
  /// Effects are carried out on this thread, after the event that asked for them and before
  /// anything is drawn again: what has been committed in `perform` is durable before the next
  /// picture. `perform` may change the screen, to hand it results.
  ///
  /// - Parameter perform: returns nil to go on, or the value to end with.
  /// - Throws: ``TerminalError/signalled(_:)`` after SIGTERM, SIGQUIT or a hang-up that the screen
  ///   did not end itself on; whatever `perform` throws.
  public func run<S: Screen, Value>(
    _ screen: S, perform: (_ effect: S.Effect, _ screen: inout S) throws -> Value?
  ) throws -> Value {
    var screen = screen
    var size = (rows: -1, columns: -1)
    var nextTick: Duration?

    func handle(
      _ event: TerminalEvent, before rest: inout ArraySlice<TerminalEvent>
    ) throws -> Value? {
      if isWithheld(event, from: screen, size: size) { return nil }
      if let effect = screen.update(event) {
        // What was typed ahead is for the screen that the effect opens.
        if !rest.isEmpty { unread(Array(rest)) }
        rest = []
        if let value = try perform(effect, &screen) { return value }
      }
      switch event {
      case .terminate(let signal): throw TerminalError.signalled(signal)
      case .hangup: throw TerminalError.signalled(TerminalError.hangupSignal)
      default: return nil
      }
    }

    while true {
      // The device is asked, not its event: another screen may have run within `perform` and have
      // heard of the change in this one's stead.
      if (rows, columns) != size {
        size = (rows, columns)
        var none: ArraySlice<TerminalEvent> = []
        if let value = try handle(.resize(rows: rows, columns: columns), before: &none) {
          return value
        }
      }
      show(screen.picture(rows: size.rows, columns: size.columns))

      if let interval = screen.tickInterval {
        // A screen that has just asked for quicker ticks need not wait for the old, slow one.
        nextTick = min(nextTick ?? .seconds(Int64.max / 4), now + interval)
      } else {
        nextTick = nil
      }
      var batch = try events(within: nextTick.map { max(.zero, $0 - now) })[...]
      while let event = batch.popFirst() {
        if case .resize(let rows, let columns) = event {
          if (rows, columns) == size { continue }
          size = (rows, columns)
        }
        if case .tick = event { nextTick = nil }
        if let value = try handle(event, before: &batch) { return value }
      }
      if let due = nextTick, now >= due {
        nextTick = nil
        var none: ArraySlice<TerminalEvent> = []
        if let value = try handle(.tick(now: now), before: &none) { return value }
      }
    }
  }

  /// Nobody should answer a question that is not shown.
  private func isWithheld(
    _ event: TerminalEvent, from screen: some Screen, size: (rows: Int, columns: Int)
  ) -> Bool {
    let minimum = screen.minimumSize
    guard size.rows < minimum.rows || size.columns < minimum.columns else { return false }
    switch event {
    case .key, .mouse, .paste: return true
    default: return false
    }
  }
}
