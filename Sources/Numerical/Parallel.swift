import Dispatch
import Foundation
import Synchronization

/// Work cut into numbered blocks. The blocks depend on the data alone, never on the number of threads,
/// and whoever adds up what they produced does so in their order: the same bits from one core and ten.
public struct Parallel: Sendable {
  public let threads: Int

  /// - Parameter threads: `nil` for as many as the machine has cores.
  public init(threads: Int? = nil) {
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// The values of `body` for each of 0 ..< `count`, in that order, worked out on several threads at once.
  public func map<Value: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Value
  ) -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Each index is initialised by the one block that has it.
      nonisolated(unsafe) let base = buffer.baseAddress
      forEach(count) { index in (base! + index).initialize(to: body(index)) }
      initialized = count
    }
  }

  /// Calls `body` once for each of 0 ..< `count`, on several threads at once.
  public func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
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
