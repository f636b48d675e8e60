import AdaptiveTesting
import ArgumentParser
import Foundation
import ItemBanks
import Presentation
import Storage
import Terminal

struct Take: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give an adaptive test in the terminal.",
    discussion: """
      BANK is the name of a bank in the workspace or the path of a bank file. Without it the home \
      screen opens. Every confirmed answer is safe at once: a test that was left, or cut off, goes \
      on with --resume.
      """)

  @Argument(help: "The bank to be tested on.", completion: .file(extensions: ["jsonl"]))
  var bank: String?

  @Option(help: ArgumentHelp("Who sits the test.", valueName: "id"))
  var student: String?

  @Option(help: ArgumentHelp("Their class, grade or the like.", valueName: "name"))
  var group: String?

  @Option(
    defaultAsFlag: "",
    help: ArgumentHelp(
      "Go on with a sitting: by its code, or the one left last.", valueName: "session"))
  var resume: String?

  @Flag(help: "Line by line, for screen readers and pipes.")
  var plain = false

  @Flag(help: "Say in plain English how the test works, and stop.")
  var explain = false

  @Option(help: ArgumentHelp("Make every random choice repeatable.", valueName: "n"))
  var seed: UInt64?

  @OptionGroup(title: "Design options")
  var designOptions: DesignOptions

  @OptionGroup var location: WorkspaceOptions

  func validate() throws {
    if let student {
      let name = student.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !name.isEmpty, name.count <= WelcomeScreen.longestName else {
        throw ValidationError(
          "--student must be 1 to \(WelcomeScreen.longestName) characters long.")
      }
    }
    if let seed, seed >= 1 << 53 {
      throw ValidationError("--seed must be below 9007199254740992 (2^53).")
    }
    if resume != nil && !(designOptions.isEmpty && seed == nil) {
      throw ValidationError("A sitting keeps the design and seed it began with; leave them out.")
    }
    if let group {
      let name = group.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !name.isEmpty, name.count <= WelcomeScreen.longestName else {
        throw ValidationError("--group must be 1 to \(WelcomeScreen.longestName) characters long.")
      }
      if resume != nil {
        throw ValidationError("A sitting keeps the group it began with; leave --group out.")
      }
    }
    if resume != nil && bank != nil {
      throw ValidationError("A sitting that goes on has its bank; leave '\(bank ?? "")' out.")
    }
  }

  func run() throws {
    let workspace = try location.find()
    let store = try workspace.openStore()
    let sitting = Sitting(
      workspace: workspace, store: store, options: designOptions,
      person: student?.trimmingCharacters(in: .whitespacesAndNewlines),
      group: group?.trimmingCharacters(in: .whitespacesAndNewlines), seed: seed,
      currentFolder: location.currentFolder)
    if explain { return try explainDesign(sitting) }
    // Nobody should read the instructions of a test that cannot be kept.
    if store.isReadOnly { throw StoreError.readOnly(path: store.url.path) }
    if let code = resume {
      try sitting.resume(try sitting.code(code), isPlain: plain)
    } else if let bank {
      try sitting.take(bank, isPlain: plain)
    } else {
      try sitting.home(isPlain: plain)
    }
  }

  private func explainDesign(_ sitting: Sitting) throws {
    guard let bank else {
      throw ValidationError("Name the bank whose design is to be explained.")
    }
    let found = try location.bank(bank)
    let design = try designOptions.resolve(for: found)
    // Rules that the bank cannot carry are found here, as they would be at the start of a sitting.
    _ = try sitting.checked(design, for: found)
    write(design.english.joined(separator: "\n") + "\n")
  }
}
