import ArgumentParser
import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Numerical
import Presentation
import Storage
import Terminal

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
      "With --sessions: estimate scored items, too: provisional or all; without it they keep their "
        + "parameters.", valueName: "items"))
  var free: FreeItems?

  @Flag(
    help: "Let pretest items that get parameters become calibrated, and so be scored from now on.")
  var promote = false

  @OptionGroup(title: "Linking")
  var linking: LinkOptions

  @Option(
    help: ArgumentHelp(
      "Take the finished sittings of a bank, too; voided answers are left out.",
      valueName: "bank"))
  var sessions: String?

  @OptionGroup(title: "Responses")
  var input: ResponseOptions

  @Flag(help: "Estimate abilities, too.")
  var abilities = false

  @Option(
    help:
      "With --abilities: how they are estimated: eap (without it), map, mle, wle, mlef, biweight or huber."
  )
  var estimator: AbilityMethod?

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
    try refuseForeignOptions()
    if estimator != nil && !abilities {
      throw ValidationError("--estimator is about --abilities; ask for them, too.")
    }
    if linking.bank != nil, anchor != nil || fixed {
      throw ValidationError(
        "\(fixed ? "--fixed" : "--anchor") estimates on the bank's scale, and --link moves the estimates "
          + "there afterwards; take one of them.")
    }
    try refuseContradictions()
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
    if let out, let source = files.first(where: { isSameFile($0, out) }) {
      throw Failure(
        .usage, "--out \(out) would write over the responses in \(source); name another file.")
    }
    let workspace = Lazy { try location.find() }
    let sittings = try collected(workspace)
    let (all, data) = try input.read(
      try files.map { try path(of: $0, workspace) }, more: try lines(of: sittings),
      progress: progress)
    let target = try CalibrationTarget.find(
      name: bank ?? sessions, files: data, workspace: workspace)
    let anchors = try anchors(all, target)
    let (matrix, scarce) = try withoutScarceItems(all, anchors: anchors)
    let scale = try linking.target(location)
    var report = try CalibrateRun(
      options: self, matrix: matrix, anchors: anchors, progress: progress
    ).report()
    if let scarce { report.remarks.append(scarce) }
    if let words = words(on: sittings, target, anchors: anchors) { report.remarks.append(words) }
    if let scale { try linking.link(&report, to: scale) }
    progress.clear()

    var sentences: [String] = []
    let mayStore = report.isTrustworthy || force
    var problem: (any Error)?
    if mayStore {
      do {
        try interruption.shielding {
          sentences = try keep(&report, target, anchors: Set(anchors.keys))
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
      write(report.text(columns: outputColumns))
      let lines = sentences.flatMap { TextLayout.wrap($0, width: outputColumns).map(\.text) }
      if !lines.isEmpty { write("\n" + Wording.safe(lines.joined(separator: "\n")) + "\n") }
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

  private func collected(_ workspace: Lazy<Workspace>) throws -> [ScoredSitting] {
    guard let sessions else { return [] }
    let sittings = try workspace.value.openStore(readOnly: true).scoredAnswers(ofBank: sessions)
    guard !sittings.isEmpty else {
      throw Failure(
        .badData, "bank '\(sessions)' has no finished sitting with an answer; give tests first.")
    }
    return sittings
  }

  /// The finished sittings as lines of responses, a subject for each sitting.
  private func lines(of sittings: [ScoredSitting]) throws -> [(data: Data, name: String)] {
    guard let sessions, !sittings.isEmpty else { return [] }
    return [(try CollectedResponses.lines(sittings), "sittings of \(sessions)")]
  }

  private func anchors(
    _ matrix: ResponseMatrix, _ target: CalibrationTarget?
  ) throws -> [String: LogisticModel] {
    var anchors: [String: LogisticModel] = [:]
    let own = target?.base?.items ?? []
    if fixed, target?.base == nil {
      throw Failure(.usage, "--fixed keeps a bank's items, and no bank is told; give --bank.")
    }
    for item in own where item.isFixed || (fixed && item.status == .calibrated) || keeps(item) {
      anchors[item.id] = item.parameters
    }
    if let anchor {
      for item in try location.bank(anchor).items where item.status != .retired {
        if let parameters = item.parameters { anchors[item.id] = parameters }
      }
    }
    let common = anchors.filter { matrix.items.index(of: $0.key) != nil }
    if !common.isEmpty {
      try refuseFixedItems(of: target)
    } else if anchor != nil || fixed {
      throw Failure(
        .badData,
        "no item of the responses is an anchor; items must have the same ids in both.")
    }
    return common
  }

  /// Items that the bank itself calls fixed come without an option, so that `validate` knows nothing of
  /// them.
  private func refuseFixedItems(of target: CalibrationTarget?) throws {
    let count = target?.base?.items.count { $0.isFixed } ?? 0
    guard count > 0 else { return }
    let items = "bank '\(target?.name ?? "")' has \(Wording.count(count, "fixed item"))"
    if let way = askedWay, way != .marginal {
      throw Failure(.usage, "\(items), which \(way.option) cannot keep; take --method mml.")
    }
    if linking.bank != nil {
      throw Failure(.usage, "\(items), which --link would move; leave it out.")
    }
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
