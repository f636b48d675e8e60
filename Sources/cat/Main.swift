import ArgumentParser
import Foundation
import Presentation
import Storage
import Terminal

/// The program: parses, runs, and turns every failure into one sentence and an exit status.
///
/// What is meant for coreutils' cat never gets here: the target CPassThrough hands it over before
/// Swift is initialised.
@main
enum Main {
  static func main() {
    do {
      var command = try Cat.parseAsRoot(
        Array(CommandLine.arguments.dropFirst()).withNegativeNumbersTied)
      try command.run()
    } catch let failure as Failure {
      failure.report()
      Foundation.exit(failure.status.rawValue)
    } catch let error as StoreError {
      let failure = Failure(error)
      failure.report()
      Foundation.exit(failure.status.rawValue)
    } catch TerminalError.signalled(let signal) {
      Foundation.exit(128 + signal)
    } catch {
      // Help and the version, and what is wrong with the words of the command line, which are quoted.
      let status = Cat.exitCode(for: error)
      let text = Cat.fullMessage(for: error)
      if status == .success { write(text + "\n") } else { writeError(text) }
      Foundation.exit(status.rawValue)
    }
  }
}

struct Cat: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "cat",
    abstract: "Computerized adaptive testing for the terminal.",
    usage: "cat <command> [<options>]\ncat [<what coreutils' cat takes>]",
    discussion: """
      With no argument on a terminal, cat opens its home screen. Whatever does not begin with one of \
      the commands below is handed to the next cat on PATH, so `cat FILE` and pipes do what they \
      always did. See cat-testing(7).
      """,
    version: version,
    subcommands: [
      Take.self, Review.self, Report.self, Calibrate.self, Score.self, Simulate.self,
      BankCommand.self, Audit.self, Learner.self, Init.self, Demo.self,
    ],
    // Without a bank it opens the home screen.
    defaultSubcommand: Take.self,
    // Short flags belong to coreutils' cat.
    helpNames: [.long])
}

/// Where the workspace is; the same for every command.
struct WorkspaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder with itembanks and sessions.",
      discussion: "Default: $CAT_WORKSPACE, the nearest one upward from here, or your own.",
      valueName: "folder"),
    completion: .directory)
  var workspace: String?

  func find() throws -> Workspace {
    try Workspace.find(
      explicit: workspace, environment: ProcessInfo.processInfo.environment,
      currentFolder: currentFolder,
      shippedBanks: Self.shippedBanks)
  }

  var currentFolder: URL { URL(filePath: FileManager.default.currentDirectoryPath) }

  /// Folders that may hold the banks that come with the program.
  static var shippedBanks: [URL] {
    // Not argv[0], which says how the program was called and not where it is.
    Workspace.shippedBankFolders(
      executable: URL(filePath: "/proc/self/exe").resolvingSymlinksInPath())
  }
}
