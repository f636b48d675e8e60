import CPseudoterminal
import Foundation

/// A program on a terminal of its own, watched from outside: keys go in, bytes for the screen come
/// out.
final class Pseudoterminal {
  struct Failure: Error {
    let message: String
  }

  private let primary: Int32
  private let process: pid_t
  private(set) var output: [UInt8] = []

  /// Starts a program at 80 × 24.
  init(_ arguments: [String], environment: [String: String]) throws {
    var pid: pid_t = 0
    primary = Self.withStrings(arguments) { arguments in
      Self.withStrings(environment.map { "\($0.key)=\($0.value)" }) { variables in
        start_on_terminal(arguments, variables, 24, 80, &pid)
      }
    }
    process = pid
    guard primary >= 0 else {
      throw Failure(message: "there is no terminal to be had: \(String(cString: strerror(errno)))")
    }
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(primary, bytes, bytes.count)
  }

  /// Forgets what was read so far and reads until `text` has been drawn.
  ///
  /// - Throws: after ten seconds without it.
  func wait(for text: String) throws {
    let wanted = Array(text.utf8)
    let deadline = Date(timeIntervalSinceNow: 10)
    while output.ranges(of: wanted).isEmpty {
      guard Date() < deadline else { throw Failure(message: "'\(text)' did not appear") }
      // Silence is no answer yet: the first use of a large bank takes a second.
      _ = try read(within: 1000)
    }
  }

  /// Reads until anything has been drawn: of a picture that resembles the one before, only the difference comes.
  ///
  /// - Throws: after ten seconds without it.
  func waitForOutput() throws {
    guard try read(within: 10_000) else { throw Failure(message: "nothing was drawn") }
  }

  /// Reads until nothing has come for `milliseconds`.
  func drain(milliseconds: Int32) throws {
    while try read(within: milliseconds) {}
  }

  func forget() { output.removeAll(keepingCapacity: true) }

  func contains(_ text: String) -> Bool { !output.ranges(of: Array(text.utf8)).isEmpty }

  /// Ends the program and gives its peak resident memory in bytes.
  func finish() -> Int {
    kill(process, SIGTERM)
    // A terminal that nobody reads would block the program's last words.
    while (try? read(within: 200)) == true {}
    var status: Int32 = 0
    var usage = rusage()
    wait4(process, &status, 0, &usage)
    close(primary)
    return usage.ru_maxrss * 1024
  }

  /// Whether something was read; false when the time passed or the program is gone.
  private func read(within milliseconds: Int32) throws -> Bool {
    var descriptor = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, milliseconds) > 0, descriptor.revents & Int16(POLLIN) != 0 else {
      return false
    }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(primary, &buffer, buffer.count)
    guard count > 0 else { return false }
    output += buffer[..<count]
    return true
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }
}
