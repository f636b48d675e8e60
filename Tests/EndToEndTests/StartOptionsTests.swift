import AdaptiveTesting
import Foundation
import Storage
import Testing

/// Sittings that begin with more than their bank: a group, an earlier result, what others were given.
@Suite struct StartOptionsTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace()
  }

  private func design(_ json: String) throws -> String {
    try workspace.scratch.write(Data(json.utf8), to: "design.json").path
  }

  /// Sits a whole test; returns its log.
  private func sit(_ options: String..., person: String = "Kim") throws -> SessionLog {
    let outcome = try workspace.cat(
      arguments: ["take", "garden", "--plain", "--student", person] + options,
      stdin: BlindAnswers.lines(1...30))
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let last = try #require(try workspace.sittings().first)
    return try SessionLog(
      Data(try workspace.cat("report", last.code, "--format", "log").text.utf8))
  }

  @Test func theGroupIsKeptAndMaySayWhereTheTestStarts() throws {
    let design = try design(
      #"{"start": {"groups": {"five": -1.5}}, "stopping": {"max_items": 2}}"#)
    let five = try sit("--group", "five", "--design", design)
    #expect(five.firstTheta == -1.5)
    #expect(five.circumstances?.group == "five")
    let nine = try sit("--group", "nine", "--design", design)
    #expect(nine.firstTheta == 0)
    #expect(nine.circumstances?.group == "nine")
    let outcome = try workspace.cat("take", "garden", "--group", " ")
    #expect(outcome.status == 64)
    let resumed = try workspace.cat("take", "--resume", "--group", "five")
    #expect(resumed.status == 64)
    #expect(resumed.stderr.contains("A sitting keeps the group it began with; leave --group out."))
  }

  @Test func anEarlierResultOfTheSamePerson() throws {
    let design = try design(#"{"start": {"earlier_result": true}, "stopping": {"max_items": 3}}"#)
    let first = try sit("--design", design)
    #expect(first.firstTheta == 0)
    let second = try sit("--design", design)
    #expect(second.firstTheta == first.lastTheta)
    #expect(try sit("--design", design, person: "Bo").firstTheta == 0)
  }

  @Test func itemsGivenOftenStandAside() throws {
    let design = try design(
      #"{"exposure": {"rule": "restricted", "max": 0.5}, "stopping": {"max_items": 1}}"#)
    let logs = try (1...4).map { _ in try sit("--design", design) }
    let items = logs.compactMap(\.firstItem)
    // The one that was given stands aside until half of the sittings did without it.
    #expect(items[0] != items[1])
    #expect(items[2] == items[0])
    #expect(items[3] != items[2])
  }

  @Test func sympsonHetterNeedsItsParameters() throws {
    let design = try design(#"{"exposure": {"rule": "sympson_hetter", "max": 0.3}}"#)
    let outcome = try workspace.cat("take", "garden", "--plain", "--design", design)
    #expect(outcome.status == 65)
    #expect(
      outcome.stderr.contains(
        "exposure.parameters are missing; compute them with cat simulate --write-design FILE"))
    #expect(try workspace.sittings().isEmpty)
  }
}

extension SessionLog {
  fileprivate var circumstances: Circumstances? {
    guard case .started(let circumstances)? = events.first?.kind else { return nil }
    return circumstances
  }

  private var proposals: [Proposal] {
    events.compactMap { if case .presented(let proposal) = $0.kind { proposal } else { nil } }
  }

  fileprivate var firstTheta: Double? { proposals.first?.theta }
  fileprivate var firstItem: String? { proposals.first?.item }
  fileprivate var lastTheta: Double? { answers.last?.estimate.theta }
}
