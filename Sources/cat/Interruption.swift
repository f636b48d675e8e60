import Dispatch
import Foundation
import Synchronization

/// Ctrl-C during long work: a sentence and exit status 130, at any moment but while something is being
/// stored, which is finished first: what was stored stays, and what was not is said.
final class Interruption {
  private let door: Door
  private let source: any DispatchSourceSignal

  /// - Parameter progress: taken away before the last words.
  init(saying words: String, progress: ProgressLine? = nil) {
    let door = Door(words: words, progress: progress)
    self.door = door
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(
      signal: SIGINT, queue: DispatchQueue(label: "interruption"))
    source.setEventHandler { door.knock() }
    source.resume()
  }

  /// Runs what must not be cut in two. Where it fails and somebody wanted to leave meanwhile, that is
  /// done.
  func shielding<Result>(_ body: () throws -> Result) rethrows -> Result {
    door.shut()
    do {
      // What is left after it takes no time, so the door stays shut.
      return try body()
    } catch {
      door.open()
      throw error
    }
  }

  /// Ctrl-C is then ignored: what is left takes no time.
  func end() { source.cancel() }

  /// The way out.
  private final class Door: Sendable {
    private struct State {
      var isShut = false
      var isWanted = false
    }

    private let state = Mutex(State())
    private let words: String
    private let progress: ProgressLine?

    init(words: String, progress: ProgressLine?) {
      self.words = words
      self.progress = progress
    }

    func knock() {
      state.withLock { state in
        state.isWanted = true
        // Under the lock, so that storing cannot begin between the question and the end.
        if !state.isShut { leave() }
      }
    }

    func shut() { state.withLock { $0.isShut = true } }

    func open() {
      state.withLock { state in
        state.isShut = false
        if state.isWanted { leave() }
      }
    }

    private func leave() -> Never {
      progress?.clear()
      writeError(words)
      // Nothing is open but what the system closes; the other threads are in the middle of work.
      _exit(Failure.Status.interrupted.rawValue)
    }
  }
}
