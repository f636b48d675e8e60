import AdaptiveTesting
import ArgumentParser
import Foundation
import ItemBanks
import Numerical
import Presentation
import Simulation
import Storage

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a workspace filled with a simulated class.",
    discussion: """
      Simulated people sit the shipped bank numeracy over six weeks. What is planted for you to find \
      is printed: rapid guessers, a copied pair, an item that drifts and one that is unfair to a group, \
      and sittings that were paused, left, ended, voided, reviewed or noted.
      """)

  @Argument(
    help: ArgumentHelp("Where; made where it is not there yet.", valueName: "folder"),
    completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("Another class for another number.", valueName: "n"))
  var seed: UInt64 = 1

  @Flag(help: "Print what was planted as one JSON object.")
  var json = false

  private static let bank = "numeracy"

  func validate() throws {
    try Init.validate(folder)
    if seed >= 1 << 53 {
      throw ValidationError("--seed must be below 9007199254740992 (2^53).")
    }
  }

  func run() throws {
    let workspace = try Workspace.createNew(
      at: URL(filePath: folder), shippedBanks: try Init.shippedBanks())
    let store = try workspace.openStore()
    // Not now(): the same seed makes the same database.
    let resolved = try workspace.resolveBank(
      Self.bank, in: store, currentFolder: workspace.folder, at: DemoClass.firstMonday)
    let design = try DesignOptions.parse([]).resolve(for: resolved.bank)
    let demo = DemoClass(plan: try TestPlan(bank: resolved.bank, design: design), seed: seed)
    var generator = SeededGenerator(seed: seed)
    let headers = try store.startSittings(
      demo.sittings.map { sitting in
        NewSitting(
          person: sitting.student, design: design, seed: sitting.session.seed,
          programVersion: Cat.version, events: sitting.session.events, time: sitting.begin)
      }, bank: Self.bank, generation: resolved.generation.number, using: &generator)
    let report = DemoReport(
      demo, seed: seed, sessions: headers.map(\.session), workspace: workspace.folder.path)
    write(json ? try report.json() : Data(report.text().utf8))
  }
}
