import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import Storage

/// A bank with every kind of item, and text that is awkward to keep.
func sampleBank(name: String = "sample", items count: Int = 12, shift: Double = 0) -> Bank {
  var items = (1...count).map { sampleItem($0, of: count, shift: shift) }
  items.append(
    Item(
      id: "num",
      question: Question(stem: "?", format: .numeric(answer: 0.1, tolerance: 0, unit: "m")),
      domain: "odd", status: .pretest, licence: "CC0"))
  items.append(Item(id: "old", domain: "even", status: .retired, licence: "own"))
  return Bank(
    name: name, title: "Sample, “quoted”", about: "Some\ntext", language: "en",
    domains: [.init(id: "even", title: "Even"), .init(id: "odd", title: "Odd")],
    levels: [.init(from: 0, text: "something")],
    design: .object(["stopping": .object(["se": .number(0.3)])]), licence: "CC0", items: items)
}

private func sampleItem(_ number: Int, of count: Int, shift: Double) -> Item {
  let place = Double(number) - Double(count) / 2
  let parameters = LogisticModel(
    discrimination: 0.7 + 0.1 * Double(number % 7), difficulty: 0.1 + place / 3 + shift,
    lowerAsymptote: number % 3 == 0 ? 0.2 : 0, upperAsymptote: number % 4 == 0 ? 0.98 : 1)
  let question = Question(
    stem: "Line one\n\n```\ncat 'a/b' \"c\" \\ \(number)\n```",
    format: .choice(options: ["ja", "nein", "π ≈ 3 \u{1F600}"], key: number % 3))
  return Item(
    id: "item-\(number)", question: question, domain: number % 2 == 0 ? "even" : "odd",
    parameters: parameters, status: number % 5 == 0 ? .calibrated : .provisional,
    licence: "CC0")
}

/// The clock of all tests.
let start: Int64 = 1_790_000_000_000

/// A test driven for a while, with answers from a seeded generator.
func drivenSession(
  _ bank: Bank = sampleBank(), answers: Int, seed: UInt64 = 7, design: Design = sampleDesign
) throws -> TestSession {
  var session = try TestSession(bank: bank, design: design, seed: seed)
  var generator = SeededGenerator(seed: seed, stream: 99)
  var time = start
  session.begin(at: time)
  for _ in 0..<answers {
    time += 1234
    guard case .presented = session.advance(at: time).kind else { break }
    time += 5678
    session.record(["A", "B", "C"][generator.index(below: 3)], at: time)
  }
  return session
}

let sampleDesign = Design(
  selection: .init(randomesque: 3), stopping: .init(standardError: 0.1, maximumItems: 8))

extension Store {
  /// Imports the sample bank and begins a sitting with the session's events.
  func begin(
    _ session: TestSession, person: String = "Ada", at time: Int64 = start
  ) throws -> SessionHeader {
    let generation = try importBank(session.bank, fileHash: nil, at: time).generation
    var generator = SystemRandomNumberGenerator()
    return try startSitting(
      person: person, bank: session.bank.name, generation: generation.number,
      design: session.design, seed: session.seed, programVersion: "1.0", events: session.events,
      at: time, using: &generator)
  }
}

/// A folder for one test, removed with the value.
final class Folder {
  let url: URL

  init() throws {
    url =
      FileManager.default.temporaryDirectory.appendingPathComponent("cat-\(UUID().uuidString)")
      .standardizedFileURL
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    chmod(url.path, 0o700)
    try? FileManager.default.removeItem(at: url)
  }

  var database: URL { url.appendingPathComponent("cat.sqlite") }

  func write(_ text: String, to path: String) throws {
    let file = url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}

/// The `StoreError` that `body` throws; a failure where it throws none.
func storeError(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> StoreError? {
  do {
    try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  } catch let error as StoreError {
    return error
  } catch {
    Issue.record("\(error) was thrown", sourceLocation: sourceLocation)
  }
  return nil
}
