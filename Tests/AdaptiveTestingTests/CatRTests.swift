import ItemBanks
import ItemResponse
import Numerical
import Testing

@testable import AdaptiveTesting

/// catR 3.17 on its own bank; the cases published in its help pages, and whole paths.
struct CatRTests {
  /// man/nextItem.Rd: maximum information at θ = 0 takes item 63 (oracle selection-1).
  @Test func firstItem() throws {
    var session = try TestSession(bank: Tcals.bank, design: .endless(), seed: 1)
    session.begin(at: 0)
    session.advance(at: 0)
    let proposal = try #require(session.current)
    #expect(proposal.item == "63" && proposal.theta == 0)
    #expect(abs(proposal.value - 3.187892) < 1e-6)
    #expect(proposal.runnerUp?.item == "10")
    #expect(proposal.eligible == 85 && proposal.blocked.isEmpty && proposal.drawnFrom == 1)
  }

  struct Criterion: Sendable, CustomTestStringConvertible {
    let criterion: Design.Criterion
    let item: String
    /// As a recheck in Python printed it.
    let value: Double
    var testDescription: String { criterion.rawValue }
  }

  /// man/nextItem.Rd: item 63 has been answered wrong, and θ is the WLE after it (oracles selection-3 to 5);
  /// integrals over 33 points on [−4, 4].
  @Test(arguments: [
    Criterion(criterion: .expectedInformation, item: "10", value: 1.713076),
    Criterion(criterion: .kullbackLeibler, item: "19", value: 3.867668),
    Criterion(criterion: .globalDiscrimination, item: "49", value: 0.112912),
  ])
  func criteriaAfterAWrongAnswer(_ expected: Criterion) throws {
    let quadrature = Quadrature(from: -4, to: 4, points: 33)
    let plan = try TestPlan(
      bank: Tcals.bank,
      design: .endless(
        selection: .init(criterion: expected.criterion),
        estimation: .init(method: .map, quadrature: quadrature)))
    let answer = ScoredResponse(model: plan.selector.model(62), score: 0)
    let theta = try AbilityEstimator(method: .wle).estimate([answer]).theta
    #expect(abs(theta - -0.155825) < 1e-6)
    let choice = try #require(
      plan.selector.propose(in: SelectionState(theta: theta, given: [62], responses: [answer])))
    #expect(choice.proposal.item == expected.item)
    var value = choice.proposal.value
    if expected.criterion == .kullbackLeibler {
      // catR's is not divided by the integral of the likelihood, which all items have in common.
      value *= quadrature.integral { answer.model.probability(of: 0, at: $0) }
    }
    #expect(abs(value - expected.value) < 1e-6, "\(value)")
  }

  /// man/nextItem.Rd: the difficulty nearest to 0 is item 24's (oracle selection-2).
  @Test func nearestDifficulty() throws {
    let plan = try TestPlan(
      bank: Tcals.bank, design: .endless(selection: .init(criterion: .nearestDifficulty)))
    let choice = try #require(plan.selector.propose(in: SelectionState(theta: 0, given: [])))
    #expect(choice.proposal.item == "24" && abs(choice.proposal.value - 0.008) < 1e-12)
    #expect(choice.proposal.runnerUp?.item == "61")
  }

  static let shares = [
    "Audio1": 0.1, "Audio2": 0.2, "Written1": 0.2, "Written2": 0.2, "Written3": 0.3,
  ]

  /// man/nextItem.Rd: with these shares the next group is Written3, whose best item at 0 is 70 (oracle
  /// selection-6). The answers are voided so that the ability is 0 again when it is asked for.
  @Test func contentBalancing() throws {
    // The four items that catR's example has given, and the whole of Written3.
    let given = ["12", "33", "46", "63"]
    let bank = Bank(
      name: "tcals",
      items: Tcals.bank.items.filter { given.contains($0.id) || $0.domain == "Written3" })
    var session = try TestSession(
      bank: bank, design: .endless(content: .shares(Self.shares)), seed: 1)
    session.begin(at: 0)
    session.advance(at: 0)
    // Nothing given: the largest share is furthest behind.
    #expect(session.current?.item == "70")

    // Written3 as the last group: its share is made so small that the others come first.
    var late = Self.shares
    late["Written3"] = 0.05
    var other = try TestSession(bank: bank, design: .endless(content: .shares(late)), seed: 1)
    other.begin(at: 0)
    for _ in 0..<4 { Script("1").step(&other) }
    #expect(Set(other.path) == Set(given))
    for item in given { other.void(item, reason: "test", by: "test", at: 9_000) }
    #expect(other.estimate.theta == 0)
    other.advance(at: 9_000)
    #expect(other.current?.item == "70")
    #expect(other.current?.blocked == [.init(rule: .given, count: 4)])
  }

  struct Path: Sendable, CustomTestStringConvertible {
    let answers: String
    let items: [Int]
    let thetas: [Double]
    let errors: [Double]
    var testDescription: String { answers }
  }

  /// Whole paths for fixed answers, by numpy 2.4.6 (2026-11): maximum information, EAP as catR
  /// defines it: N(0, 1), trapezoid on 33 points over [−4, 4] (`eapEst`, `eapSem`).
  static let paths: [Path] = [
    Path(
      answers: "10110100111010010110",
      items: [63, 80, 10, 11, 77, 61, 12, 62, 60, 70, 24, 30, 23, 8, 9, 68, 45, 44, 59, 31],
      thetas: [
        0.6917227673, 0.2410936677, 0.4238321240, 0.5577703908, 0.4160320778, 0.4773709891,
        0.3181298984, 0.1300740229, 0.1868791783, 0.2298702472, 0.2808920050, 0.1202437669,
        0.1548282723, -0.0030891004, -0.1552053916, -0.1182296680, -0.2943356780, -0.2504602240,
        -0.2104529678, -0.2785216435,
      ],
      errors: [
        0.7681681065, 0.6176896345, 0.4690147161, 0.4313562672, 0.3778084514, 0.3523342562,
        0.3354943759, 0.3427932476, 0.3076543840, 0.2924924846, 0.2788060576, 0.2753832449,
        0.2603098664, 0.2668935552, 0.2880799640, 0.2646556561, 0.2903411802, 0.2593341987,
        0.2429787241, 0.2440190036,
      ]),
    Path(
      answers: "11111111111111111111",
      items: [63, 80, 77, 25, 11, 12, 24, 76, 27, 21, 81, 74, 75, 62, 73, 61, 31, 26, 69, 70],
      thetas: [
        0.6917227673, 1.0837311797, 1.2817225901, 1.4416223586, 1.4902710632, 1.5272671018,
        1.5557158258, 1.5858673928, 1.6399942309, 1.6598061302, 1.6729407977, 1.6888942270,
        1.7038450738, 1.7138436543, 1.7270659764, 1.7346894309, 1.7415718513, 1.7525668759,
        1.7589355720, 1.7651097033,
      ],
      errors: [
        0.7681681065, 0.6642097331, 0.6217499451, 0.5882235289, 0.5698565746, 0.5596823918,
        0.5536094973, 0.5526580871, 0.5588340311, 0.5582302391, 0.5553208670, 0.5542197203,
        0.5530795319, 0.5499852801, 0.5502157971, 0.5476504456, 0.5459916056, 0.5461438944,
        0.5445797135, 0.5428149342,
      ]),
    Path(
      answers: "00000000000000000000",
      items: [63, 44, 19, 53, 49, 36, 3, 14, 64, 47, 2, 34, 39, 5, 56, 33, 52, 38, 48, 42],
      thetas: [
        -0.6661838735, -1.1843147020, -1.4617749760, -1.7289836781, -2.0381393784, -2.2893981226,
        -2.5234644472, -2.7535119335, -2.8462536495, -2.9352291528, -3.0138620876, -3.1131183925,
        -3.1812576504, -3.2204031701, -3.2595092352, -3.2990161932, -3.3358386669, -3.3619691233,
        -3.3837156012, -3.4043500738,
      ],
      errors: [
        0.6985161743, 0.5921142363, 0.5369894703, 0.5247868337, 0.5082009157, 0.4857293581,
        0.4716006388, 0.4687177196, 0.4537614528, 0.4440378916, 0.4341949922, 0.4250338221,
        0.4147662339, 0.4047478450, 0.3948490502, 0.3861864847, 0.3780628654, 0.3678775396,
        0.3607997927, 0.3525183972,
      ]),
    Path(
      answers: "01010101010101010101",
      items: [63, 44, 10, 19, 8, 45, 68, 9, 23, 67, 59, 22, 54, 4, 84, 40, 53, 51, 15, 58],
      thetas: [
        -0.6661838735, -0.3841832308, -0.6628027608, -0.4945321572, -0.7018943875, -0.5728906749,
        -0.7486167326, -0.6190020864, -0.7011496778, -0.6391378741, -0.7191099155, -0.6616632222,
        -0.7877424589, -0.7591097643, -0.8174950374, -0.7935874607, -0.9207477597, -0.8875933747,
        -0.9650519796, -0.9321308927,
      ],
      errors: [
        0.6985161743, 0.5805418212, 0.5472467386, 0.4315235182, 0.4337126431, 0.3753076210,
        0.3834937795, 0.3150976078, 0.3194121379, 0.2807049654, 0.2820116981, 0.2573529265,
        0.2715247124, 0.2549838483, 0.2583088067, 0.2440243156, 0.2654998728, 0.2492925604,
        0.2600636408, 0.2457508398,
      ]),
  ]

  @Test(arguments: paths)
  func wholePath(_ path: Path) throws {
    let design = Design.endless(
      estimation: .init(quadrature: Quadrature(from: -4, to: 4, points: 33)), maximumItems: 20)
    let session = try finished(Tcals.bank, design, script: Script(path.answers))
    #expect(session.path == path.items.map(String.init))
    #expect(session.stopReason == .maximumLength)
    for (answer, (theta, error)) in zip(session.answers, zip(path.thetas, path.errors)) {
      #expect(abs(answer.estimate.theta - theta) < 1e-9, "item \(answer.position)")
      #expect(abs(answer.estimate.standardError - error) < 1e-9, "item \(answer.position)")
    }
  }
}
