import Foundation

#if os(Linux)
  // From <asm-generic/fcntl.h>, the same on every architecture; Glibc's module hides them.
  private let getLock: Int32 = 36
  private let setLock: Int32 = 37
#else
  private let getLock = F_OFD_GETLK
  private let setLock = F_OFD_SETLK
#endif

/// A lock on one byte of a file, held until it is released or let go of.
///
/// It is an open file description's lock: it also keeps threads of one process apart, and the kernel
/// releases it when the process ends, however it ends.
final class FileLock: Sendable {
  private let descriptor: Int32
  private let byte: Int64

  private init(descriptor: Int32, byte: Int64) {
    self.descriptor = descriptor
    self.byte = byte
  }

  deinit { close(descriptor) }

  /// - Parameter patience: for how many seconds to try.
  /// - Returns: `nil` where somebody else holds it.
  static func acquire(
    _ path: String, byte: Int64, patience: Double
  ) throws(StoreError) -> FileLock? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: systemMessage()) }
    let lock = FileLock(descriptor: descriptor, byte: byte)
    let deadline = Deadline(seconds: patience)
    while true {
      var request = range(byte, type: F_WRLCK)
      if fcntl(descriptor, setLock, &request) == 0 { return lock }
      guard errno == EAGAIN || errno == EACCES || errno == EINTR else {
        throw .cannotWrite(path: path, reason: systemMessage())
      }
      guard deadline.wait() else { return nil }
    }
  }

  /// Whether anybody holds it, this process included.
  static func isHeld(_ path: String, byte: Int64) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var request = range(byte, type: F_WRLCK)
    return fcntl(descriptor, getLock, &request) == 0 && request.l_type != Int16(F_UNLCK)
  }

  /// Does nothing the second time.
  func release() {
    var request = Self.range(byte, type: F_UNLCK)
    _ = fcntl(descriptor, setLock, &request)
  }

  private static func range(_ byte: Int64, type: Int32) -> flock {
    var range = flock()
    range.l_type = Int16(type)
    range.l_whence = Int16(SEEK_SET)
    range.l_start = off_t(byte)
    range.l_len = 1
    return range
  }
}

/// How long to go on trying.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(seconds: Double) {
    end = .now + .seconds(seconds)
  }

  /// Lets two milliseconds pass; false, at once, when the time is over.
  func wait() -> Bool {
    guard ContinuousClock.now < end else { return false }
    usleep(2000)
    return true
  }
}

/// What `errno` says, as the middle of a sentence.
func systemMessage(_ code: Int32 = errno) -> String {
  let text = String(cString: strerror(code))
  return text.prefix(1).lowercased() + text.dropFirst()
}
