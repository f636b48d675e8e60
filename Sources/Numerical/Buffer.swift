/// Memory for kernels, freed with its owner. Different blocks write to different parts of it, which
/// is what makes sharing it between threads sound.
public final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  public let count: Int
  public let base: UnsafeMutablePointer<Element>

  public init(_ count: Int, filledWith value: Element) {
    self.count = count
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: value, count: max(count, 1))
  }

  deinit { base.deallocate() }

  public var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

extension Buffer {
  /// Called at the end of a scope that works with `base`, since the optimiser may release an owner
  /// after its last mention.
  public func keepAlive() { withExtendedLifetime(self) {} }
}
