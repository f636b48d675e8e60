import Dispatch
import Foundation
import Synchronization

/// Ctrl-C during long work: a sentence and exit status 130, at any moment but while something is being
/// stored, which is finished first.
final class Interruption {
  private let storing = Gate()
  private let source: any DispatchSourceSignal

  /// - Parameter progress: taken away before the last words.
  init(saying words: String, progress: ProgressLine? = nil) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(
      signal: SIGINT, queue: DispatchQueue(label: "interruption"))
    source.setEventHandler { [storing] in
      storing.isStored.withLock { isStored in
        // What is stored stays, and what is left takes no time.
        guard !isStored else { return }
        progress?.clear()
        writeError(words)
        // Nothing is open but what the system closes; the other threads are in the middle of work.
        _exit(Failure.Status.interrupted.rawValue)
      }
    }
    source.resume()
  }

  /// Runs what must not be cut in two.
  func shielding<Result>(_ body: () throws -> Result) rethrows -> Result {
    try storing.isStored.withLock { isStored in
      let result = try body()
      isStored = true
      return result
    }
  }

  /// Ctrl-C is then ignored: what is left takes no time.
  func end() { source.cancel() }

  private final class Gate: Sendable {
    let isStored = Mutex(false)
  }
}
