import Foundation
import Presentation
import Synchronization
import Terminal

/// One line on standard error that says how far something is: only where that is a terminal, only once
/// the work has taken a second, and gone when it is done.
final class ProgressLine: Sendable {
  private struct State {
    var began = ContinuousClock.now
    var lastShown: ContinuousClock.Instant?
    var fraction = 0.0
    var isShown = false
  }

  private let state = Mutex(State())
  private let isWanted: Bool
  private let isASCII: Bool
  private let columns: Int

  init() {
    let term = ProcessInfo.processInfo.environment["TERM"] ?? ""
    isWanted = isatty(STDERR_FILENO) == 1 && !term.isEmpty && term != "dumb"
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"]
      .compactMap { ProcessInfo.processInfo.environment[$0] }.first { !$0.isEmpty } ?? ""
    isASCII = !locale.lowercased().contains("utf")
    columns = TerminalCapabilities.current.columns
  }

  /// Begins something new, whose time left is counted from now.
  func begin() {
    state.withLock {
      $0.began = .now
      $0.fraction = 0
    }
  }

  func say(_ text: String) {
    show { _ in text }
  }

  /// A bar, `text`, and the time left, judged by the share of the work that is done. The bar never
  /// goes back.
  func show(fraction: Double, _ text: String) {
    show { state in
      state.fraction = max(state.fraction, min(0.99, fraction))
      let passed = (ContinuousClock.now - state.began) / .seconds(1)
      let left = passed * (1 - state.fraction) / max(state.fraction, 0.01)
      let bar = ProgressBar(state.fraction, isASCII: isASCII).text(columns: 10)
      return "\(bar)  \(text)   about \(Wording.elapsed(seconds: max(1, left.rounded()))) left"
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      guard state.isShown else { return }
      state.isShown = false
      _ = writeAll(Data("\r\u{1B}[K".utf8), to: STDERR_FILENO)
    }
  }

  private func show(_ text: (inout State) -> String) {
    guard isWanted else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard now - state.began > .seconds(1),
        state.lastShown.map({ now - $0 > .milliseconds(100) }) ?? true
      else { return }
      state.lastShown = now
      let line = TextLayout.truncate(Wording.safe(text(&state)), width: columns - 1)
      state.isShown = true
      _ = writeAll(Data("\r\(line)\u{1B}[K".utf8), to: STDERR_FILENO)
    }
  }
}
