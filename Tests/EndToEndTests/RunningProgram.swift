import Foundation

/// The program while it runs: a test says something, waits for an answer, and may end it at any
/// moment, as a person at the keyboard would.
///
/// Its streams are sockets, or all three are a terminal of its own.
final class RunningProgram {
  enum Streams { case pipes, terminal }

  /// What did not come in time, with the end of what did.
  struct Unmet: Error, CustomStringConvertible {
    let what: String
    let output: String
    var description: String { "\(what); the output ends with:\n\(output.suffix(1500))" }
  }

  let pid: pid_t
  /// Everything it has written so far: standard output, or all that its terminal was sent.
  private(set) var output = Data()
  private(set) var errors = Data()

  var text: String { String(decoding: output, as: UTF8.self) }
  var errorText: String { String(decoding: errors, as: UTF8.self) }

  private var input: Int32
  private var outputEnd: Int32
  private var errorEnd: Int32
  /// How much of the output the expectations have used up.
  private var seen = 0
  private var ending: FinishedProcess.Ending?

  init(
    _ arguments: [String], streams: Streams = .pipes, environment: [String: String?] = [:],
    folder: URL? = nil, file: URL = BuiltProgram.file, name: String = "cat"
  ) throws {
    var variables = ProcessInfo.processInfo.environment
    for (key, value) in environment { variables[key] = value }
    let words = [name] + arguments
    switch streams {
    case .pipes:
      let pairs = try (0..<3).map { _ in try Self.socketPair() }
      defer { for pair in pairs { close(pair.theirs) } }
      (input, outputEnd, errorEnd) = (pairs[0].ours, pairs[1].ours, pairs[2].ours)
      pid = try Spawning.spawn(
        file: file, words: words, environment: variables, folder: folder,
        streams: .descriptors(pairs.map(\.theirs)))
    case .terminal:
      let (master, path) = try Self.pseudoTerminal()
      (input, outputEnd, errorEnd) = (master, master, -1)
      pid = try Spawning.spawn(
        file: file, words: words, environment: variables, folder: folder,
        streams: .terminal(path: path))
    }
    for descriptor in [outputEnd, errorEnd] where descriptor >= 0 {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
  }

  deinit {
    if ending == nil {
      kill(pid, SIGKILL)
      var state: Int32 = 0
      waitpid(pid, &state, 0)
    }
    for descriptor in Set([input, outputEnd, errorEnd]) where descriptor >= 0 { close(descriptor) }
  }

  // MARK: Conversation

  /// What it cannot take any more is dropped: it may be gone.
  func send(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty, input >= 0 {
      let count = rest.withUnsafeBytes { bytes in
        input == outputEnd
          ? write(input, bytes.baseAddress, bytes.count)
          : Glibc.send(input, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR && errno != EAGAIN {
        return
      }
    }
  }

  /// The end of the input.
  func closeInput() {
    guard input >= 0, input != outputEnd else { return }
    close(input)
    input = -1
  }

  /// Waits until it has written `text` behind what was expected before.
  ///
  /// - Returns: what it wrote up to the end of `text` since then.
  @discardableResult
  func expect(_ text: String, seconds: Double = 30) throws -> String {
    let found = try expect(anyOf: [text], seconds: seconds)
    return found.text
  }

  /// Waits for the first of several texts.
  ///
  /// - Returns: which it was, and what came up to its end.
  func expect(
    anyOf texts: [String], seconds: Double = 30
  ) throws -> (which: String, text: String) {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let fresh = output[(output.startIndex + seen)...]
      let hits = texts.compactMap { text in fresh.range(of: Data(text.utf8)).map { (text, $0) } }
      if let (text, range) = hits.min(by: { $0.1.lowerBound < $1.1.lowerBound }) {
        seen = range.upperBound - output.startIndex
        return (text, String(decoding: fresh[..<range.upperBound], as: UTF8.self))
      }
      guard try read(until: deadline) else {
        throw Unmet(what: "it never wrote \(texts)", output: text + errorText)
      }
    }
  }

  /// Reads until it has written so many bytes in all, has ended, or the time is over.
  func read(bytes: Int, until deadline: ContinuousClock.Instant) throws {
    while output.count < bytes, ContinuousClock.now < deadline, try read(until: deadline) {}
  }

  /// Waits for more output. False where there will be none, or the time is over.
  private func read(until deadline: ContinuousClock.Instant) throws -> Bool {
    while outputEnd >= 0 || errorEnd >= 0 {
      let left = deadline - .now
      guard left > .zero else { return false }
      var polled = [
        pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: errorEnd, events: Int16(POLLIN), revents: 0),
      ]
      let milliseconds = min(1000, max(1, left / .milliseconds(1)))
      poll(&polled, 2, Int32(milliseconds))
      let before = output.count + errors.count
      if polled[0].revents != 0 { Self.drain(&outputEnd, into: &output, keeping: input) }
      if polled[1].revents != 0 { Self.drain(&errorEnd, into: &errors, keeping: -1) }
      if output.count + errors.count > before { return true }
    }
    return false
  }

  /// Takes what is there; closes the descriptor at the end of the stream.
  private static func drain(_ descriptor: inout Int32, into data: inout Data, keeping input: Int32)
  {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 {
        data.append(contentsOf: buffer[..<count])
      } else {
        // A terminal that nobody has open any more gives EIO.
        guard count == 0 || (errno != EAGAIN && errno != EINTR) else { return }
        if descriptor != input { close(descriptor) }
        descriptor = -1
        return
      }
    }
  }

  // MARK: Its end

  func signal(_ signal: Int32) { kill(pid, signal) }

  /// Waits for it to end by itself and takes the rest of what it wrote. Its input ends now.
  @discardableResult
  func finish(seconds: Double = 30) throws -> FinishedProcess {
    closeInput()
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try read(until: deadline) {}
    while ending == nil {
      var state: Int32 = 0
      if waitpid(pid, &state, WNOHANG) == pid {
        let signal = state & 0x7f
        ending = signal == 0 ? .exited(status: state >> 8 & 0xff) : .killed(signal: signal)
      } else if ContinuousClock.now > deadline {
        throw Unmet(what: "it never ended", output: text + errorText)
      } else {
        usleep(500)
      }
    }
    return FinishedProcess(
      stdout: output, stderr: errorText, ending: ending ?? .timedOut)
  }

  // MARK: Streams

  private static func socketPair() throws -> (ours: Int32, theirs: Int32) {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw Spawning.Failure("socketpair", code: errno)
    }
    return (ends[0], ends[1])
  }

  /// The end to drive a terminal by, and where its other end is. 80 columns and 24 rows.
  private static func pseudoTerminal() throws -> (master: Int32, path: String) {
    // From <asm-generic/ioctls.h>; Glibc's module has neither these nor posix_openpt.
    let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (zero, index): (Int32, Int32) = (0, 0)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    guard master >= 0, ioctl(master, unlock, &zero) == 0, ioctl(master, number, &index) == 0,
      ioctl(master, UInt(TIOCSWINSZ), &size) == 0
    else { throw Spawning.Failure("no pseudo-terminal", code: errno) }
    return (master, "/dev/pts/\(index)")
  }
}
