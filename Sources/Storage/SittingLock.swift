/// The right to drive one sitting, as `Store.lockSitting(_:)` gives it. It ends with the value, with
/// `release()`, or with the process, however that ends.
public final class SittingLock: Sendable {
  /// As `K7F-2QD`.
  public let code: String
  private let lock: FileLock

  init(code: String, lock: FileLock) {
    self.code = code
    self.lock = lock
  }

  /// Lets others drive the sitting; does nothing the second time.
  public func release() { lock.release() }
}
