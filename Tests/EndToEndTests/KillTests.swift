import AdaptiveTesting
import Foundation
import Numerical
import Storage
import Testing

/// What a person confirmed survives whatever happens to the program.
@Suite struct KillTests {
  static let items = 120
  static let design = [
    "--min-items", "\(items)", "--max-items", "\(items)", "--se", "0.001", "--seed", "4711",
    "--student", "Kim", "--plain",
  ]

  /// When the program is killed.
  enum Moment {
    /// So many microseconds after it was started.
    case start(Int)
    /// So many microseconds after an answer was sent.
    case answer(Int)
    /// As soon as it has written so many bytes more after an answer was sent.
    case bytes(Int)

    init(using generator: inout SeededGenerator) {
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: self = .start(Int.random(in: 0...250_000, using: &generator))
      case 1: self = .bytes(Int.random(in: 1...200, using: &generator))
      default: self = .answer(Int.random(in: 0...8000, using: &generator))
      }
    }
  }

  @Test func fiftyKillsLoseNothing() throws {
    let workspace = try TestWorkspace(shipped: ["numeracy"])
    let unbroken = try workspace.cat(
      arguments: ["take", "numeracy"] + Self.design, stdin: BlindAnswers.lines(1...Self.items))
    #expect(unbroken.status == 0, "\(unbroken.stderr)")
    let model = try workspace.log(of: workspace.onlyCode())

    let broken = try TestWorkspace(shipped: ["numeracy"])
    var generator = SeededGenerator(seed: 20_261)
    var code: String?
    var confirmed = 0
    for round in 1...50 {
      let moment = Moment(using: &generator)
      let before = Int.random(in: 0...1, using: &generator)
      let program =
        try code.map { try broken.start("take", "--plain", "--resume", $0) }
        ?? broken.start(arguments: ["take", "numeracy"] + Self.design)
      let sent = try sit(program, until: moment, answering: before)
      program.signal(SIGKILL)
      let end = try program.finish()
      #expect(end.ending == .killed(signal: SIGKILL), "round \(round), \(moment): \(end)")
      #expect(end.stderr == "", "round \(round)")

      // The program has shown question n, so it has kept the n − 1 answers before it.
      confirmed = max(confirmed, RunningProgram.lastNumber(in: end.text).map { $0 - 1 } ?? 0)
      code = try broken.sittings().first?.code
      guard let code else {
        #expect(confirmed == 0, "round \(round), \(moment): the sitting is gone")
        continue
      }
      let answers = try broken.log(of: code).answers
      #expect(answers.count >= confirmed, "round \(round), \(moment): a confirmed answer is gone")
      #expect(answers.count <= max(sent, confirmed), "round \(round), \(moment)")
      for (index, answer) in answers.enumerated() {
        #expect(answer.response == model.answers[index].response, "round \(round), \(moment)")
      }
      confirmed = answers.count
    }
    #expect(confirmed > 20)
    #expect(confirmed < Self.items)

    let survivor = try #require(code)
    let rest = try broken.cat(
      "take", "--plain", "--resume",
      stdin: BlindAnswers.lines(confirmed + 1...Self.items, practice: false))
    #expect(rest.status == 0, "\(rest.stderr)")
    expectSamePath(try broken.log(of: survivor), model)
    #expect(try broken.sittings().count == 1)
    #expect(try broken.replay(survivor).stopReason == .maximumLength)
  }

  /// - Returns: the number of the last question that an answer was sent to.
  private func sit(
    _ program: RunningProgram, until moment: Moment, answering count: Int
  ) throws -> Int {
    if case .start(let microseconds) = moment {
      try program.read(bytes: .max, until: .now + .microseconds(microseconds))
      return 0
    }
    var answered = 0
    while true {
      let (number, _) = try program.nextQuestion()
      guard let number else {
        program.send("1\n\n")
        continue
      }
      program.send(BlindAnswers.entry(number) + "\n\n")
      if answered < count {
        answered += 1
        continue
      }
      switch moment {
      case .answer(let microseconds):
        try program.read(bytes: .max, until: .now + .microseconds(microseconds))
      case .bytes(let bytes):
        try program.read(bytes: program.output.count + bytes, until: .now + .milliseconds(150))
      case .start:
        break
      }
      return number
    }
  }

  /// The same items for the same reasons, the same answers, the same numbers to the last bit.
  private func expectSamePath(_ log: SessionLog, _ model: SessionLog) {
    func proposals(_ log: SessionLog) -> [Proposal] {
      log.events.compactMap { if case .presented(let proposal) = $0.kind { proposal } else { nil } }
    }
    func path(_ log: SessionLog) -> [[UInt64]] {
      log.answers.map {
        [
          $0.estimate.theta.bitPattern, $0.estimate.standardError.bitPattern,
          $0.information.bitPattern,
        ]
      }
    }
    #expect(proposals(log) == proposals(model))
    #expect(log.answers.map(\.item) == model.answers.map(\.item))
    #expect(log.answers.map(\.response) == model.answers.map(\.response))
    #expect(log.answers.map(\.score) == model.answers.map(\.score))
    #expect(path(log) == path(model))
    #expect(log.names.last == .finished)
    #expect(log.names.count { $0 == .finished } == 1)
  }
}
