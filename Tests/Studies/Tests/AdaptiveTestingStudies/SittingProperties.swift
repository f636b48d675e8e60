import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Numerical

/// What must hold of every sitting of every design; each check says what it found wrong.
struct SittingProperties {
  let plan: TestPlan
  let content: ContentOracle
  let session: TestSession
  var design: Design { plan.design }
  private(set) var problems: [String] = []

  init(of session: TestSession, _ plan: TestPlan, _ content: ContentOracle) {
    self.session = session
    self.plan = plan
    self.content = content
    guard session.status == .finished, let reason = session.stopReason else {
      problems = ["it does not end"]
      return
    }
    checkItems()
    checkProposals()
    checkEstimates()
    problems += StopOracle(session, content).problems(reason)
    problems += content.problems(of: session)
    checkReplay()
  }

  private mutating func expect(_ holds: Bool, _ problem: @autoclosure () -> String) {
    if !holds { problems.append(problem()) }
  }

  private mutating func checkItems() {
    let path = session.path
    expect(Set(path).count == path.count, "an item is given twice: \(path)")
    let asks = plan.bank.isAdministrable
    for answer in session.answers {
      let item = answer.item
      expect(
        item.isOperational && (!asks || item.question != nil), "\(item.id) may not be given")
      expect(design.selection.items?.contains(item.id) ?? true, "\(item.id) is not on the list")
    }
    expect(path.count <= design.stopping.maximumItems ?? .max, "\(path.count) items are too many")
    if let list = design.selection.items, content.isFree {
      expect(Array(list.prefix(path.count)) == path, "\(path) is not the order of \(list)")
    }
  }

  private mutating func checkProposals() {
    let isDraw = design.selection.criterion.isDraw
    let poolCount = plan.pool.count
    for (place, proposal) in session.proposals.enumerated() {
      let blocked = proposal.blocked.reduce(0) { $0 + $1.count }
      expect(
        proposal.eligible > 0 && proposal.eligible + blocked == poolCount,
        "\(proposal.eligible) + \(blocked) are not the \(poolCount) of the pool")
      expect(proposal.position == place + 1, "item \(place) is at position \(proposal.position)")
      let most =
        isDraw
        ? proposal.eligible
        : min(proposal.eligible, design.selection.randomesque.size(at: proposal.position))
      expect((1...most).contains(proposal.drawnFrom), "drawn from \(proposal.drawnFrom) of \(most)")
      expect(!isDraw || proposal.drawnFrom == most, "a draw from \(proposal.drawnFrom) of \(most)")
      expect(proposal.runnerUp?.item != proposal.item, "\(proposal.item) comes second to itself")
      expect(
        (proposal.runnerUp == nil) == (isDraw || proposal.eligible == 1),
        "runner-up \(String(describing: proposal.runnerUp)) of \(proposal.eligible)")
      expect(
        proposal.value.isFinite && proposal.runnerUp?.value.isFinite ?? true,
        "\(proposal.item) is worth \(proposal.value), the next \(proposal.runnerUp?.value ?? 0)")
      let blocks = proposal.blocked
      expect(
        Set(blocks.map(\.rule)).count == blocks.count && blocks.allSatisfy { $0.count > 0 },
        "blocked: \(blocks)")
    }
  }

  private mutating func checkEstimates() {
    for answer in session.answers {
      let estimate = answer.estimate
      // Information-based errors are infinite where the answers tell nothing at the estimate.
      let mayBeInfinite =
        [.information, .informationAndPrior, .weightedInformation]
        .contains(estimate.standardErrorKind)
      expect(
        estimate.theta.isFinite && estimate.standardError > 0
          && (estimate.standardError.isFinite || mayBeInfinite),
        "item \(answer.position): \(estimate)")
      expect(
        answer.milliseconds >= 0 && answer.information >= 0 && answer.information.isFinite,
        "item \(answer.position): \(answer.milliseconds) ms, information \(answer.information)")
    }
    let remaining = session.itemsRemaining
    expect(session.progress == 1 && remaining == 0...0, "it is over and yet not")
  }

  /// Through the bytes of its log, so that they are held to the engine, too.
  private mutating func checkReplay() {
    let header = SessionHeader(
      session: "K7F-2QD", bank: plan.bank.name, bankVersion: 1, bankHash: "", person: "p",
      design: design, seed: session.seed, programVersion: "0")
    let log = SessionLog(header: header, events: session.events)
    do {
      let read = try SessionLog(log.encoded())
      expect(read == log, "the log changes in its file")
      let replayed = try TestSession(
        replaying: read.events, bank: plan.bank, design: read.header.design, seed: read.header.seed)
      expect(replayed.events == session.events, "the replay has other events")
      expect(replayed.answers == session.answers, "the replay has other answers")
      expect(replayed.estimate == session.estimate, "the replay has another estimate")
    } catch {
      problems.append("replay: \(error)")
    }
  }
}

extension TestSession {
  var proposals: [Proposal] {
    events.compactMap { if case .presented(let proposal) = $0.kind { proposal } else { nil } }
  }

  var path: [String] { proposals.map(\.item) }
}
