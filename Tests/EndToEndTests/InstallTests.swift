import Foundation
import Testing

/// `make install` and `make uninstall`, with the program that was built for the tests.
@Suite struct InstallTests {
  let scratch: ScratchFolder
  var prefix: URL { scratch.url.appendingPathComponent("a place/local") }

  init() throws { scratch = try ScratchFolder() }

  func install(
    _ arguments: String..., binary: URL = BuiltProgram.file, changes: [String: String?] = [:]
  ) throws -> FinishedProcess {
    let environment = [
      "PREFIX": prefix.path, "DESTDIR": nil, "BINARY": binary.path, "PATH": "/usr/bin:/bin",
    ].merging(changes) { _, given in given }
    return try BuiltProgram.run(
      [".make/install"] + arguments, environment: environment, folder: BuiltProgram.repository,
      file: URL(fileURLWithPath: "/bin/sh"), name: "sh")
  }

  /// Everything below a folder, files with their contents.
  func tree(_ folder: URL) throws -> [String: Data] {
    var tree: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      tree[path] = (try? Data(contentsOf: folder.appendingPathComponent(path))) ?? Data()
    }
    return tree
  }

  func contents(_ path: String) throws -> String {
    try String(contentsOf: prefix.appendingPathComponent(path), encoding: .utf8)
  }

  /// A program of which only the completion scripts differ from ours.
  func otherVersion() throws -> URL {
    try scratch.writeScript(
      "#!/bin/sh\necho \"# another version, $2\"\n", to: "other/cat")
  }

  @Test func installsEverythingAndTakesItAway() throws {
    let first = try install()
    #expect(first.status == 0, "\(first.stderr)")
    #expect(first.stderr.contains("is not on PATH"))
    let installed = try tree(prefix)
    let expected = [
      "bin/cat", "share/bash-completion/completions/cat", "share/zsh/site-functions/_cat",
      "share/fish/vendor_completions.d/cat.fish", "share/cat/itembanks/numeracy.jsonl",
      "share/cat/install-manifest",
    ]
    for path in expected { #expect(installed[path]?.isEmpty == false, "\(path)") }
    let pages = try FileManager.default.contentsOfDirectory(
      atPath: BuiltProgram.repository.appendingPathComponent("man").path)
    for page in pages where page.hasPrefix("cat-") {
      #expect(installed["share/man/man\(page.suffix(1))/\(page)"] != nil, "\(page)")
    }
    // cat(1) stays coreutils'.
    #expect(installed["share/man/man1/cat.1"] == nil)
    let program = prefix.appendingPathComponent("bin/cat")
    #expect(try BuiltProgram.run(["--version"], file: program).status == 0)

    let again = try install(changes: ["PATH": "\(prefix.path)/bin:/usr/bin:/bin"])
    #expect(again.status == 0)
    #expect(again.stderr == "")
    #expect(try tree(prefix) == installed)

    #expect(try install("uninstall").status == 0)
    #expect(try tree(scratch.url).isEmpty)
    #expect(try install("uninstall").status == 66)
  }

  @Test(arguments: [
    "bin/cat", "share/cat/itembanks/numeracy.jsonl", "share/zsh/site-functions/_cat",
  ])
  func writesNothingIfAFileIsNotOurs(_ path: String) throws {
    try scratch.write("somebody's\n", to: "a place/local/\(path)")
    let before = try tree(scratch.url)
    let outcome = try install()
    #expect(outcome.status == 73)
    #expect(outcome.stderr.contains("\(prefix.path)/\(path)\n"))
    #expect(outcome.stderr.contains("nothing was written"))
    #expect(try tree(scratch.url) == before)
  }

  @Test func aLinkOrAFileInPlaceOfAFolderIsInTheWayToo() throws {
    try scratch.write("elsewhere\n", to: "elsewhere")
    try FileManager.default.createDirectory(
      at: prefix.appendingPathComponent("bin"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: prefix.appendingPathComponent("bin/cat"),
      withDestinationURL: scratch.url.appendingPathComponent("elsewhere"))
    try scratch.write("a file\n", to: "a place/local/share")
    let before = try tree(scratch.url)
    let outcome = try install()
    #expect(outcome.status == 73)
    #expect(outcome.stderr.contains("local/bin/cat\n"))
    #expect(outcome.stderr.contains("local/share\n"))
    #expect(try tree(scratch.url) == before)
  }

  @Test func aFileChangedSinceStopsTheUpgradeAndOutlivesTheUninstallation() throws {
    #expect(try install().status == 0)
    let bank = "share/cat/itembanks/numeracy.jsonl"
    try scratch.write("edited\n", to: "a place/local/\(bank)")
    let before = try tree(scratch.url)
    let upgrade = try install(binary: otherVersion())
    #expect(upgrade.status == 73)
    #expect(upgrade.stderr.contains(bank))
    for (path, data) in before { #expect(try tree(scratch.url)[path] == data, "\(path)") }

    let removal = try install("uninstall")
    #expect(removal.status == 0)
    #expect(removal.stderr.contains("\(bank) was changed"))
    let left = try tree(prefix).filter { !$0.value.isEmpty }
    #expect(left == [bank: Data("edited\n".utf8)])
  }

  @Test func upgradesWhileTheOldProgramRuns() throws {
    let other = try otherVersion()
    #expect(try install(binary: other).status == 0)
    #expect(try contents("share/bash-completion/completions/cat").hasPrefix("# another version"))
    // What an earlier version had and this one has not goes away.
    let obsolete = try scratch.write("old\n", to: "a place/local/share/cat/itembanks/old.jsonl")
    let sum = try BuiltProgram.run(
      shell: "sha256sum < '\(obsolete.path)' | cut -d' ' -f1",
      environment: ["PATH": "/usr/bin:/bin"])
    let line = "file \(sum.text.dropLast()) share/cat/itembanks/old.jsonl\n"
    try scratch.write(
      try contents("share/cat/install-manifest") + line,
      to: "a place/local/share/cat/install-manifest")

    let installed = prefix.appendingPathComponent("bin/cat")
    let running = try FileHandle(forReadingFrom: installed)
    #expect(try install().status == 0)
    // Replaced, not written into: who has the old one open still reads it.
    #expect(try running.readToEnd() == Data(contentsOf: other))
    #expect(try Data(contentsOf: installed) == Data(contentsOf: BuiltProgram.file))
    #expect(!FileManager.default.fileExists(atPath: obsolete.path))
    #expect(try install("uninstall").status == 0)
    #expect(try tree(scratch.url).keys.sorted() == ["other", "other/cat"])
  }

  @Test func staysBelowDESTDIR() throws {
    let changes = ["DESTDIR": "\(scratch.path)/package", "PREFIX": "/usr/local"]
    let outcome = try install(changes: changes)
    #expect(outcome.status == 0)
    #expect(outcome.text == "")
    let tree = try tree(scratch.url)
    #expect(tree["package/usr/local/bin/cat"] != nil)
    #expect(tree.keys.allSatisfy { $0.hasPrefix("package") })
    let manifest = tree["package/usr/local/share/cat/install-manifest"].map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(manifest?.contains(scratch.path) == false)
    #expect(try install("uninstall", changes: changes).status == 0)
    #expect(try self.tree(scratch.url).keys.sorted() == ["package"])
  }

  @Test func withoutAProgramThereIsNothingToInstall() throws {
    let outcome = try install(binary: scratch.url.appendingPathComponent("nowhere/cat"))
    #expect(outcome.status == 66)
    #expect(try tree(scratch.url).isEmpty)
  }

  // MARK: Completion

  @Test func bashCompletesCommandsAndFiles() throws {
    #expect(try install().status == 0)
    for file in ["todo.txt", "two words", "notes.txt"] { try scratch.write("", to: "here/\(file)") }
    func completions(_ words: String...) throws -> Set<String> {
      let script = """
        . "$PREFIX/share/bash-completion/completions/cat"
        complete -p cat | grep -q -- '-o default' || echo 'no files by default'
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
        function=$(complete -p cat | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function cat "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2> /dev/null
        [ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
        """
      let outcome = try BuiltProgram.run(
        ["-c", script, "bash"] + words, environment: ["PREFIX": prefix.path],
        folder: scratch.url.appendingPathComponent("here"),
        file: URL(fileURLWithPath: "/bin/bash"), name: "bash")
      return Set(outcome.text.split(separator: "\n").map(String.init))
    }
    #expect(try completions("cat", "t") == ["take", "todo.txt", "two words"])
    #expect(
      try completions("cat", "").isSuperset(of: ["take", "bank", "help", "todo.txt", "notes.txt"]))
    #expect(try completions("cat", "--n") == ["--number", "--number-nonblank"])
    #expect(try completions("cat", "take", "--pl") == ["--plain"])
    // Nothing of ours, so readline completes file names.
    #expect(try completions("cat", "no").isEmpty)
    #expect(try completions("cat", "notes.txt", "t").isEmpty)
    #expect(try completions("cat", "-n", "t").isEmpty)
  }
}
