import Foundation
import ItemBanks
import ItemResponse
import Testing

/// Items whose answers are worth more than right or wrong.
struct PolytomousItemTests {
  private static let lines = #"""
    {"item_id": "grm", "model": "graded", "a": 1.3, "thresholds": [-1, 0.25, 1.5]}
    {"item_id": "gpcm", "model": "gpcm", "a": 0.8, "steps": [0.5, -0.5], "stem": "How far?", "options": ["none", "half", "all", "lost"], "scores": [0, 1, 2, 0]}
    {"item_id": "pcm", "model": "pcm", "steps": [0.5, -0.5]}
    {"item_id": "rsm", "model": "rating", "b": -0.3, "steps": [-1, 0, 1], "kind": "rating", "stem": "I like tests.", "options": ["never", "seldom", "often", "always"]}
    {"item_id": "nrm", "model": "nominal", "slopes": [0, 1.1, -0.4], "intercepts": [0, 0.5, 0.2], "stem": "Which?", "options": ["a", "b", "c"], "key": "B"}
    {"item_id": "2pl", "model": "2pl", "a": 1.2, "b": 0.1}
    {"item_id": "logistic", "model": "logistic", "b": 0.1, "stem": "Which?", "options": ["a", "b", "c"], "scores": [1, 0, 1]}

    """#

  private func bank() throws -> Bank {
    let file = BankFile(Data(Self.lines.utf8), file: "f.jsonl")
    #expect(file.problems.map(\.description) == [])
    return try #require(file.bank)
  }

  @Test func everyModelIsRead() throws {
    let items = try bank().items
    let expected: [any ResponseModel] = [
      GradedModel(discrimination: 1.3, thresholds: [-1, 0.25, 1.5]),
      PartialCreditModel(discrimination: 0.8, steps: [0.5, -0.5]),
      PartialCreditModel(steps: [0.5, -0.5]),
      RatingScaleModel(difficulty: -0.3, steps: [-1, 0, 1]),
      NominalModel(slopes: [0, 1.1, -0.4], intercepts: [0, 0.5, 0.2]),
      LogisticModel(discrimination: 1.2, difficulty: 0.1), LogisticModel(difficulty: 0.1),
    ]
    for (item, model) in zip(items, expected) {
      #expect(item.model.map { AnyHashable($0) } == AnyHashable(model), "\(item.id)")
      #expect(item.isOperational)
    }
    #expect(items.map { $0.parameters != nil } == [false, false, false, false, false, true, true])
  }

  @Test func writtenBanksReadBackEqual() throws {
    let original = try bank()
    let file = BankFile(original.encoded(), file: "f.jsonl")
    #expect(file.problems.isEmpty)
    #expect(file.bank == original)
    #expect(file.bank?.contentHash == original.contentHash)
    let text = String(decoding: original.encoded(), as: UTF8.self)
    #expect(
      text.contains(#"{"item_id":"pcm","model":"pcm","status":"provisional","steps":[0.5,-0.5]}"#))
    #expect(text.contains(#"{"a":1.2,"b":0.1,"item_id":"2pl","status":"provisional"}"#))
  }

  @Test func answersAreScored() throws {
    let items = Dictionary(uniqueKeysWithValues: try bank().items.map { ($0.id, $0) })
    func scores(_ id: String, _ answers: [String]) throws -> [Int] {
      let item = try #require(items[id])
      return answers.map(item.score)
    }
    #expect(try scores("gpcm", ["A", "B", "C", "D", "E", "", "AB"]) == [0, 1, 2, 0, 0, 0, 0])
    #expect(try scores("rsm", ["A", "B", "C", "D"]) == [0, 1, 2, 3])
    // Each option is a category of the nominal model; the key is for people.
    #expect(try scores("nrm", ["A", "B", "C"]) == [0, 1, 2])
    #expect(try scores("logistic", ["A", "B", "C"]) == [1, 0, 1])
    #expect(try #require(items["gpcm"]?.question).maximumScore == 2)
    #expect(try #require(items["rsm"]?.question).maximumScore == 3)
    #expect(try #require(items["rsm"]?.question).answer(from: " c ") == "C")
    #expect(throws: EntryProblem.self) { try items["rsm"]?.question?.answer(from: "a b") }
  }

  @Test func outcomesArePutAsPeopleSayThem() throws {
    let items = Dictionary(uniqueKeysWithValues: try bank().items.map { ($0.id, $0) })
    func outcome(_ id: String, _ answer: String, _ score: Int) -> AnswerOutcome? {
      items[id]?.outcome(of: answer, score: score)
    }
    #expect(outcome("gpcm", "B", 1) == .credit(1, of: 2))
    #expect(outcome("gpcm", "B", 1)?.isMissed == true)
    #expect(outcome("gpcm", "C", 2)?.isMissed == false)
    #expect(outcome("rsm", "A", 0) == .unjudged)
    #expect(outcome("rsm", "", 0) == .unjudged)
    #expect(outcome("nrm", "B", 1) == .right)
    #expect(outcome("nrm", "C", 2) == .wrong)
    #expect(outcome("nrm", "", 2) == .wrong)
    #expect(outcome("nrm", "", 1) == .right)
    // Without an answer or a question only the score speaks.
    #expect(outcome("grm", "", 2) == .credit(2, of: 3))
    #expect(outcome("2pl", "", 1) == .right)
    #expect(outcome("2pl", "", 0) == .wrong)
    #expect(items["gpcm"]?.question?.keyDescription == "C  all")
    #expect(items["logistic"]?.question?.keyDescription == "A  a or C  c")
  }

  /// A right or wrong says nothing of how many points there are.
  @Test func aModelWithOtherScoresIsNotTaken() throws {
    let logistic = LogisticModel(difficulty: 1)
    let graded = GradedModel(thresholds: [0, 1])
    let bank = try bank()
    let changed = bank.replacingModels([
      ("gpcm", graded), ("rsm", logistic), ("grm", logistic), ("logistic", logistic),
    ])
    #expect(changed.items[1].model.map { AnyHashable($0) } == AnyHashable(graded))
    #expect(changed.items[1].status == .calibrated)
    #expect(changed.items[3] == bank.items[3])
    #expect(changed.items[0].parameters == logistic && changed.items[6].parameters == logistic)
  }

  @Test func expectedSharesAreOfTheHighestScore() throws {
    let items = Dictionary(uniqueKeysWithValues: try bank().items.map { ($0.id, $0) })
    #expect(items["rsm"]?.expectedShare(at: 0) == nil)
    let partial = PartialCreditModel(discrimination: 0.8, steps: [0.5, -0.5])
    #expect(items["gpcm"]?.expectedShare(at: 0.4) == partial.expectedScore(at: 0.4) / 2)
    let nominal = NominalModel(slopes: [0, 1.1, -0.4], intercepts: [0, 0.5, 0.2])
    #expect(items["nrm"]?.expectedShare(at: 0.4) == nominal.probability(of: 1, at: 0.4))
  }

  static let badItems: [(fields: String, message: String)] = [
    (
      #""model": "grm""#,
      "model is 'grm'; it must be one of logistic, graded, gpcm, pcm, rating, nominal."
    ),
    (#""model": 2"#, "'model' is a number; it must be a text."),
    (#""model": "graded""#, "the model 'graded' needs 'thresholds'."),
    (
      #""model": "graded", "thresholds": [0, 1, 1]"#,
      "threshold 1.0 follows 1.0; each must be greater than the one before it."
    ),
    (
      #""model": "graded", "a": -1, "thresholds": [0, 1]"#,
      "discrimination is -1.0; it must be greater than 0."
    ),
    (
      #""model": "graded", "thresholds": [0], "b": 1"#,
      "the model 'graded' has no 'b', only a, thresholds."
    ),
    (#""model": "pcm", "steps": []"#, "'steps' has 0 numbers; it needs 1 to 254."),
    (#""model": "pcm", "steps": [1e7]"#, "'steps' has 10000000.0; all must lie within ±1000000."),
    (#""model": "pcm", "steps": ["x"]"#, "'steps' must be a list of finite numbers."),
    (#""model": "pcm", "steps": [0], "a": 2"#, "the model 'pcm' has no 'a', only steps."),
    (#""model": "rating", "steps": [0]"#, "the model 'rating' needs 'b'."),
    (
      #""model": "nominal", "slopes": [0, 1], "intercepts": [0]"#,
      "has 2 slopes and 1 intercepts; every category has both."
    ),
    (
      #""model": "nominal", "slopes": [1, 1], "intercepts": [0, 1]"#,
      "all slopes are equal, so that no answer tells anything; make them differ."
    ),
    (#""steps": [0]"#, "has 'steps' but no 'model'; say which it is: gpcm, pcm, rating."),
    (
      #""model": "gpcm", "steps": [0, 1], "stem": "?", "options": ["a", "b"], "key": "A""#,
      "the model has 3 categories, but answers score 0 to 1; make the two agree."
    ),
    (
      #""b": 0, "stem": "?", "options": ["a", "b", "c"], "kind": "rating""#,
      "the model has 2 categories, but answers score 0 to 2; make the two agree."
    ),
    (
      #""model": "nominal", "slopes": [0, 1], "intercepts": [0, 0], "stem": "?", "options": ["a", "b", "c"], "key": "A""#,
      "the model has 2 categories, but there are 3 options; make the two agree."
    ),
    (
      #""stem": "?", "options": ["a", "b"], "scores": [0, 1, 2]"#,
      "has 2 options and 3 scores; give each its own."
    ),
    (
      #""stem": "?", "options": ["a", "b"], "scores": [0, 2]"#,
      "scores are 0, 2; they must be whole numbers from 0 up without gaps."
    ),
    (
      #""stem": "?", "options": ["a", "b"], "scores": [0.5, 1]"#,
      "scores are 0.5, 1; they must be whole numbers from 0 up without gaps."
    ),
    (
      #""stem": "?", "options": ["a", "b"], "scores": [0, 0]"#,
      "scores are 0, 0; they must be whole numbers from 0 up without gaps."
    ),
    (
      #""stem": "?", "options": ["a", "b"], "scores": [0, 1], "key": "A""#,
      "has 'key' and 'scores'; keep the one that is meant."
    ),
    (
      #""stem": "?", "options": ["a", "a"], "kind": "rating""#,
      "options A and B read the same; make them differ."
    ),
  ]

  @Test(arguments: badItems)
  func badItem(_ bad: (fields: String, message: String)) {
    let text = #"{"item_id": "q", "# + bad.fields + "}\n"
    let file = BankFile(Data(text.utf8), file: "f.jsonl")
    #expect(
      file.errors.map(\.description) == ["f.jsonl:1: item 'q': \(bad.message)"], "\(bad.fields)")
  }

  @Test func aStrangeKindIsSaid() {
    let text =
      #"{"item_id": "q", "stem": "?", "options": ["a", "b"], "key": "A", "kind": "x"}"# + "\n"
    let file = BankFile(Data(text.utf8), file: "f.jsonl")
    #expect(
      file.problems.map(\.description) == [
        "f.jsonl:1: warning: item 'q': kind is 'x'; only rating is known, other kinds are told by their keys."
      ])
    #expect(file.bank != nil)
  }

  /// A user's model: two banks with it are equal when its parameters are, and the file says that it
  /// cannot carry it.
  @Test func modelsFromOutsideLiveInBanksAndNotInFiles() throws {
    struct Step: ResponseModel {
      let place: Double
      var scoreCount: Int { 2 }
      func logProbability(of score: Int, at theta: Double) -> LogProbability {
        LogisticModel(discrimination: 3, difficulty: place).logProbability(of: score, at: theta)
      }
    }
    func bank(_ place: Double) -> Bank {
      Bank(name: "own", items: [Item(id: "q", model: Step(place: place))])
    }
    #expect(bank(0.5) == bank(0.5) && bank(0.5).hashValue == bank(0.5).hashValue)
    #expect(bank(0.5) != bank(0.6))
    #expect(!bank(0.5).items[0].isCarriedByFiles)
    #expect(bank(0.5).contentHash != bank(0.6).contentHash)
    let logistic = LogisticModel(discrimination: 3, difficulty: 0.5)
    #expect(bank(0.5) != Bank(name: "own", items: [Item(id: "q", model: logistic)]))
    let file = BankFile(bank(0.5).encoded(), file: "f.jsonl")
    #expect(
      file.errors.map(\.message) == [
        "model is 'Step(place: 0.5)'; it must be one of logistic, graded, gpcm, pcm, rating, nominal."
      ])
  }
}
