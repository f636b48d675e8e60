import AdaptiveTesting
import Benchmark
import Foundation
import ItemBanks
import Numerical
import Simulation
import Storage

// The proctor's screens over 10,000 sittings, while irregularities are looked for in the background, as they are
// when somebody opens them.

/// Classes of simulated people, each from a seed of its own, in one database.
private func crowdedWorkspace() throws -> URL {
  let folder = try scratchWorkspace()
  let workspace = try Workspace(at: folder)
  let store = try workspace.openStore()
  let resolved = try workspace.resolveBank(
    "numeracy", in: store, currentFolder: folder, at: DemoClass.firstMonday)
  let design = Design(
    selection: .init(randomesque: 5), stopping: .init(standardError: 0.35, maximumItems: 30))
  let plan = try TestPlan(bank: resolved.bank, design: design)
  var generator = SeededGenerator(seed: 1)
  var count = 0
  var seed: UInt64 = 1
  while count < 10_000 {
    let sittings = DemoClass(plan: plan, seed: seed).sittings.prefix(10_000 - count)
    _ = try store.startSittings(
      sittings.map {
        NewSitting(
          person: "\($0.student) \(seed)", design: design, seed: $0.session.seed,
          programVersion: "benchmark", events: $0.session.events, time: $0.begin)
      }, bank: "numeracy", generation: resolved.generation.number, using: &generator)
    count += sittings.count
    seed += 1
  }
  return folder
}

/// One workspace and one program for all measurements.
final class CrowdedRoom: @unchecked Sendable {
  static let shared = CrowdedRoom()

  private var workspace: URL?
  private var terminal: Pseudoterminal?

  func folder() throws -> URL {
    if let workspace { return workspace }
    let made = try crowdedWorkspace()
    workspace = made
    return made
  }

  func open() throws -> Pseudoterminal {
    let terminal = try Pseudoterminal(
      [program, "review"], environment: environment(try folder()))
    try terminal.wait(for: "10000 sittings")
    return terminal
  }

  /// The list, as it was left.
  func list() throws -> Pseudoterminal {
    if let terminal { return terminal }
    let opened = try open()
    terminal = opened
    return opened
  }

  func end() {
    _ = terminal?.finish()
    if let workspace { try? FileManager.default.removeItem(at: workspace) }
    (terminal, workspace) = (nil, nil)
  }
}

func reviewBenchmarks() {
  func configuration(last: Bool = false) -> Benchmark.Configuration {
    .init(
      metrics: [.wallClock], warmupIterations: 1, maxDuration: .seconds(30), maxIterations: 40,
      teardown: { if last { CrowdedRoom.shared.end() } })
  }

  Benchmark("10,000 sittings: start to the list", configuration: configuration()) { benchmark in
    _ = try CrowdedRoom.shared.folder()
    benchmark.startMeasurement()
    let terminal = try CrowdedRoom.shared.open()
    benchmark.stopMeasurement()
    _ = terminal.finish()
  }

  Benchmark("10,000 sittings: a letter of a search", configuration: configuration()) { benchmark in
    let terminal = try CrowdedRoom.shared.list()
    terminal.forget()
    terminal.type("/")
    try terminal.wait(for: "Search")
    try terminal.drain(milliseconds: 20)
    terminal.forget()
    benchmark.startMeasurement()
    terminal.type("z")
    try terminal.waitForOutput()
    benchmark.stopMeasurement()
    terminal.forget()
    terminal.type("\u{1b}")
    try terminal.drain(milliseconds: 60)
  }

  Benchmark(
    "10,000 sittings: one of them opened", configuration: configuration(last: true)
  ) { benchmark in
    let terminal = try CrowdedRoom.shared.list()
    terminal.type("\u{1b}[B")
    try terminal.drain(milliseconds: 30)
    terminal.forget()
    benchmark.startMeasurement()
    terminal.type("\r")
    try terminal.waitForOutput()
    benchmark.stopMeasurement()
    terminal.type("\u{1b}")
    try terminal.drain(milliseconds: 60)
  }
}
