import Dispatch
import Foundation
import Synchronization

/// Work cut into numbered blocks. The blocks depend on the data alone, never on the number of threads,
/// and whoever adds up what they produced does so in their order: the same bits from one core and ten.
struct Parallel: Sendable {
  let threads: Int

  /// - Parameter threads: `nil` for as many as the machine has cores.
  init(threads: Int? = nil) {
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Calls `body` once for each of 0 ..< `count`, on several threads at once.
  func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for block in 0..<count { body(block) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard block < count else { return }
        body(block)
      }
    }
  }
}

/// Memory for kernels, freed with its owner. Different blocks write to different parts of it, which
/// is what makes sharing it between threads sound.
final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  let count: Int
  let base: UnsafeMutablePointer<Element>

  init(_ count: Int, filledWith value: Element) {
    self.count = count
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: value, count: max(count, 1))
  }

  deinit { base.deallocate() }

  var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

extension Buffer {
  /// Called at the end of a scope that works with `base`, since the optimiser may release an owner
  /// after its last mention.
  func keepAlive() { withExtendedLifetime(self) {} }
}
