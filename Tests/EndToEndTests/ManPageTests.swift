import Foundation
import Testing

/// The man pages and the program agree about every option.
@Suite struct ManPageTests {
  static let folder = BuiltProgram.repository.appendingPathComponent("man")

  static let pages = [
    "cat-take.1", "cat-bank.1", "cat-review.1", "cat-report.1", "cat-calibrate.1", "cat-score.1",
    "cat-simulate.1", "cat-audit.1",
    "cat-learner.1", "cat-init.1", "cat-demo.1", "cat-testing.7", "cat-design.5", "cat-itembank.5",
    "cat-session.5",
  ]

  /// What `--experimental-dump-help` prints, as far as it is needed.
  struct Command: Decodable {
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Command]?

    struct Argument: Decodable {
      let kind: String
      let names: [Name]?
      let valueName: String?
      let shouldDisplay: Bool
      let allValues: [String]?
    }

    struct Name: Decodable {
      let kind: String
      let name: String
    }

    /// This one and all below it, without the help that the parser adds.
    var all: [Command] {
      [self] + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap(\.all)
    }

    var shown: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }
  }

  private struct Dump: Decodable {
    let command: Command
  }

  /// The commands that the program's help lists.
  static func commands() throws -> [String] {
    let help = try BuiltProgram.run(["--help"]).text
    let section = try #require(help.range(of: "SUBCOMMANDS:\n"))
    return help[section.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.isEmpty }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  static func dump(_ command: String) throws -> Command {
    let outcome = try BuiltProgram.run([command, "--experimental-dump-help"])
    return try JSONDecoder().decode(Dump.self, from: outcome.stdout).command
  }

  static func page(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// The long options that a page describes: the heads of its lists.
  static func described(in page: String) -> Set<String> {
    Set(
      page.matches(of: /(?m)^\.It .*$/).flatMap { line in
        line.output.matches(of: /Fl -([a-z][a-z-]*)/).map { String($0.output.1) }
      })
  }

  @Test func everyOptionIsInItsPage() throws {
    let commands = try Self.commands()
    #expect(Set(commands).isSuperset(of: ["take", "report", "bank"]))
    for name in commands {
      let page = try Self.page("cat-\(name).1")
      let described = Self.described(in: page)
      for command in try Self.dump(name).all {
        for argument in command.shown {
          for option in argument.names ?? [] {
            #expect(option.kind == "long", "\(name) \(command.commandName): -\(option.name)")
            #expect(
              described.contains(option.name),
              "cat-\(name).1 does not tell of --\(option.name) of '\(command.commandName)'")
          }
          for value in argument.allValues ?? [] {
            #expect(
              page.contains(value),
              "cat-\(name).1 does not name '\(value)' (\(command.commandName))")
          }
          if argument.kind == "positional", let value = argument.valueName {
            #expect(
              page.contains("Ar \(value)"), "cat-\(name).1 does not name the argument \(value)")
          }
        }
        if command.commandName != name {
          #expect(
            page.contains("Cm \(command.commandName)"),
            "cat-\(name).1 does not tell of '\(command.commandName)'")
        }
      }
    }
  }

  @Test func noPageTellsOfAnOptionThatIsNotThere() throws {
    for name in try Self.commands() {
      let options = try Self.dump(name).all.flatMap(\.shown).flatMap { $0.names ?? [] }.map(\.name)
      let page = try Self.page("cat-\(name).1")
      let mentioned = Set(page.matches(of: /Fl -([a-z][a-z-]*)/).map { String($0.output.1) })
      #expect(mentioned.subtracting(options).isEmpty, "cat-\(name).1")
    }
  }

  @Test func everyPageIsThereAndReferencesExist() throws {
    let files = Set(try FileManager.default.contentsOfDirectory(atPath: Self.folder.path))
    #expect(files.isSuperset(of: Self.pages))
    for file in files.sorted() where file.hasPrefix("cat-") {
      for reference in try Self.page(file).matches(of: /(?m)^\.Xr (cat-[a-z]+) ([0-9])/) {
        #expect(
          files.contains("\(reference.output.1).\(reference.output.2)"),
          "\(file) refers to \(reference.output.1)(\(reference.output.2))")
      }
    }
  }

  static let mandoc = ["/usr/bin/mandoc", "/usr/local/bin/mandoc"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: mandoc != nil, "mandoc is not installed (apt-get install mandoc)"))
  func mandocFindsNoFault() throws {
    let program = try #require(Self.mandoc)
    for page in Self.pages {
      let outcome = try BuiltProgram.run(
        ["-T", "lint", "-W", "warning", Self.folder.appendingPathComponent(page).path],
        file: URL(fileURLWithPath: program), name: "mandoc")
      #expect(outcome.status == 0, "\(outcome.text)")
    }
  }

  static let groff = ["/usr/bin/groff", "/usr/local/bin/groff"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Where `man` formats with groff: a row of a table that does not fit its window breaks over two lines.
  @Test(.enabled(if: groff != nil, "groff is not installed (apt-get install groff)"))
  func groffFindsNoFault() throws {
    let program = try #require(Self.groff)
    for page in Self.pages {
      let outcome = try BuiltProgram.run(
        ["-mdoc", "-Tutf8", "-ww", "-rLL=78n", Self.folder.appendingPathComponent(page).path],
        file: URL(fileURLWithPath: program), name: "groff")
      #expect(outcome.stderr.isEmpty, "\(outcome.stderr)")
    }
  }
}
