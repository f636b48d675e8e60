import ArgumentParser
import Foundation
import Presentation
import Storage

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a workspace: a folder for banks and one for sittings.",
    discussion: """
      The banks that come with the program are copied into it. A folder that has an itembanks or a \
      sessions is left as it is.
      """)

  @Argument(
    help: ArgumentHelp("Where; made where it is not there yet.", valueName: "folder"),
    completion: .directory)
  var folder: String

  @Flag(help: "Without the banks that come with the program.")
  var empty = false

  func validate() throws { try Self.validate(folder) }

  static func validate(_ folder: String) throws {
    // Else the system would take the folder that one is in.
    if folder.isEmpty { throw ValidationError("The folder's name is empty; write . for this one.") }
  }

  func run() throws {
    let workspace = try Workspace.createNew(
      at: URL(filePath: folder), shippedBanks: empty ? [] : try Self.shippedBanks())
    let names = workspace.bankFiles().map(\.name)
    let next =
      empty
      ? "Put bank files into its itembanks, see cat-itembank(5)."
      : "Banks: \(Wording.list(names)). Begin with: cat take --workspace "
        + "\(Wording.shellWord(folder)) numeracy"
    write(Wording.safe("\(workspace.folder.path) is a workspace now. \(next)") + "\n")
  }

  /// Where the banks that come with the program are.
  static func shippedBanks() throws -> [URL] {
    let folders = WorkspaceOptions.shippedBanks.filter {
      FileManager.default.fileExists(atPath: $0.path)
    }
    guard !folders.isEmpty else {
      throw Failure(
        .notFound,
        "The banks that come with the program are not beside it; install it again, or make an empty "
          + "workspace with cat init --empty.")
    }
    return folders
  }
}
