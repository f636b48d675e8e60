import Glibc
import Synchronization

/// Wakes the event loop from another thread, when background work has something to show.
public final class Waker: Sendable {
  private let pending = Mutex<(ids: [Int], isClosed: Bool)>(([], false))
  private let descriptor: Int32

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// The loop's screen gets `.wake(id)`; nothing happens once the terminal is closed.
  public func wake(_ id: Int) {
    pending.withLock { pending in
      if pending.isClosed { return }
      pending.ids.append(id)
      var one: UInt64 = 1
      _ = write(descriptor, &one, MemoryLayout.size(ofValue: one))
    }
  }

  func take() -> [Int] {
    pending.withLock { pending in
      var count: UInt64 = 0
      _ = read(descriptor, &count, MemoryLayout.size(ofValue: count))
      defer { pending.ids = [] }
      return pending.ids
    }
  }

  /// The descriptor's number may belong to another file right after it is closed, so nobody may
  /// write to it from then on.
  func shut() {
    pending.withLock { pending in
      if pending.isClosed { return }
      pending = ([], true)
      close(descriptor)
    }
  }
}
