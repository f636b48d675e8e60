import Benchmark
import Foundation
import ItemBanks
import ItemResponse
import Numerical

// The built program as a person meets it: started on a terminal, keys in, screen out. It is the
// release build of the package above; `make benchmark` makes it first.

private let root = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
let program = root.appending(path: ".build/release/cat").path

/// A workspace of its own, so that nothing of the person who measures is touched.
func scratchWorkspace(_ banks: [Bank] = []) throws -> URL {
  let folder = FileManager.default.temporaryDirectory.appending(path: "cat-benchmark-\(UUID())")
  for name in ["itembanks", "sessions"] {
    try FileManager.default.createDirectory(
      at: folder.appending(path: name), withIntermediateDirectories: true)
  }
  try FileManager.default.copyItem(
    at: root.appending(path: "itembanks/numeracy.jsonl"),
    to: folder.appending(path: "itembanks/numeracy.jsonl"))
  for bank in banks {
    try bank.encoded().write(to: folder.appending(path: "itembanks/\(bank.name).jsonl"))
  }
  return folder
}

func environment(_ workspace: URL) -> [String: String] {
  ["CAT_WORKSPACE": workspace.path, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": "/bin"]
}

/// Starts a sitting and goes as far as the first item.
private func openSitting(_ bank: String, _ workspace: URL, more: [String] = []) throws
  -> Pseudoterminal
{
  let terminal = try Pseudoterminal(
    [program, "take", bank, "--student", "benchmark"] + more, environment: environment(workspace))
  try terminal.wait(for: "leave")
  terminal.forget()
  terminal.type("\r")
  try terminal.wait(for: "how it works")
  terminal.forget()
  terminal.type("\r")
  try terminal.drain(milliseconds: 200)
  if terminal.contains("Practice") {
    terminal.type("b\r")
    try terminal.wait(for: "begin")
    terminal.forget()
    terminal.type("\r")
  }
  try terminal.wait(for: "Question")
  try terminal.drain(milliseconds: 100)
  return terminal
}

/// Choice items only, so that one key and Enter answer each; ids and stems as long as real ones.
private func choiceBank(_ count: Int) -> Bank {
  var generator = SeededGenerator(seed: 4)
  let items = (0..<count).map { index in
    Item(
      id: "item-\(index)",
      question: Question(
        stem: "Simulated question number \(index): which of these four options is the right one?",
        format: .choice(
          options: (0..<4).map { "option \($0) of question \(index)" }, key: index % 4)),
      domain: "domain-\(index % 8)",
      parameters: LogisticModel(
        discrimination: 0.6 + generator.uniform(), difficulty: 6 * generator.uniform() - 3,
        lowerAsymptote: 0.2),
      rationale: "The key was drawn by the item's number.")
  }
  return Bank(
    name: "simulated", title: "Simulated", items: items)
}

/// How a command line runs from start to end.
private func run(_ arguments: [String]) throws {
  let process = Process()
  process.executableURL = URL(filePath: arguments[0])
  process.arguments = Array(arguments.dropFirst())
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
}

let benchmarks: @Sendable () -> Void = {
  let once = Benchmark.Configuration(
    metrics: [.wallClock], warmupIterations: 3, maxDuration: .seconds(20), maxIterations: 200)

  Benchmark("/bin/cat FILE", configuration: once) { benchmark in
    benchmark.startMeasurement()
    try run(["/bin/cat", "/dev/null"])
  }

  Benchmark("cat FILE, handed over", configuration: once) { benchmark in
    benchmark.startMeasurement()
    try run([program, "/dev/null"])
  }

  Benchmark("Start to first screen", configuration: once) { benchmark in
    let workspace = try scratchWorkspace()
    defer { try? FileManager.default.removeItem(at: workspace) }
    // The first start of all stores the bank; every later one finds it there.
    _ = try openSitting("numeracy", workspace).finish()
    benchmark.startMeasurement()
    let terminal = try Pseudoterminal(
      [program, "take", "numeracy"], environment: environment(workspace))
    try terminal.wait(for: "leave")
    benchmark.stopMeasurement()
    _ = terminal.finish()
  }

  Benchmark(
    "Enter to next item drawn, answer committed",
    configuration: .init(
      metrics: [.wallClock], maxDuration: .seconds(60), maxIterations: 1000,
      setup: { Sittings.shared.start(with: choiceBank(300)) },
      teardown: { Sittings.shared.end() })
  ) { benchmark in
    let (terminal, number) = try Sittings.shared.next()
    terminal.type("b")
    try terminal.drain(milliseconds: 20)
    terminal.forget()
    benchmark.startMeasurement()
    terminal.type("\r")
    try terminal.wait(for: "is saved")
    benchmark.stopMeasurement()
    Sittings.shared.answered(number)
    try terminal.drain(milliseconds: 20)
  }

  let megabytes = BenchmarkMetric.custom(
    "Peak resident memory (MB)", polarity: .prefersSmaller, useScalingFactor: false)
  Benchmark(
    "Sitting on a 10,000-item bank",
    configuration: .init(metrics: [megabytes], maxDuration: .seconds(30), maxIterations: 3)
  ) { benchmark in
    let workspace = try scratchWorkspace([choiceBank(10_000)])
    defer { try? FileManager.default.removeItem(at: workspace) }
    _ = try openSitting("simulated", workspace).finish()
    let terminal = try openSitting("simulated", workspace)
    for _ in 0..<10 {
      terminal.forget()
      terminal.type("b\r")
      try terminal.drain(milliseconds: 100)
    }
    benchmark.measurement(megabytes, terminal.finish() / 1_000_000)
  }

  reviewBenchmarks()
}

/// Keeps one sitting going over many measurements and begins another when it has been long enough.
private final class Sittings: @unchecked Sendable {
  static let shared = Sittings()

  private var workspace: URL?
  private var terminal: Pseudoterminal?
  private var answeredCount = 0

  func start(with bank: Bank) {
    workspace = try? scratchWorkspace([bank])
  }

  func next() throws -> (Pseudoterminal, Int) {
    guard let workspace else { throw Pseudoterminal.Failure(message: "there is no workspace") }
    if let terminal, answeredCount < 100 { return (terminal, answeredCount + 1) }
    _ = terminal?.finish()
    let opened = try openSitting("simulated", workspace, more: ["--se", "0.01"])
    terminal = opened
    answeredCount = 0
    return (opened, 1)
  }

  func answered(_ number: Int) { answeredCount = number }

  func end() {
    _ = terminal?.finish()
    terminal = nil
    if let workspace { try? FileManager.default.removeItem(at: workspace) }
  }
}
