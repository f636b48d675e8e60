import Foundation
import Testing

/// No option of `cat calibrate` is taken and ignored.
@Suite struct CalibrateOptionsTests {
  let workspace: TestWorkspace

  init() throws {
    workspace = try TestWorkspace(shipped: ["lsat6"])
    try workspace.scratch.write(
      "{\"item_id\": \"1\", \"b\": -1}\n{\"item_id\": \"2\", \"b\": 0}\n", to: "home/old.jsonl")
  }

  private static let marginalOnly = [
    ["--priors", "weak"], ["--prior-a", "0,1"], ["--prior-b", "0,2"], ["--prior-c", "5,17"],
    ["--prior-d", "2,20"], ["--quadrature", "61,-6,6"], ["--latent", "histogram"],
    ["--allow-negative"], ["--anchor", "old.jsonl"], ["--fixed"], ["--fit", "all"],
    ["--compare", "1pl,2pl"], ["--holdout", "0.1"], ["--model", "2pl"],
  ]

  @Test(arguments: marginalOnly) func whatOnlyMarginalEstimationKnowsIsRefused(option: [String])
    throws
  {
    for way in [["--method", "cml"], ["--few-persons", "always"]] {
      let outcome = try workspace.cat(
        arguments: ["calibrate", "lsat6", "--dry-run"] + way + option)
      #expect(outcome.status == 64, "\(way) \(option)")
      #expect(outcome.stderr.contains(option[0]), "\(outcome.stderr)")
      #expect(outcome.stderr.contains("goes with --method mml, not with \(way[0]) \(way[1])."))
    }
  }

  @Test func whatFewPersonsCannotDoIsRefused() throws {
    for option in [
      ["--link", "old.jsonl"], ["--dif", "x"], ["--abilities", "--estimator", "map"],
      ["--method", "cml"],
    ] {
      let outcome = try workspace.cat(
        arguments: ["calibrate", "lsat6", "--few-persons", "always"] + option)
      #expect(outcome.status == 64, "\(option) \(outcome.stderr)")
    }
  }

  @Test func whatIsAboutAnotherOptionAsksForIt() throws {
    for (option, other) in [
      (["--estimator", "map"], "--abilities"), (["--reference", "x"], "--dif"),
      (["--link-method", "haebara"], "--link"), (["--omitted", "9"], "--key"),
    ] {
      let outcome = try workspace.cat(arguments: ["calibrate", "lsat6"] + option)
      #expect(outcome.status == 64 && outcome.stderr.contains(other), "\(outcome.stderr)")
    }
  }

  /// What advice can be followed: only marginal estimation has priors and other models.
  @Test(arguments: [
    ["--few-persons", "never"], ["--method", "cml"], ["--few-persons", "always"],
  ])
  func everyWayGivesUpAfterSoManySteps(way: [String]) throws {
    var lines = ["id," + (0..<40).map { "i\($0)" }.joined(separator: ",")]
    for person in 0..<12 {
      let scores = (0..<40).map { item in
        (person * 7919 + item * 104_729) % 13 > item % 9 ? "1" : "0"
      }
      lines.append("p\(person)," + scores.joined(separator: ","))
    }
    try workspace.scratch.write(lines.joined(separator: "\n"), to: "home/few.csv")
    let outcome = try workspace.cat(
      arguments: ["calibrate", "few.csv", "--dry-run", "--iterations", "1", "--json"] + way)
    #expect(outcome.status == 1, "\(outcome.stderr)")
    let found = try #require(
      JSONSerialization.jsonObject(with: outcome.stdout) as? [String: Any])
    #expect(found["converged"] as? Bool == false)
    #expect(found["iterations"] as? Int == 1)
    #expect(outcome.stderr.contains("allow more --iterations"))
    #expect(outcome.stderr.contains("--priors weak") == (way[1] == "never"))
  }

  /// A dry run goes where storing does not.
  @Test func aDryRunLooksAtResponsesToOtherItems() throws {
    let bank = workspace.folder.appendingPathComponent("itembanks/garden.jsonl")
    try Data((Garden.lines + "{\"subject_id\": \"s\", \"responses\": {}}\n").utf8).write(to: bank)
    let lsat = workspace.folder.appendingPathComponent("itembanks/lsat6.jsonl").path
    let refused = try workspace.cat("calibrate", lsat, "--bank", "garden")
    #expect(refused.status == 65)
    #expect(refused.stderr.contains("no item of the responses is in bank 'garden'"))
    #expect(refused.stderr.contains("--dry-run"))
    let dry = try workspace.cat("calibrate", lsat, bank.path, "--dry-run")
    #expect(dry.status == 0 || dry.status == 1, "\(dry.stderr)")
    #expect(!dry.stderr.contains("no item of the responses"))
  }

  @Test func threadsChangeNothing() throws {
    let outputs = try ["1", "2", "5"].map { threads in
      try workspace.cat(
        "calibrate", "lsat6", "--dry-run", "--abilities", "--fit", "all", "--threads", threads
      ).text.replacing(/\ in [0-9.]+ m?s/, with: "")
    }
    #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2])
  }
}
