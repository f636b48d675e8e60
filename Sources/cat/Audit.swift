import ArgumentParser
import Foundation
import ItemBanks
import Presentation
import Proctoring
import Storage

struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at what all sittings tell of a bank: use, drift, misfit, fairness.",
    discussion: """
      BANK is the name of a bank in the workspace, whose parameters in force are judged, or the path of a \
      bank file, whose own are. Every sitting of the bank is rebuilt by replay.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, html, json
  }

  @Argument(
    help: "The name of a bank, or a bank file.", completion: .file(extensions: ["jsonl"]))
  var bank: String

  @Option(help: "text to read, html for a browser or paper, json for programs.")
  var format: Format?

  // Proctoring has flags of its own.
  @ArgumentParser.Flag(help: "The same as --format json.")
  var json = false

  @Option(
    help: ArgumentHelp("Write the report as a web page, too.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var html: String?

  @Option(
    help: ArgumentHelp(
      "Only the sittings begun on that day or later.", discussion: "As 2026-11-21.",
      valueName: "date"))
  var since: LocalDay?

  @Option(
    help: ArgumentHelp(
      "Compare only this group with the reference; may be given again.", valueName: "group"))
  var dif: [String] = []

  @Option(
    help: ArgumentHelp(
      "The group that the others are compared with; the largest without it.", valueName: "group"))
  var reference: String?

  @Option(
    help: ArgumentHelp(
      "Cut scores in logits, for the shares of groups at or above them.",
      discussion: "Default: the design's own, or else where the bank's levels begin.",
      valueName: "θ,…"))
  var cut: NumberList?

  @Option(
    help: ArgumentHelp(
      "Of the items named, the share that may be named by chance; 0.05 without it.",
      valueName: "share"))
  var rate = 0.05

  @Option(
    help: ArgumentHelp(
      "How many logits a difficulty's error may have for an item to be calibrated; 0.15 without it.",
      valueName: "logits"))
  var se = 0.15

  @Option(help: ArgumentHelp("How many threads; all cores without it.", valueName: "n"))
  var threads: Int?

  @OptionGroup var location: WorkspaceOptions

  private var chosen: Format { json ? .json : format ?? .text }

  func validate() throws {
    if json, let format, format != .json {
      throw ValidationError("--json is --format json; leave one of --json and --format out.")
    }
    if !(rate > 0 && rate <= 0.5) {
      throw ValidationError("--rate is \(rate); it must be above 0 and at most 0.5.")
    }
    if !(se > 0 && se <= 2) {
      throw ValidationError("--se is \(se); it must be above 0 and at most 2 logits.")
    }
    if let threads, threads < 1 {
      throw ValidationError("--threads is \(threads); it must be 1 or more.")
    }
    if let far = cut?.values.first(where: { !(abs($0) <= 10) }) {
      throw ValidationError("--cut has \(far); it must lie within ±10 logits.")
    }
    if let reference, dif.contains(reference) {
      throw ValidationError("--dif and --reference name the same group, '\(reference)'.")
    }
  }

  func run() throws {
    let store = try location.find().openStore()
    let (judged, generation) = try judgedBank(in: store)
    let (sittings, failure) = try sittings(of: judged, in: store)
    try checkGroups(of: sittings)
    let audit = BankAudit(
      of: sittings, bank: judged,
      retired: try generation.map { try store.retirements(upTo: $0) } ?? [:],
      criteria: .init(
        review: .init(rate: rate, standardError: se), cuts: cut?.values, reference: reference,
        focal: dif.isEmpty ? nil : dif), threads: threads)
    guard !audit.sittings.isEmpty else {
      throw failure
        ?? Failure(
          .notFound,
          "bank '\(judged.name)': no sitting has an answer that counts; there is nothing "
            + "to audit yet.")
    }
    try deliver(AuditReport(audit, generation: generation?.number))
    if let failure { throw failure }
  }

  private func deliver(_ report: AuditReport) throws {
    let document = chosen != .json || html != nil ? report.document() : nil
    let page = document?.html(footer: "cat \(Cat.version), cat audit") ?? ""
    switch chosen {
    case .text: write(document?.text(columns: outputColumns) ?? "")
    case .html: write(page)
    case .json: write(try report.json())
    }
    if let html { try save(Data(page.utf8), to: html) }
  }

  // MARK: What is judged

  private func judgedBank(in store: Store) throws -> (bank: Bank, generation: Generation?) {
    if bank.contains("/") || bank.hasSuffix(".jsonl") { return (try location.bank(bank), nil) }
    let resolved = try location.find().resolveBank(
      bank, in: store, currentFolder: location.currentFolder, at: now())
    return (resolved.bank, resolved.generation)
  }

  /// The sittings, the first begun first, and why some are left out; where there were several, they are told.
  private func sittings(
    of bank: Bank, in store: Store
  ) throws -> (sittings: [BankAudit.Sitting], failure: Failure?) {
    let codes = try store.sittings(bank: bank.name, since: since?.milliseconds).reversed()
      .map(\.code)
    guard !codes.isEmpty else {
      throw Failure(
        .notFound,
        "bank '\(bank.name)': there is no sitting \(since == nil ? "yet" : "since then"); there is nothing "
          + "to audit.")
    }
    let progress = ProgressLine()
    var replayer = SittingReplayer(store: store)
    var sittings: [BankAudit.Sitting] = []
    var failure: Failure?
    // So many that every thread has some, and few enough for the bar to move.
    for start in stride(from: 0, to: codes.count, by: 250) {
      progress.show(
        fraction: Double(start) / Double(codes.count), "\(start) of \(codes.count) sittings read")
      let block = Array(codes[start..<min(start + 250, codes.count)])
      for result in try replayer.replay(block, threads: threads) {
        switch result {
        case .success(let replayed):
          sittings.append(
            .init(
              code: replayed.header.session, person: replayed.header.person,
              generation: replayed.header.bankVersion, session: replayed.session))
        case .failure(let found):
          failure?.report()
          failure = found
        }
      }
    }
    progress.clear()
    return (sittings, failure)
  }

  private func checkGroups(of sittings: [BankAudit.Sitting]) throws {
    let asked = [reference].compactMap { $0 } + dif
    guard !asked.isEmpty else { return }
    let names = Set(sittings.filter(\.hasEvidence).compactMap(\.group)).sorted()
    let option = reference == nil ? "--dif" : "--reference"
    guard !names.isEmpty else {
      throw Failure(
        .badData,
        "\(option) needs groups, and no sitting has one; cat take --group NAME records it.")
    }
    if let unknown = asked.first(where: { !names.contains($0) }) {
      throw Failure(
        .badData,
        "there is no group '\(unknown)'; the groups are "
          + "\(Wording.list(names.prefix(10).map { "'\($0)'" })).")
    }
    guard names.count > 1 else {
      throw Failure(
        .badData,
        "\(option) compares groups, and all sittings with one are of '\(names[0])'.")
    }
    if reference == nil, Set(dif).count == names.count {
      throw Failure(.badData, "--dif names every group; leave out the one to compare with.")
    }
  }
}

extension Store {
  /// When the items retired in a generation went out of use: when the first came into force of those since which
  /// they have been retired without a break.
  func retirements(upTo generation: Generation) throws -> [String: Int64] {
    var retired: [String: Int64] = [:]
    var open: Set<String>?
    for number in stride(from: generation.number, through: 1, by: -1) {
      let stored = try bank(named: generation.bank, generation: number)
      let now = Set(stored.bank.items.lazy.filter { $0.status == .retired }.map(\.id))
      let still = open.map { $0.intersection(now) } ?? now
      guard !still.isEmpty else { break }
      for id in still { retired[id] = stored.generation.importedAt }
      open = still
    }
    return retired
  }
}
