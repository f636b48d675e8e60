// Runs the commands behind the keys of the bank “shell”, so that no key rests on memory alone.

import Foundation

/// What the check needs of an item of the bank.
struct ShellItem {
  var id: String
  /// The options in the order of the bank; empty for text and numeric items.
  var options: [String] = []
  /// Positions of the keyed options.
  var keys: [Int] = []
  /// The accepted answers of a text item.
  var answers: [String] = []
  /// The answer of a numeric item.
  var number: Double?
}

/// How the key of an item is shown to be right.
enum ShellCheck {
  /// The script prints the keyed option, one of the answers, or the number. Lines are joined
  /// by “, ”, which is how the options write them.
  case output(of: String)
  /// The word OPTION in the script is replaced by each option, answer or the number. Exactly
  /// the keyed options (and every answer, and the number) then print the given lines.
  case option(in: String, prints: String)
  /// After the script, run afresh for each option, the condition at the option's position
  /// succeeds for the keyed options and fails for all others.
  case facts(after: String, conditions: [String])
}

enum ShellKeys {
  /// The checks of all domains, by item id.
  static var all: [String: ShellCheck] {
    var checks: [String: ShellCheck] = [:]
    let domains = [
      files, text, search, pipes, quoting, permissions, processes, scripts,
    ]
    for domain in domains {
      checks.merge(domain) { _, _ in preconditionFailure("An item has two checks.") }
    }
    return checks
  }

  /// One sentence for each item whose key is not what the shell does, and for each check that
  /// belongs to no item.
  static func problems(items: [ShellItem]) -> [String] {
    let checks = all
    var found: [String] = []
    for item in items {
      guard let check = checks[item.id] else { continue }
      do {
        if let problem = try problem(of: item, check) {
          found.append("\(item.id): \(problem)")
        }
      } catch {
        found.append("\(item.id): the check could not be run (\(error)).")
      }
    }
    let ids = Set(items.map(\.id))
    for id in checks.keys.sorted() where !ids.contains(id) {
      found.append("\(id): there is a check but no such item.")
    }
    return found
  }

  /// The items that have no check: what they ask cannot be run, or not safely or as any user.
  static func unchecked(items: [ShellItem]) -> [String] {
    let checks = all
    return items.map(\.id).filter { checks[$0] == nil }
  }

  private static func problem(of item: ShellItem, _ check: ShellCheck) throws -> String? {
    switch check {
    case .output(let script):
      return try outputProblem(of: item, script)
    case .option(let script, let expected):
      return try optionProblem(of: item, script, expected)
    case .facts(let script, let conditions):
      return try factsProblem(of: item, script, conditions)
    }
  }

  private static func outputProblem(of item: ShellItem, _ script: String) throws -> String? {
    let printed = try run(script).output
    if let number = item.number {
      let value = Double(printed.trimmingCharacters(in: .whitespaces))
      return value == number ? nil : "the key is \(number), but “\(printed)” is printed."
    }
    if item.options.isEmpty {
      return item.answers.contains(printed)
        ? nil : "no answer is “\(printed)”, which is what is printed."
    }
    let right = item.options.indices.filter {
      item.options[$0] == printed || (printed.isEmpty && item.options[$0] == noLines)
    }
    return right == item.keys ? nil : "“\(printed)” is printed, and that is not the keyed option."
  }

  /// How an option says that nothing is printed.
  private static let noLines = "No lines at all"

  private static func optionProblem(
    of item: ShellItem, _ script: String, _ expected: String
  ) throws -> String? {
    var candidates = item.options + item.answers
    if let number = item.number { candidates.append(String(format: "%g", number)) }
    if candidates.isEmpty { return "there is nothing to try." }
    for (position, candidate) in candidates.enumerated() {
      let filled = script.replacingOccurrences(of: "OPTION", with: candidate)
      let printed = try run(filled).output
      let isKeyed = item.options.isEmpty || item.keys.contains(position)
      if (printed == expected) != isKeyed {
        return isKeyed
          ? "“\(candidate)” is keyed but prints “\(printed)”, not “\(expected)”."
          : "“\(candidate)” is not keyed but prints “\(expected)” as well."
      }
    }
    return nil
  }

  private static func factsProblem(
    of item: ShellItem, _ script: String, _ conditions: [String]
  ) throws -> String? {
    if conditions.count != item.options.count {
      return "it has \(item.options.count) options but \(conditions.count) conditions."
    }
    for (position, condition) in conditions.enumerated() {
      let holds = try run(script + "\n" + condition).status == 0
      if holds != item.keys.contains(position) {
        return "“\(item.options[position])” is \(holds ? "true but not keyed" : "keyed but false")."
      }
    }
    return nil
  }
}

// MARK: - Running a script

extension ShellKeys {
  struct TimedOut: Error {}

  /// Runs the script in a new scratch folder, which is removed afterwards. The lines of the
  /// output are joined by “, ”.
  static func run(_ script: String) throws -> (output: String, status: Int32) {
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appendingPathComponent("shell-" + UUID().uuidString)
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: folder) }
    return try run(script, in: folder)
  }

  /// Runs the script with `sh` in the subfolder “home” of the folder, made empty for it, with
  /// an empty standard input, for ten seconds at most. Error messages are dropped.
  static func run(_ script: String, in folder: URL) throws -> (output: String, status: Int32) {
    let home = folder.appendingPathComponent("home").resolvingSymlinksInPath()
    let printed = folder.appendingPathComponent("printed")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    try Data().write(to: printed)

    // The output goes to a file: a job that a script leaves behind would keep a pipe open.
    let writing = try FileHandle(forWritingTo: printed)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = home
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "LC_ALL": "C",
      "HOME": home.path,
      "PWD": home.path,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = writing
    process.standardError = FileHandle.nullDevice

    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try withNoSignalBlocked { try process.run() }
    if ended.wait(timeout: .now() + 10) == .timedOut {
      process.terminate()
      throw TimedOut()
    }
    try writing.close()

    let text = String(decoding: try Data(contentsOf: printed), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.last == "" ? lines.dropLast() : lines[...]
    return (kept.joined(separator: ", "), process.terminationStatus)
  }

  /// A child inherits the signals that its parent's thread has blocked, and the threads that tests
  /// run on block most of them: `wait` and `kill` would then not work as they do at a prompt.
  private static func withNoSignalBlocked(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }
}
