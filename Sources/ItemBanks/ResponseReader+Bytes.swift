import CZlib
import Foundation

/// Why the bytes of a file could not be had, as the end of a sentence about the file.
struct ByteSourceFailure: Error {
  let message: String
}

/// Where bytes come from, piece by piece.
protocol ByteSource: AnyObject {
  /// Puts some bytes into a buffer that has room for at least one.
  ///
  /// - Returns: their number; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceFailure) -> Int
}

/// The bytes of an open file; closes it in the end unless it is standard input.
final class FileSource: ByteSource {
  private let descriptor: Int32

  /// - Parameter path: `-` is standard input.
  init(path: String) throws(ByteSourceFailure) {
    if path == "-" {
      descriptor = 0
      return
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT: throw ByteSourceFailure(message: "there is no such file; check the name.")
      case EACCES: throw ByteSourceFailure(message: "the file may not be read; check its rights.")
      default: throw Self.failure()
      }
    }
  }

  deinit {
    if descriptor > 0 { close(descriptor) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceFailure) -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno == EISDIR {
        throw ByteSourceFailure(message: "this is a folder; name the files in it.")
      }
      if errno != EINTR { throw Self.failure() }
    }
  }

  private static func failure() -> ByteSourceFailure {
    let reason = String(cString: strerror(errno))
    return ByteSourceFailure(message: "the file cannot be read (\(reason)); check the disk.")
  }
}

/// Bytes that are in memory already.
final class MemorySource: ByteSource {
  private let data: Data
  private var position = 0

  init(_ data: Data) {
    self.data = data
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, data.count - position)
    guard count > 0 else { return 0 }
    let first = data.startIndex + position
    data.copyBytes(
      to: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), from: first..<(first + count))
    position += count
    return count
  }
}

/// Bytes that were looked at already, then the rest of where they came from.
final class PrefixedSource: ByteSource {
  private let prefix: [UInt8]
  private var position = 0
  private let rest: any ByteSource

  init(_ prefix: [UInt8], then rest: any ByteSource) {
    self.prefix = prefix
    self.rest = rest
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceFailure) -> Int {
    guard position < prefix.count else { return try rest.read(into: buffer) }
    let count = min(buffer.count, prefix.count - position)
    for offset in 0..<count { buffer[offset] = prefix[position + offset] }
    position += count
    return count
  }
}

/// The uncompressed bytes of a gzip file (RFC 1952), which may have several members.
final class GzipSource: ByteSource {
  private static let inputSize = 1 << 17

  private let source: any ByteSource
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutablePointer<UInt8>
  private var isBetweenMembers = false

  init(_ source: any ByteSource) throws(ByteSourceFailure) {
    self.source = source
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(capacity: Self.inputSize)
    // 15 bits of window, + 16 for the gzip wrapper.
    let status = inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw ByteSourceFailure(message: "there is no memory to uncompress the file.")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceFailure) -> Int {
    let room = min(buffer.count, 1 << 30)
    stream.pointee.next_out = buffer.assumingMemoryBound(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(room)
    while stream.pointee.avail_out == UInt32(room) {
      if stream.pointee.avail_in == 0 {
        let count = try source.read(
          into: UnsafeMutableRawBufferPointer(start: input, count: Self.inputSize))
        if count == 0 {
          if isBetweenMembers { return 0 }
          throw ByteSourceFailure(
            message: "the compressed file ends too early; fetch it again, whole.")
        }
        stream.pointee.next_in = input
        stream.pointee.avail_in = UInt32(count)
      }
      if isBetweenMembers {
        // Zeros may pad the end, as tapes had them.
        if stream.pointee.next_in.pointee == 0 {
          stream.pointee.next_in += 1
          stream.pointee.avail_in -= 1
          continue
        }
        isBetweenMembers = false
        inflateReset(stream)
      }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END: isBetweenMembers = true
      default:
        throw ByteSourceFailure(message: "the compressed data are damaged; fetch the file again.")
      }
    }
    return room - Int(stream.pointee.avail_out)
  }
}

/// The bytes of a file as they are, or uncompressed where its first bytes say gzip.
func uncompressed(_ source: any ByteSource) throws(ByteSourceFailure) -> any ByteSource {
  var head = [UInt8](repeating: 0, count: 6)
  var count = 0
  while count < head.count {
    let got = try head.withUnsafeMutableBufferPointer { bytes throws(ByteSourceFailure) in
      try source.read(
        into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[count...]))
      )
    }
    if got == 0 { break }
    count += got
  }
  head.removeSubrange(count...)
  let whole = PrefixedSource(head, then: source)
  if head.starts(with: [0x1F, 0x8B]) { return try GzipSource(whole) }
  let archives: [([UInt8], String)] = [
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive (an .xlsx file is one, too)"),
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed with xz"),
    ([0x42, 0x5A, 0x68], "compressed with bzip2"),
  ]
  if let (_, kind) = archives.first(where: { head.starts(with: $0.0) }) {
    throw ByteSourceFailure(message: "the file is \(kind); unpack it, or export it as CSV.")
  }
  return whole
}

/// A stretch of a file in memory that is moved along, so that a line or record is always whole.
final class ByteWindow {
  /// Readable bytes behind the last one, so that eight can be loaded at once anywhere.
  static let padding = 16

  private let source: any ByteSource
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var start = 0
  private var end = 0
  /// Whether everything that follows is in the window.
  private(set) var hasAll = false
  /// Bytes that were read so far, the window included.
  private(set) var byteCount = 0
  private(set) var hadByteOrderMark = false

  init(_ source: any ByteSource, capacity: Int = 1 << 20) {
    self.source = source
    self.capacity = max(capacity, 16)
    memory = .allocate(capacity: self.capacity + Self.padding)
    memory.initialize(repeating: 0, count: self.capacity + Self.padding)
  }

  deinit {
    memory.deallocate()
  }

  /// What has been read and not been consumed; valid until the next call of `readMore`.
  var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: memory + start, count: end - start)
  }

  func consume(_ count: Int) {
    precondition(count <= end - start)
    start += count
  }

  /// Reads the beginning of a text, and steps over a byte order mark.
  ///
  /// - Parameter content: what the file should hold, for the message where it is empty.
  /// - Returns: the first byte that is not space.
  func begin(holding content: String) throws(ByteSourceFailure) -> UInt8 {
    while bytes.count < 1 << 16, !hasAll { try readMore() }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw ByteSourceFailure(message: "the file is UTF-16 text; save it as UTF-8.")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      hadByteOrderMark = true
      consume(3)
    }
    if let first = bytes.first(where: { !isSpace($0) }) { return first }
    throw ByteSourceFailure(
      message: hasAll
        ? "the file is empty; it should hold \(content), as JSON Lines or as a table."
        : "the file begins with nothing but space; see what it is.")
  }

  /// Reads on: makes room by forgetting what was consumed, and by doubling where that is too little.
  func readMore() throws(ByteSourceFailure) {
    guard !hasAll else { return }
    if start > 0 {
      memory.update(from: memory + start, count: end - start)
      end -= start
      start = 0
    }
    if end == capacity {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity + Self.padding)
      larger.initialize(from: memory, count: end)
      (larger + end).initialize(repeating: 0, count: 2 * capacity + Self.padding - end)
      memory.deallocate()
      memory = larger
      capacity *= 2
    }
    let count = try source.read(
      into: UnsafeMutableRawBufferPointer(start: memory + end, count: capacity - end))
    if count == 0 { hasAll = true }
    end += count
    byteCount += count
  }
}

/// Whether bytes are UTF-8 throughout; quick for ASCII.
func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  guard let base = UnsafeRawPointer(bytes.baseAddress) else { return true }
  var offset = 0
  var high: UInt64 = 0
  while offset + 8 <= bytes.count {
    high |= base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    offset += 8
  }
  while offset < bytes.count {
    high |= UInt64(bytes[offset])
    offset += 1
  }
  if high & 0x8080_8080_8080_8080 == 0 { return true }
  return String(validating: bytes, as: UTF8.self) != nil
}

/// The place of a byte, or `nil`.
@inline(__always)
func firstIndex(
  of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0
) -> Int? {
  guard start < bytes.count, let base = bytes.baseAddress,
    let found = memchr(base + start, Int32(byte), bytes.count - start)
  else { return nil }
  return UnsafeRawPointer(found) - UnsafeRawPointer(base)
}
