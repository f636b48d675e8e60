import CPassThrough
import Foundation
import Testing

/// Whatever is not meant for us is coreutils', and nobody can tell the difference.
@Suite struct PassThroughTests {
  static let coreutils = URL(fileURLWithPath: "/bin/cat")

  /// A folder with our program first on PATH and a few files to read.
  let scratch: ScratchFolder
  let path: String

  init() throws {
    scratch = try ScratchFolder()
    path = "\(BuiltProgram.file.deletingLastPathComponent().path):/usr/bin:/bin"
    try scratch.write("one\n\n\n\ttwo\u{7}\nno newline at the end", to: "a")
    try scratch.write("Grüße\r\n", to: "b")
    try scratch.write("a file of this name\n", to: "take")
    try scratch.write(Self.noise(bytes: 1 << 20), to: "noise")
    try FileManager.default.createDirectory(
      at: scratch.url.appendingPathComponent("folder"), withIntermediateDirectories: true)
  }

  /// The same bytes on every run.
  static func noise(bytes: Int) -> Data {
    var state: UInt64 = 20_240_229
    return Data(
      (0..<bytes).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      })
  }

  /// Runs the program and coreutils' cat alike and holds one against the other: bytes, messages
  /// (which name the first word) and the way it ended.
  func expectSame(
    _ arguments: [String], stdin: Data = Data(), name: String = "cat", signal: Int32? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let ours = try BuiltProgram.run(
      arguments, stdin: stdin, environment: ["PATH": path], folder: scratch.url, name: name,
      signal: signal)
    let theirs = try BuiltProgram.run(
      arguments, stdin: stdin, environment: ["PATH": path], folder: scratch.url,
      file: Self.coreutils, name: name, signal: signal)
    #expect(
      ours.stdout == theirs.stdout, "stdout differs: \(arguments.prefix(5))",
      sourceLocation: sourceLocation)
    #expect(ours.stderr == theirs.stderr, sourceLocation: sourceLocation)
    #expect(ours.ending == theirs.ending, sourceLocation: sourceLocation)
    #expect(ours.ending != .timedOut, sourceLocation: sourceLocation)
  }

  // MARK: As coreutils does

  @Test(arguments: [
    ["a"], ["a", "b", "a"], ["-n", "-"], ["-n", "a", "-", "b"], ["--number", "a"],
    ["-A", "a", "b"],
    ["-e", "-t", "-v", "noise"], ["noise"], ["noise", "noise"], ["-"], ["--"], ["--", "a"],
    ["--", "-n"], ["./take"], ["missing"], ["a", "missing", "b"], ["folder"], [""], ["-h"],
    ["-nh", "a"], ["-u"], ["-nE", "a"], ["-n", "--help"], ["a", "--version"], ["--help-me"],
    ["--help="], ["--vers"], ["--hel"], ["--no-such-option"], ["-n", "take"], ["a", "take"],
    ["takes"], ["tak"], ["Take"], ["--generate-completion-scripts"],
  ])
  func isCoreutils(_ arguments: [String]) throws {
    try expectSame(arguments, stdin: Data("first\nsecond\n".utf8))
  }

  @Test func passesBinaryDataFromStdin() throws {
    try expectSame([], stdin: Self.noise(bytes: 1 << 20))
    try expectSame(["-"], stdin: Self.noise(bytes: 1 << 20))
  }

  @Test func noArgumentOffATerminalCopiesStdinToStdout() throws {
    try expectSame([], stdin: Data("text\n".utf8))
    try expectSame([])
  }

  @Test func keepsTheFirstWord() throws {
    try expectSame(["missing"], name: "kitten")
    try expectSame(["missing"], name: "/far/away/cat")
    try expectSame(["missing"], name: "")
  }

  @Test func passesManyArguments() throws {
    try scratch.write("x", to: "x")
    try expectSame(Array(repeating: "x", count: 50_000))
  }

  @Test(arguments: [
    "printf 'a\\nb' | $CAT",
    "printf 'a\\nb' | $CAT | $CAT -n | $CAT",
    "printf 'a\\nb' | $CAT > copy; od -c copy",
    "$CAT a > copy; $CAT b >> copy; od -c copy",
    "$CAT < a",
    "$CAT <<< here",
    "$CAT a <&-; echo $?",
    "$CAT <&-; echo $?",
    "$CAT a >&-; echo $?",
    "$CAT a > /dev/full; echo $?",
    "$CAT a 2>&-; $CAT missing 2>&-; echo $?",
    "$CAT >> a < a; echo $?",
    // The reader goes away: death by SIGPIPE, 128 + 13.
    "$CAT /dev/zero | true; echo ${PIPESTATUS[0]}",
    // … or an error where SIGPIPE is ignored, as it stays.
    "trap '' PIPE; $CAT /dev/zero | true; echo ${PIPESTATUS[0]}",
    "trap '' INT HUP; $CAT /proc/self/status | grep '^Sig[^Q]'",
    "$CAT /proc/self/status | grep '^Sig[^Q]'",
  ])
  func isCoreutilsInAShell(_ line: String) throws {
    // The same first word for both, since messages begin with it.
    func run(_ program: URL) throws -> FinishedProcess {
      let line = line.replacingOccurrences(of: "$CAT", with: "cat_")
      return try BuiltProgram.run(
        shell: "cat_() { (exec -a cat '\(program.path)' \"$@\"); }; \(line)",
        environment: ["PATH": path], folder: scratch.url)
    }
    let original = try Data(contentsOf: scratch.url.appendingPathComponent("a"))
    let ours = try run(BuiltProgram.file)
    try scratch.write(original, to: "a")
    let theirs = try run(Self.coreutils)
    #expect(ours == theirs)
    #expect(ours.ending != .timedOut)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1])
  func diesOfSignals(_ signal: Int32) throws {
    try expectSame([], stdin: Data("begin\n".utf8), signal: signal)
    try expectSame(["-"], stdin: Data("begin\n".utf8), signal: signal)
  }

  // MARK: Ours

  @Test func helpVersionAndCommandsAreOurs() throws {
    for arguments in [
      ["--help"], ["--help", "a"], ["help"], ["--generate-completion-script=bash"],
    ] {
      let outcome = try BuiltProgram.run(arguments, folder: scratch.url)
      #expect(outcome.status == 0, "\(arguments)")
      #expect(!outcome.text.contains("Concatenate"), "\(arguments)")
      #expect(outcome.text.contains("take"), "\(arguments)")
    }
    let version = try BuiltProgram.run(["--version"])
    #expect(version.status == 0)
    #expect(!version.text.contains("coreutils"))
    // In the folder lies a file of this name; the command goes before it.
    #expect(try BuiltProgram.run(["take", "--help"], folder: scratch.url).text.contains("take"))
  }

  @Test func tableEqualsTheSubcommands() throws {
    var table: Set<String> = []
    var next = pass_through_commands()
    while let word = next.pointee {
      table.insert(String(cString: word))
      next += 1
    }

    let help = try BuiltProgram.run(["--help"]).text
    let section = try #require(help.range(of: "SUBCOMMANDS:\n"))
    let listed = help[section.upperBound...].split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .prefix { !$0.isEmpty }
    .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
    .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(table == Set(listed).union(["help"]))
  }

  // MARK: Which cat is next

  /// `body` sees folders A (a copy of us), B (another copy), H (a hard link to A's), S (a symbolic
  /// link to B's).
  func withCopies(_ body: ([String]) throws -> Void) throws {
    let first = try scratch.copy(BuiltProgram.file, to: "A/cat")
    let second = try scratch.copy(BuiltProgram.file, to: "B/cat")
    let folders = ["A", "B", "H", "S"].map { scratch.url.appendingPathComponent($0) }
    for folder in folders[2...] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    try FileManager.default.linkItem(at: first, to: folders[2].appendingPathComponent("cat"))
    try FileManager.default.createSymbolicLink(
      at: folders[3].appendingPathComponent("cat"), withDestinationURL: second)
    try body(folders.map(\.path))
  }

  static func permutations(_ items: [String]) -> [[String]] {
    guard items.count > 1 else { return [items] }
    return items.indices.flatMap { index in
      var rest = items
      let item = rest.remove(at: index)
      return permutations(rest).map { [item] + $0 }
    }
  }

  @Test func copiesAndLinksNeverGoInCircles() throws {
    try scratch.writeScript("#!/bin/sh\necho reached \"$@\"\n", to: "Z/cat")
    try withCopies { folders in
      for order in Self.permutations(folders) {
        // Everything twice over, so that nobody is the last of his kind.
        let path = (order + order).joined(separator: ":")
        for start in [order[0], order[2], BuiltProgram.file.deletingLastPathComponent().path] {
          let file = URL(fileURLWithPath: start + "/cat")
          let end = try BuiltProgram.run(
            ["a"], environment: ["PATH": path], folder: scratch.url, file: file, seconds: 10)
          #expect(end.stdout == (try Data(contentsOf: scratch.url.appendingPathComponent("a"))))
          #expect(end.status == 0, "\(path) from \(start)")

          let script = try BuiltProgram.run(
            ["x", "y z"], environment: ["PATH": "\(path):\(scratch.path)/Z"], folder: scratch.url,
            file: file, seconds: 10)
          #expect(script.text == "reached x y z\n", "\(path) from \(start)")
        }
      }
    }
  }

  @Test func aCatBeforeOursOnPathIsNotTheNext() throws {
    // A wrapper that calls us by our path would otherwise get itself back for ever.
    try withCopies { folders in
      try scratch.writeScript(
        "#!/bin/sh\nexec \(folders[0])/cat \"$@\"\n", to: "W/cat")
      let outcome = try BuiltProgram.run(
        ["b"], environment: ["PATH": "\(scratch.path)/W:\(folders[0]):/usr/bin:/bin"],
        folder: scratch.url, file: scratch.url.appendingPathComponent("W/cat"), seconds: 10)
      #expect(outcome.text == "Grüße\r\n")
    }
  }

  @Test(arguments: [
    "#!/bin/sh\necho script \"$0\" \"$@\"\n",
    // Without the first line exec refuses it, and a shell runs it all the same.
    "echo script \"$0\" \"$@\"\n",
  ])
  func aScriptNamedCatIsHandedTheArguments(_ script: String) throws {
    let file = try scratch.writeScript(script, to: "bin/cat")
    let outcome = try BuiltProgram.run(
      ["-n", "a b"], environment: ["PATH": "\(scratch.path)/bin:/bin"], folder: scratch.url)
    #expect(outcome.text == "script \(file.path) -n a b\n")
  }

  @Test func relativeAndEmptyEntriesCount() throws {
    try scratch.writeScript("#!/bin/sh\necho here\n", to: "cat")
    try scratch.writeScript("#!/bin/sh\necho below\n", to: "bin/cat")
    for (path, expected) in [
      (".", "here"), ("", "here"), (":/bin", "here"), ("/nowhere::/bin", "here"),
      ("/nowhere:", "here"), ("bin:", "below"), ("./bin/../bin:.", "below"),
      ("nowhere:bin:/bin", "below"),
    ] {
      let outcome = try BuiltProgram.run(
        ["x"], environment: ["PATH": path], folder: scratch.url)
      #expect(outcome.text == expected + "\n", "PATH='\(path)'")
    }
  }

  @Test func whatCannotBeRunIsPassedOver() throws {
    try scratch.write("not executable\n", to: "plain/cat")
    try scratch.write("", to: "directory/cat/inner")
    try scratch.writeScript("#!/nowhere/interpreter\n", to: "broken/cat")
    try FileManager.default.createDirectory(
      at: scratch.url.appendingPathComponent("dangling"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/dangling/cat", withDestinationPath: "/nowhere/cat")
    let entries = ["plain", "directory", "broken", "dangling", "b"].map { "\(scratch.path)/\($0)" }
    let long = "/" + String(repeating: "long/", count: 2000)
    for path in [entries.joined(separator: ":"), long, long + ":" + entries[0]] {
      let outcome = try BuiltProgram.run(
        ["b"], environment: ["PATH": path], folder: scratch.url)
      #expect(outcome.text == "Grüße\r\n")
      #expect(outcome.stderr == "")
      #expect(outcome.status == 0)
    }
  }

  @Test func withoutPathItIsTheSystemsCat() throws {
    let outcome = try BuiltProgram.run(["b"], environment: ["PATH": nil], folder: scratch.url)
    #expect(outcome.text == "Grüße\r\n")
    #expect(outcome.status == 0)
  }

  @Test func theEnvironmentStaysAsItWas() throws {
    let file = try scratch.writeScript("#!/bin/sh\nenv\n", to: "bin/cat")
    let changes = ["PATH": "\(scratch.path)/bin:/usr/bin:/bin", "CAT_WORKSPACE": "x\ny"]
    let ours = try BuiltProgram.run(["x"], environment: changes)
    let direct = try BuiltProgram.run(["x"], environment: changes, file: file)
    #expect(
      ours.text.split(separator: "\n").sorted() == direct.text.split(separator: "\n").sorted())
  }

  @Test func underAnotherNameItIsNobodysNeighbour() throws {
    let copy = try scratch.copy(BuiltProgram.file, to: "adaptive")
    let outcome = try BuiltProgram.run(["b"], folder: scratch.url, file: copy, name: "adaptive")
    #expect(outcome.status != 0)
    #expect(outcome.text.isEmpty)
  }
}
