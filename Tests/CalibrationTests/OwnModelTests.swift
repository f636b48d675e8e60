import AdaptiveTesting
import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Testing

// The code of Sources/ItemResponse/ItemResponse.docc/OwnModel.md, compiled and run; a test below holds the two together.

/// Scores are steps passed in order, each tried only after the one before:
/// P(k) = L(a(θ − b₁)) ⋯ L(a(θ − b_k)) · (1 − L(a(θ − b_k₊₁))), L the logistic function
/// (Tutz 1990, doi:10.1111/j.2044-8317.1990.tb00925.x).
struct SequentialModel: CalibratableModel {
  let discrimination: Double
  let difficulties: [Double]

  var scoreCount: Int { difficulties.count + 1 }

  func logProbability(of score: Int, at theta: Double) -> LogProbability {
    var sum = LogProbability.zero
    for (step, difficulty) in difficulties.prefix(score + 1).enumerated() {
      let passing = LogisticModel(discrimination: discrimination, difficulty: difficulty)
      sum += passing.logProbability(of: step < score ? 1 : 0, at: theta)
    }
    return sum
  }

  // To be calibrated: a vector of numbers, any of which will do, and where to start.

  static let parameterNames = ["log a", "b1", "b2"]

  var parameters: [Double] { [log(discrimination)] + difficulties }

  init(parameters: [Double]) {
    discrimination = exp(parameters[0])
    difficulties = Array(parameters.dropFirst())
  }

  static func start(scoreProportions: [Double]) -> Self {
    var trying = 1.0
    let difficulties = scoreProportions.dropLast().map { stopping in
      trying -= stopping
      return log(stopping / trying)
    }
    return Self(parameters: [0] + difficulties)
  }
}

struct OwnModelTests {
  private let truth = (0..<6).map { item in
    let b = -1.2 + 0.4 * Double(item)
    return SequentialModel(parameters: [0.1 * Double(item), b, b + 0.6])
  }

  /// A score drawn from the model.
  private func score(
    _ model: some ResponseModel, at theta: Double, _ generator: inout SeededGenerator
  ) -> Int {
    var rest = generator.uniform()
    return (0..<model.scoreCount).first { score in
      rest -= model.probability(of: score, at: theta)
      return rest < 0
    } ?? 0
  }

  private func responses(persons: Int) -> ResponseMatrix {
    var generator = SeededGenerator(seed: 31)
    let rows = (0..<persons).map { _ -> [Int?] in
      let theta = generator.normal()
      return truth.map { score($0, at: theta, &generator) }
    }
    return ResponseMatrix(items: (1...6).map { "item\($0)" }, scores: rows)
  }

  /// What the documentation does, from responses to a sitting that is replayed.
  private func calibratedSitting(
    _ responses: ResponseMatrix, answering: (Item, Int) -> Int
  ) throws -> (bank: Bank, session: TestSession) {
    let calibrator = CustomCalibrator<SequentialModel>(
      tolerance: 1e-3, computesStandardErrors: false)
    let result = try calibrator.calibrate(responses)

    let bank = Bank(
      name: "sequential",
      items: result.items.map { Item(id: $0.id, model: $0.model, status: .calibrated) })
    let design = Design(stopping: .init(standardError: nil, maximumItems: 4))
    var session = try TestSession(bank: bank, design: design, seed: 1)
    var time: Int64 = 0
    session.begin(at: time)
    while case .presented(let proposal) = session.advance(at: time).kind {
      time += 1_000
      guard let item = session.currentItem else { break }
      session.record(score: answering(item, proposal.position), at: time)
    }

    let again = try TestSession(
      replaying: session.events, bank: bank, design: design, seed: 1)
    #expect(again.estimate == session.estimate && again.answers == session.answers)
    return (bank, session)
  }

  @Test func aModelOfOnesOwnIsCalibratedSelectedScoredAndReplayed() throws {
    #if DEBUG
      let data = responses(persons: 250)
    #else
      let data = responses(persons: 4000)
    #endif
    let scores = [2, 1, 0, 2]
    let (bank, session) = try calibratedSitting(data) { _, position in scores[position - 1] }

    // Calibrated: near the truth, as far as so few people tell.
    for (item, model) in zip(bank.items, truth) {
      let found = try #require(item.model as? SequentialModel)
      #if DEBUG
        let slack = 0.8
      #else
        let slack = 0.2
      #endif
      for (value, expected) in zip(found.parameters, model.parameters) {
        #expect(abs(value - expected) < slack, "seed 31, \(item.id): \(found)")
      }
    }
    // Selected: the first item is the one that tells most at the prior's mean.
    let informations = bank.items.map { ($0.id, $0.model?.information(at: 0) ?? 0) }
    #expect(session.answers[0].item.id == informations.max { $0.1 < $1.1 }?.0)
    // Scored: EAP written out.
    #expect(session.answers.map(\.score) == scores)
    var sums = (0.0, 0.0)
    for theta in Quadrature.standard.points {
      let likelihood = session.answers.reduce(1.0) {
        $0 * ($1.item.model?.probability(of: $1.score, at: theta) ?? 0)
      }
      sums.0 += likelihood * exp(-0.5 * theta * theta)
      sums.1 += likelihood * exp(-0.5 * theta * theta) * theta
    }
    #expect(abs(session.estimate.theta - sums.1 / sums.0) < 1e-9)
    // A value among values.
    #expect(bank == Bank(name: "sequential", items: bank.items))
  }

  /// Every line of Swift in the documentation stands in this file, in the same order.
  @Test func theDocumentationIsThisCode() throws {
    let file = URL(fileURLWithPath: #filePath)
    var repository = file
    for _ in 0..<3 { repository.deleteLastPathComponent() }
    let text = try String(
      contentsOf: repository.appending(path: "Sources/ItemResponse/ItemResponse.docc/OwnModel.md"),
      encoding: .utf8)
    func lines(_ text: some StringProtocol) -> [String] {
      text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
    }
    let parts = text.components(separatedBy: "```")
    let blocks = parts.indices.filter { $0 % 2 == 1 }.map { parts[$0] }
    try #require(blocks.count >= 2 && blocks.allSatisfy { $0.hasPrefix("swift") })
    var source = lines(try String(contentsOf: file, encoding: .utf8))[...]
    for line in blocks.flatMap({ lines($0.dropFirst("swift".count)) }) {
      let place = try #require(source.firstIndex(of: line), "not compiled: \(line)")
      source = source[(place + 1)...]
    }
  }
}
