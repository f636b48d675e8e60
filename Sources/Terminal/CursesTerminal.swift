import CNCurses
import Glibc

/// The real terminal, through ncurses: standard input and output, one at a time, used from one
/// thread.
///
/// However the process ends (return, throw, `exit`, a fatal signal, a crash), the terminal is put
/// back as it was.
public final class CursesTerminal: TerminalDevice {
  public private(set) var rows: Int
  public private(set) var columns: Int
  /// Lets background work wake the loop.
  public let waker: Waker

  private let opened = ContinuousClock.now
  private let signals: Int32
  private let wakeDescriptor: Int32
  private let blockedHere: Bool
  private var decoder = InputDecoder()
  private var isOpen = true

  /// Takes over the terminal and blocks the ``TerminalSignals`` if they are not blocked yet.
  ///
  /// - Throws: ``TerminalError``, with the terminal untouched; ``TerminalCapabilities/current``
  ///   tells beforehand.
  public init() throws {
    let capabilities = TerminalCapabilities.current
    if let obstacle = capabilities.obstacle { throw obstacle }
    blockedHere = cnc_block_signals()
    signals = cnc_signal_descriptor()
    wakeDescriptor = cnc_wake_descriptor()
    waker = Waker(descriptor: wakeDescriptor)
    rows = capabilities.rows
    columns = capabilities.columns
    if signals < 0 || wakeDescriptor < 0 {
      let reason = String(cString: strerror(errno))
      release()
      throw TerminalError.system(reason)
    }
    if cnc_open(TerminalCapabilities.isColourWanted) != CNC_OPENED {
      release()
      throw TerminalError.unknownTerminal(getenv("TERM").map { String(cString: $0) })
    }
    cnc_resize(Int32(rows), Int32(columns))
  }

  deinit { close() }

  /// Gives the terminal back; safe to call twice. Signals blocked by ``init()`` are unblocked, so
  /// that one that came meanwhile takes effect now.
  public func close() {
    guard isOpen else { return }
    cnc_close()
    release()
  }

  /// Opens the terminal for the length of `body`, and closes it also when that throws.
  public static func open<Result>(_ body: (CursesTerminal) throws -> Result) throws -> Result {
    let terminal = try CursesTerminal()
    defer { terminal.close() }
    return try body(terminal)
  }

  private func release() {
    isOpen = false
    waker.shut()
    if signals >= 0 { Glibc.close(signals) }
    if blockedHere { cnc_unblock_signals() }
  }

  public var now: Duration { opened.duration(to: .now) }

  // MARK: Events

  private var unreadEvents: [TerminalEvent] = []

  public func unread(_ events: [TerminalEvent]) { unreadEvents = events + unreadEvents }

  public func events(within timeout: Duration?) throws -> [TerminalEvent] {
    guard isOpen else { return [.hangup] }
    if !unreadEvents.isEmpty {
      defer { unreadEvents = [] }
      return unreadEvents
    }
    var sources = [STDIN_FILENO, signals, wakeDescriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    // Rounded up: waking a little early would turn the rest of the wait into a busy loop.
    let milliseconds = timeout.map {
      min(Int64(Int32.max), Int64(($0 / .milliseconds(1)).rounded(.up)))
    }
    if poll(&sources, 3, Int32(milliseconds ?? -1)) < 0 {
      if errno == EINTR { return [] }
      throw TerminalError.system(String(cString: strerror(errno)))
    }
    var events: [TerminalEvent] = []
    if sources[0].revents & Int16(POLLIN) != 0 { events += readInput() }
    if sources[1].revents != 0 { events += readSignals() }
    if sources[2].revents != 0 { events += waker.take().map { .wake($0) } }
    if sources[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { events.append(.hangup) }
    return events
  }

  private func readInput() -> [TerminalEvent] {
    var value: UInt32 = 0
    while true {
      let kind = cnc_read(&value)
      if kind == CNC_NOTHING { break }
      decoder.read(kind: Int(kind), value: value)
    }
    return decoder.take()
  }

  private func readSignals() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    while true {
      switch cnc_next_signal(signals) {
      case 0:
        return events
      case SIGINT:
        events.append(.interrupt)
      case SIGHUP:
        events.append(.hangup)
      case SIGWINCH:
        events += measure()
      case SIGTSTP:
        cnc_suspend()
        cnc_stop_now()
        cnc_resume()
        events += measure()
      case SIGCONT:
        // Also after a plain `kill -STOP`: the shell has changed the terminal's modes meanwhile.
        cnc_resume()
        events += measure() + [.resumed]
      case let other:
        events.append(.terminate(signal: other))
      }
    }
  }

  private func measure() -> [TerminalEvent] {
    var height: Int32 = 0
    var width: Int32 = 0
    guard cnc_window_size(&height, &width) else { return [] }
    if (Int(height), Int(width)) == (rows, columns) { return [] }
    (rows, columns) = (Int(height), Int(width))
    cnc_resize(height, width)
    return [.resize(rows: rows, columns: columns)]
  }

  // MARK: Pictures

  public func show(_ canvas: Canvas) {
    guard isOpen else { return }
    cnc_erase()
    for row in 0..<min(rows, canvas.rows) {
      var column = 0
      while column < min(columns, canvas.columns) {
        let cell = canvas[row, column]
        var width = 1
        while column + width < canvas.columns, canvas[row, column + width].isContinuation {
          width += 1
        }
        if cell != .blank { put(cell, row: row, column: column, width: width) }
        column += width
      }
    }
    let cursor = canvas.cursor.flatMap {
      canvas.area.contains(row: $0.row, column: $0.column) ? $0 : nil
    }
    cnc_show(Int32(cursor?.row ?? -1), Int32(cursor?.column ?? -1))
  }

  /// Spreads a character over its columns in the pieces that curses can hold: one spacing scalar
  /// with zero-width ones.
  ///
  /// A picture must stay aligned even where libc and the terminal know less Unicode than we do. So
  /// a flag becomes two letters, an emoji sequence its first emoji, and what is left of the columns
  /// is blank.
  private func put(_ cell: Cell, row: Int, column: Int, width: Int) {
    let isEmoji = cell.character.unicodeScalars.first?.properties.isEmoji ?? false
    let attributes = UInt32(cell.style.attributes.rawValue)
    let role = Int32(cell.style.role.rawValue)
    var at = 0
    var piece: [UInt32] = []
    var pieceWidth = 0

    func flush() {
      if piece.isEmpty { return }
      cnc_put(Int32(row), Int32(column + at), piece, Int32(piece.count), role, attributes)
      at += pieceWidth
      piece = []
    }

    for scalar in cell.character.unicodeScalars {
      let columns = Int(cnc_width(scalar.value))
      if columns == 0 {
        // Variation selectors change the width in some terminals only, and a joiner with nothing to
        // join would reach for the next cell.
        let isJoiner = scalar.value == 0x200D && isEmoji
        if !scalar.properties.isVariationSelector, !isJoiner, !piece.isEmpty, piece.count < 5 {
          piece.append(scalar.value)
        }
        continue
      }
      flush()
      if columns < 0 {
        piece = [0xFFFD]
        pieceWidth = 1
      } else {
        piece = [scalar.value]
        pieceWidth = columns
      }
      if at + pieceWidth > width { piece = [] }
      if piece.isEmpty { break }
    }
    flush()
    while at < width {
      piece = [0x20]
      pieceWidth = 1
      flush()
    }
  }
}
