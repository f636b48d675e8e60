import ArgumentParser
import Foundation
import Presentation
import Storage
import Terminal

struct Review: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "See what happens in sittings, and what happened, and why.",
    discussion: """
      The proctor's screens: all sittings, one of them in depth, a student, a bank. They follow what \
      happens while they are open. What you do to a sitting is added to its log with your name and your \
      reason; nothing that was recorded is ever changed.
      """)

  @Argument(
    help: ArgumentHelp("Open this sitting, by its code, as K7F-2QD.", valueName: "session"))
  var session: String?

  @Option(help: ArgumentHelp("Open the sittings of one person.", valueName: "id"))
  var student: String?

  @Option(help: ArgumentHelp("Open one bank.", valueName: "name"))
  var bank: String?

  @Option(
    help: ArgumentHelp(
      "Who you are, for the log.", discussion: "Default: your login name.", valueName: "name"))
  var proctor: String?

  @OptionGroup var location: WorkspaceOptions

  func validate() throws {
    if [session, student, bank].compactMap({ $0 }).count > 1 {
      throw ValidationError(
        "A session, --student and --bank each open a screen; choose one of them.")
    }
    if let proctor {
      let name = proctor.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !name.isEmpty, name.count <= WelcomeScreen.longestName else {
        throw ValidationError(
          "--proctor must be 1 to \(WelcomeScreen.longestName) characters long.")
      }
    }
  }

  func run() throws {
    let capabilities = TerminalCapabilities.current
    guard capabilities.isFullScreen else {
      let obstacle = capabilities.obstacle.map { "\($0) " } ?? ""
      throw Failure(
        .usage, obstacle + "cat review needs a terminal; cat report --all says the same as text.")
    }
    let store = try location.find().openStore()
    // What is asked for is looked up while there is still a line to say that it is not there.
    let code = try session.map { try store.summary(of: $0).code }
    if let bank { _ = try store.bank(named: bank) }
    if let student, try store.sittings(person: student).isEmpty {
      throw Failure(.notFound, "there is no sitting of '\(student)'; cat review lists all.")
    }
    TerminalSignals.block()
    let room = ReviewRoom(store: store, proctor: author)
    try CursesTerminal.open { terminal in
      let screens = ReviewScreens(
        terminal: terminal, room: room, currentFolder: location.currentFolder)
      if try open(code, with: screens) == .back { _ = try screens.sittings() }
    }
  }

  /// The screen that was asked for; the list, which lies under it, where none was.
  private func open(_ code: String?, with screens: ReviewScreens) throws -> ReviewScreens.Way {
    if let code { return try screens.sitting(code) }
    if let student { return try screens.student(student) }
    if let bank { return try screens.bank(bank) }
    return .back
  }

  private var author: String {
    proctor?.trimmingCharacters(in: .whitespacesAndNewlines) ?? NSUserName()
  }
}
