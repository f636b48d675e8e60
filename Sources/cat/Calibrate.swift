import ArgumentParser
import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Presentation
import Storage

struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Estimate item parameters from responses.",
    discussion: """
      FILE is JSON Lines, or a table (CSV, TSV): a row for each person and a column for each item, or \
      a row for each response. Where the files tell which bank they belong to, or --bank does, the \
      result becomes its next generation, which cat take uses at once.
      """)

  enum Fit: String, ExpressibleByArgument, CaseIterable { case auto, all, none }

  @Argument(
    help: ArgumentHelp(
      "Files of responses, or names of banks whose files hold some; - is standard input.",
      valueName: "file"),
    completion: .file())
  var files: [String] = []

  @OptionGroup(title: "Estimation")
  var estimation: EstimationOptions

  @Option(
    help: ArgumentHelp(
      "Keep the parameters of this bank's items; the others come out on their scale.",
      valueName: "bank"),
    completion: .file(extensions: ["jsonl"]))
  var anchor: String?

  @Flag(help: "Keep the parameters of the bank's own items that are calibrated.")
  var fixed = false

  @Option(
    help: ArgumentHelp(
      "Take the finished sittings of a bank, too; voided answers are left out.",
      valueName: "bank"))
  var sessions: String?

  @OptionGroup(title: "Responses")
  var input: ResponseOptions

  @Flag(help: "Estimate abilities, too.")
  var abilities = false

  @Option(help: "How abilities are estimated: eap, map, mle or wle.")
  var estimator: AbilityMethod = .eap

  @Option(help: "Fit statistics: auto (those that take no time), all or none.")
  var fit: Fit = .auto

  @Option(
    help: ArgumentHelp("Estimate these models, too, and compare: 1pl,2pl.", valueName: "models"))
  var compare: ModelList?

  @Option(
    help: ArgumentHelp(
      "Keep out this share of the responses, and predict it.", valueName: "share"))
  var holdout: Double?

  @Option(
    help: ArgumentHelp(
      "Look for items that treat this group differently.", valueName: "group"))
  var dif: String?

  @Option(
    help: ArgumentHelp("With --dif: the group to compare with.", valueName: "group"))
  var reference: String?

  @Option(help: ArgumentHelp("Make every random choice repeatable.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("Store the result as this bank's next generation.", valueName: "name"))
  var bank: String?

  @Option(
    help: ArgumentHelp("Write the bank with its parameters to a file.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var out: String?

  @Flag(help: "Store nothing.")
  var dryRun = false

  @Flag(help: "Store a result that is not to be trusted.")
  var force = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var location: WorkspaceOptions

  func validate() throws {
    guard !files.isEmpty || sessions != nil else {
      throw ValidationError("Name at least one file of responses, or a bank by --sessions.")
    }
    if let seed, seed >= 1 << 53 {
      throw ValidationError("--seed must be below 9007199254740992 (2^53).")
    }
    if let holdout, !(holdout > 0 && holdout < 1) {
      throw ValidationError("--holdout is \(holdout); it must be between 0 and 1, as 0.1.")
    }
    for model in compare?.models ?? [] { try estimation.checkAsymptotes(of: model) }
    if estimation.method == .cml {
      let others = [
        compare == nil ? nil : "--compare", holdout == nil ? nil : "--holdout",
        anchor == nil ? nil : "--anchor", fixed ? "--fixed" : nil,
      ].compactMap { $0 }
      guard others.isEmpty else {
        throw ValidationError("\(others[0]) goes with --method mml, not with cml.")
      }
    }
    if reference != nil && dif == nil {
      throw ValidationError("--reference is about --dif; name the group to look at by --dif.")
    }
    if dryRun, bank != nil {
      throw ValidationError("--bank stores and --dry-run does not; leave one of them out.")
    }
  }

  func run() throws {
    let progress = ProgressLine()
    let interruption = Interruption(
      saying: "Interrupted; nothing was stored.", progress: progress)
    let workspace = Lazy { try location.find() }
    let (matrix, data) = try input.read(
      try files.map { try path(of: $0, workspace) }, more: try collected(workspace),
      progress: progress)
    let target = try CalibrationTarget.find(
      name: bank ?? sessions, files: data, workspace: workspace)
    let anchors = try anchors(matrix, target)
    var report = try CalibrateRun(
      options: self, matrix: matrix, anchors: anchors, progress: progress
    ).report()
    progress.clear()

    var sentences: [String] = []
    let mayStore = report.isTrustworthy || force
    var problem: (any Error)?
    if mayStore {
      do {
        try interruption.shielding {
          sentences = try keep(&report, target, anchors: anchors)
        }
      } catch {
        // An hour's work is shown even where it cannot be kept.
        problem = error
      }
    }
    interruption.end()
    if json {
      write(try report.json())
      for sentence in sentences { writeError(sentence) }
    } else {
      write(report.text())
      if !sentences.isEmpty { write("\n" + Wording.safe(sentences.joined(separator: "\n")) + "\n") }
    }
    if let problem { throw problem }
    guard report.isTrustworthy else {
      let reasons = report.untrustworthy.joined(separator: " ")
      throw Failure(
        .notToBeTrusted,
        force ? reasons : reasons + " Nothing was stored; --force stores it all the same.")
    }
  }

  // MARK: Where responses come from

  /// A bank's name stands for its file in the workspace, where there is no such file here.
  private func path(of file: String, _ workspace: Lazy<Workspace>) throws -> String {
    guard file != "-", !FileManager.default.fileExists(atPath: file), !file.contains("/"),
      !file.contains(".")
    else { return file }
    let own = try workspace.value.bankFolder.appending(path: file + ".jsonl").path
    return FileManager.default.fileExists(atPath: own) ? own : file
  }

  /// The finished sittings as lines of responses, a subject for each sitting.
  private func collected(_ workspace: Lazy<Workspace>) throws -> [(data: Data, name: String)] {
    guard let sessions else { return [] }
    let sittings = try workspace.value.openStore(readOnly: true).scoredAnswers(ofBank: sessions)
    guard !sittings.isEmpty else {
      throw Failure(
        .badData, "bank '\(sessions)' has no finished sitting with an answer; give tests first.")
    }
    return [(try CollectedResponses.lines(sittings), "sittings of \(sessions)")]
  }

  private func anchors(
    _ matrix: ResponseMatrix, _ target: CalibrationTarget?
  ) throws -> [String: LogisticModel] {
    var anchors: [String: LogisticModel] = [:]
    if fixed {
      guard let items = target?.base?.items else {
        throw Failure(.usage, "--fixed keeps a bank's items, and no bank is told; give --bank.")
      }
      for item in items where item.status == .calibrated { anchors[item.id] = item.parameters }
    }
    if let anchor {
      for item in try location.bank(anchor).items where item.status != .retired {
        if let parameters = item.parameters { anchors[item.id] = parameters }
      }
    }
    guard anchor != nil || fixed else { return [:] }
    let common = anchors.filter { matrix.items.index(of: $0.key) != nil }
    guard !common.isEmpty else {
      throw Failure(
        .badData,
        "no item of the responses is an anchor; items must have the same ids in both.")
    }
    return common
  }

  // MARK: Where the result goes

  /// - Returns: what to say about it.
  private func keep(
    _ report: inout CalibrationReport, _ target: CalibrationTarget?,
    anchors: [String: LogisticModel]
  ) throws -> [String] {
    let found = report.items.filter { anchors[$0.id] == nil }
    let status: Item.Status = report.method == .fewPersons ? .provisional : .calibrated
    let parameters = found.compactMap { item in
      item.model.flatMap { $0.discrimination > 0 ? (item: item.id, model: $0) : nil }
    }
    var sentences: [String] = []
    let left = found.count - parameters.count
    let base = target?.base
    let name =
      target?.name ?? out.map { URL(filePath: $0).deletingPathExtension().lastPathComponent } ?? ""
    if let base {
      guard !dryRun || out != nil || !base.items.isEmpty else { return [] }
      let own = Set(base.items.map(\.id))
      let added = parameters.count { !own.contains($0.item) }
      if !own.isEmpty, added == parameters.count {
        throw Failure(
          .badData,
          "no item of the responses is in bank '\(base.name)'; give another one by --bank, or "
            + "--dry-run to store nothing.")
      }
      if added > 0 {
        sentences.append(
          "\(Wording.count(added, "item")) that bank '\(base.name)' did not have, added without a "
            + "question.")
      }
      let answered = Set(report.items.map(\.id))
      let silent = base.items.count { !answered.contains($0.id) && $0.status != .retired }
      if silent > 0 {
        sentences.append(
          "\(Wording.count(silent, "item")) of the bank without responses, left as "
            + "\(silent == 1 ? "it was" : "they were").")
      }
    }
    if left > 0 {
      sentences.append(
        "\(Wording.count(left, "item")) without usable parameters, "
          + (base == nil ? "left out." : "left as before, or out."))
    }
    let bank = (base ?? Bank(name: name, items: []))
      .replacingParameters(parameters, status: status)
    if let out {
      do {
        try bank.encoded().write(to: URL(filePath: out), options: .atomic)
      } catch {
        throw Failure(.cannotWrite, "\(out): it cannot be written; nothing was stored.")
      }
      sentences.append("Written to \(out).")
    }
    if dryRun {
      sentences.append("Nothing was stored.")
    } else if let target {
      let (generation, isNew) = try target.store(bank)
      report.stored = .init(bank: generation.bank, generation: generation.number)
      sentences.append(
        isNew
          ? "Stored as generation \(generation.number) of bank '\(generation.bank)'."
          : "Nothing new: generation \(generation.number) of bank '\(generation.bank)' says the same."
      )
    } else if out == nil {
      sentences = ["Nothing was stored: the files tell no bank; --bank NAME names one."]
    }
    return sentences
  }
}

/// Found out when it is first needed, and then kept.
final class Lazy<Value> {
  private let make: () throws -> Value
  private var made: Value?

  init(_ make: @escaping () throws -> Value) { self.make = make }

  var value: Value {
    get throws {
      if let made { return made }
      let value = try make()
      made = value
      return value
    }
  }
}
