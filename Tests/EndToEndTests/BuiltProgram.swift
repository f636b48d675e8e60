import Foundation

/// Runs the program as a user's shell does: the binary that was built together with these tests.
enum BuiltProgram {
  /// The executable `cat`, beside the test bundle.
  static let file: URL = {
    let starts = CommandLine.arguments.filter { $0.hasSuffix(".xctest") } + [Bundle.main.bundlePath]
    for start in starts {
      var folder = URL(fileURLWithPath: start).standardizedFileURL
      // The bundle is a file beside the program, or a folder with the runner deep inside.
      for _ in 0..<4 where folder.path != "/" {
        let candidate = folder.appendingPathComponent("cat")
        let beside = folder.appendingPathComponent("cat.build")
        if FileManager.default.isExecutableFile(atPath: candidate.path)
          && FileManager.default.fileExists(atPath: beside.path)
        {
          return candidate
        }
        folder.deleteLastPathComponent()
      }
    }
    fatalError("no built 'cat' near \(starts); run the tests with 'swift test'.")
  }()

  /// The top folder of the repository.
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - arguments: without the program's name.
  ///   - stdin: all that there is to read; then comes the end of the input.
  ///   - environment: changes to this process's own; nil takes a variable away.
  ///   - folder: the working folder; this process's own unless given.
  ///   - file: another executable to run in its place.
  ///   - name: the word before the arguments.
  ///   - signal: sent to the process as soon as it has written something; its input ends after that.
  ///   - seconds: a process that takes longer is killed, and so is what it started.
  static func run(
    _ arguments: [String], stdin: Data = Data(), environment: [String: String?] = [:],
    folder: URL? = nil, file: URL = file, name: String = "cat", signal: Int32? = nil,
    seconds: Double = 60
  ) throws -> FinishedProcess {
    var variables = ProcessInfo.processInfo.environment
    for (key, value) in environment { variables[key] = value }
    let child = try ChildProcess(
      file: file, words: [name] + arguments, environment: variables, folder: folder)
    return try child.finish(stdin: stdin, signal: signal, seconds: seconds)
  }

  /// Runs a line of shell in which `$CAT` is the program.
  static func run(
    shell line: String, stdin: Data = Data(), environment: [String: String?] = [:],
    folder: URL? = nil, seconds: Double = 60
  ) throws -> FinishedProcess {
    try run(
      ["-c", line], stdin: stdin,
      environment: ["CAT": file.path].merging(environment) { _, given in given },
      folder: folder, file: URL(fileURLWithPath: "/bin/bash"), name: "bash", seconds: seconds)
  }
}

/// What a process left behind.
struct FinishedProcess: Equatable {
  enum Ending: Equatable {
    case exited(status: Int32)
    case killed(signal: Int32)
    /// It took too long and was killed.
    case timedOut
  }

  var stdout: Data
  var stderr: String
  var ending: Ending

  /// The exit status; nil if it did not exit by itself.
  var status: Int32? {
    if case .exited(let status) = ending { status } else { nil }
  }

  /// What it wrote on stdout, as UTF-8.
  var text: String { String(decoding: stdout, as: UTF8.self) }
}

/// A process with pipes for its three standard streams, in a process group of its own, with no
/// signal ignored or blocked. Foundation's `Process` can set neither the first word nor the signals.
private struct ChildProcess {
  private let pid: pid_t
  private var input: Int32
  private let output: Int32
  private let errors: Int32

  init(file: URL, words: [String], environment: [String: String], folder: URL?) throws {
    var pipes: [Spawning.Pipe] = []
    defer { for pipe in pipes { pipe.closeInner() } }
    pipes.append(try Spawning.Pipe(childReads: true))
    pipes.append(try Spawning.Pipe(childReads: false))
    pipes.append(try Spawning.Pipe(childReads: false))
    do {
      pid = try Spawning.spawn(
        file: file, words: words, environment: environment, folder: folder,
        streams: .descriptors(pipes.map(\.inner)))
    } catch {
      for pipe in pipes { close(pipe.outer) }
      throw error
    }
    (input, output, errors) = (pipes[0].outer, pipes[1].outer, pipes[2].outer)
    for descriptor in [input, output, errors] {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
  }

  /// Feeds and drains the process until its end.
  consuming func finish(stdin: Data, signal: Int32?, seconds: Double) throws -> FinishedProcess {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var unsent = stdin[...]
    var (stdout, stderr) = (Data(), Data())
    var open = (output: true, errors: true)
    var pending = signal
    var isLate = false
    // A child that closes its input must not end the tests.
    var (pipeSignal, former) = (sigset_t(), sigset_t())
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipeSignal, &former)
    defer {
      var none = timespec()
      while sigtimedwait(&pipeSignal, nil, &none) == SIGPIPE {}
      pthread_sigmask(SIG_SETMASK, &former, nil)
    }

    while open.output || open.errors {
      if input >= 0 && unsent.isEmpty && pending == nil {
        close(input)
        input = -1
      }
      if let signal = pending, !stdout.isEmpty {
        kill(pid, signal)
        pending = nil
        continue
      }
      if !isLate && ContinuousClock.now > deadline {
        isLate = true
        kill(-pid, SIGKILL)
      }
      var polled = [
        pollfd(fd: unsent.isEmpty ? -1 : input, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: open.output ? output : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: open.errors ? errors : -1, events: Int16(POLLIN), revents: 0),
      ]
      poll(&polled, 3, 50)
      if polled[0].revents != 0 {
        let count = unsent.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
        if count > 0 { unsent = unsent.dropFirst(count) } else if errno == EPIPE { unsent = Data() }
      }
      if polled[1].revents != 0 { open.output = Self.read(output, into: &stdout) }
      if polled[2].revents != 0 { open.errors = Self.read(errors, into: &stderr) }
    }
    for descriptor in [input, output, errors] where descriptor >= 0 { close(descriptor) }

    // Both streams are closed; the process itself may live on, and not for ever.
    var state: Int32 = 0
    while waitpid(pid, &state, WNOHANG) == 0 {
      if !isLate && ContinuousClock.now > deadline {
        isLate = true
        kill(-pid, SIGKILL)
      }
      usleep(500)
    }
    let signal = state & 0x7f
    return FinishedProcess(
      stdout: stdout, stderr: String(decoding: stderr, as: UTF8.self),
      ending: isLate
        ? .timedOut : signal == 0 ? .exited(status: state >> 8 & 0xff) : .killed(signal: signal))
  }

  /// Appends what is there; false at the end of the stream.
  private static func read(_ descriptor: Int32, into data: inout Data) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
      data.append(contentsOf: buffer[..<count])
    }
  }
}

/// A folder that goes away with the last reference to it.
final class ScratchFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("cat-tests-\(UUID().uuidString)").resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var path: String { url.path }

  /// Makes a file, and the folders on the way to it.
  @discardableResult
  func write(_ contents: Data, to path: String) throws -> URL {
    let file = try place(path)
    try contents.write(to: file)
    return file
  }

  @discardableResult
  func write(_ text: String, to path: String) throws -> URL {
    try write(Data(text.utf8), to: path)
  }

  /// Makes a file that can be run.
  ///
  /// By another process: a file that is open for writing cannot be run ("text file busy"), and what
  /// is open in this process is also open, for a moment, in children that other tests start.
  @discardableResult
  func writeScript(_ text: String, to path: String) throws -> URL {
    let file = try place(path)
    _ = try BuiltProgram.run(
      ["-c", "umask 022; cat > \"$0\"; chmod 755 \"$0\"", file.path], stdin: Data(text.utf8),
      environment: ["PATH": "/usr/bin:/bin"], file: URL(fileURLWithPath: "/bin/sh"), name: "sh")
    return file
  }

  /// Copies a program, for the same reason by another process.
  @discardableResult
  func copy(_ program: URL, to path: String) throws -> URL {
    let file = try place(path)
    _ = try BuiltProgram.run(
      [program.path, file.path], file: URL(fileURLWithPath: "/bin/cp"), name: "cp")
    return file
  }

  private func place(_ path: String) throws -> URL {
    let file = url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    return file
  }
}
