import Foundation
import Testing

/// A terminal with a shell in it, driven as a person drives one: keys in, pictures out.
///
/// Every window has a tmux server of its own, which ends with it.
final class TmuxWindow {
  struct Unmet: Error, CustomStringConvertible {
    let what: String
    let screen: String
    var description: String { "\(what); the screen is:\n\(screen)" }
  }

  static let program: URL? = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/bin/tmux"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }.map { URL(fileURLWithPath: $0) }

  static let isThere = program != nil
  static let reason: Comment = "tmux is not installed (apt-get install tmux)"

  private let server = "cat-tests"
  private let workspace: TestWorkspace
  private var environment: [String: String?]

  /// Opens a window with a shell whose prompt is `$ ` and in which `cat` is the program.
  init(
    _ workspace: TestWorkspace, columns: Int = 80, rows: Int = 24,
    environment changes: [String: String?] = [:]
  ) throws {
    self.workspace = workspace
    environment = workspace.environment
    environment["PATH"] = "\(BuiltProgram.file.deletingLastPathComponent().path):/usr/bin:/bin"
    environment["PS1"] = "$ "
    environment["ENV"] = .some(nil)
    environment["TMUX"] = .some(nil)
    // Its socket lies with the rest of the test and goes away with it.
    environment["TMUX_TMPDIR"] = workspace.scratch.path
    environment["SHELL"] = "/bin/sh"
    environment["TERM"] = "xterm-256color"
    environment.merge(changes) { _, given in given }
    try tmux(
      "-f", "/dev/null", "start-server", ";", "set", "-g", "default-terminal", "screen-256color",
      ";", "set", "-g", "status", "off", ";", "set", "-sg", "escape-time", "0", ";",
      "new-session", "-d", "-s", "test", "-x", "\(columns)", "-y", "\(rows)", "exec /bin/sh -i")
    try waitForPrompt()
  }

  deinit { _ = try? tmux("kill-server") }

  @discardableResult
  private func tmux(_ words: String...) throws -> FinishedProcess {
    try tmux(words: words)
  }

  @discardableResult
  private func tmux(words: [String]) throws -> FinishedProcess {
    guard let program = Self.program else { throw Unmet(what: "no tmux", screen: "") }
    return try BuiltProgram.run(
      ["-u", "-L", server] + words, environment: environment, folder: workspace.home,
      file: program, name: "tmux", seconds: 30)
  }

  // MARK: Keys

  /// Keys by tmux's names (`Enter`, `Down`, `C-d`) or as they are.
  func press(_ keys: String...) throws {
    for key in keys { try tmux("send-keys", "-t", "test", key) }
  }

  /// Text, letter by letter.
  func type(_ text: String) throws {
    try tmux("send-keys", "-t", "test", "-l", "--", text)
  }

  func run(_ line: String) throws {
    try type(line)
    try press("Enter")
  }

  /// A press and release of the left button, as terminals report them (SGR); from 0.
  func click(row: Int, column: Int) throws {
    for end in ["M", "m"] {
      let report = "\u{1b}[<0;\(column + 1);\(row + 1)\(end)"
      try tmux(
        words: ["send-keys", "-t", "test", "-H"] + report.utf8.map { String($0, radix: 16) })
    }
  }

  func resize(columns: Int, rows: Int) throws {
    try tmux("resize-window", "-t", "test", "-x", "\(columns)", "-y", "\(rows)")
  }

  func close() throws { try tmux("kill-session", "-t", "test") }

  // MARK: Pictures

  func screen() throws -> String { try tmux("capture-pane", "-p", "-t", "test").text }

  /// With its colours and attributes as escape sequences.
  func colouredScreen() throws -> String { try tmux("capture-pane", "-p", "-e", "-t", "test").text }

  /// Waits until the screen fits and stands still; a picture may come in pieces.
  ///
  /// - Returns: that screen.
  @discardableResult
  func wait(
    _ what: String, seconds: Double = 30, until fits: (String) throws -> Bool
  ) throws -> String {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var former: String?
    while true {
      let screen = try screen()
      if try fits(screen) {
        if screen == former { return screen }
        former = screen
      }
      guard ContinuousClock.now < deadline else {
        throw Unmet(what: "no \(what) came", screen: screen)
      }
      usleep(10_000)
    }
  }

  @discardableResult
  func wait(for text: String) throws -> String { try wait("'\(text)'") { $0.contains(text) } }

  /// Waits until the shell stands ready: the last line is its prompt. tmux drops spaces at the ends.
  @discardableResult
  func waitForPrompt() throws -> String {
    try wait("prompt") { $0.split(separator: "\n").last == "$" }
  }
}
