import AdaptiveTesting
import ArgumentParser
import Foundation
import ItemBanks
import Presentation
import Storage
import Terminal

struct BankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bank",
    abstract: "Keep item banks: check, import, list, show and export them.",
    subcommands: [Check.self, Import.self, List.self, Show.self, Export.self])
}

extension BankCommand {
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report every problem of a bank file, with its line.",
      discussion: "Nothing is stored. The exit status is 65 when there is an error.")

    @Argument(
      help: ArgumentHelp("Bank files.", valueName: "file"), completion: .file(extensions: ["jsonl"])
    )
    var files: [String]

    @Flag(help: "Print one JSON object per problem.")
    var json = false

    func run() throws {
      var errorCount = 0
      for path in files {
        let file = try readBankFile(path)
        let problems = file.problems + designProblems(of: file.bank, path)
        errorCount += problems.count { $0.severity == .error }
        for problem in problems { try report(problem) }
        if let bank = file.bank, !json { write(summary(of: bank, path, problems)) }
      }
      guard errorCount == 0 else {
        throw Failure(
          .badData, "\(Wording.count(errorCount, "error")); a bank with errors cannot be used.")
      }
    }

    private func report(_ problem: BankProblem) throws {
      guard json else { return write(Wording.safe(problem.description) + "\n") }
      try writeJSON(
        ProblemRecord(
          severity: problem.severity == .error ? "error" : "warning", file: problem.file,
          line: problem.line, item: problem.item, message: problem.message))
    }

    private func summary(of bank: Bank, _ path: String, _ problems: [BankProblem]) -> String {
      let isSound = problems.allSatisfy { $0.severity == .warning }
      guard isSound else { return "" }
      var parts = [Wording.count(bank.items.count, "item")]
      if !bank.responses.isEmpty {
        parts.append("responses of \(Wording.count(bank.responses.count, "person", "persons"))")
      }
      return Wording.safe("\(path): no errors; \(Wording.list(parts)).") + "\n"
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Store a bank file as a new generation: all of it or nothing.")

    @Argument(help: "The bank file.", completion: .file(extensions: ["jsonl"]))
    var file: String

    @OptionGroup var location: WorkspaceOptions

    func run() throws {
      let problems = designProblems(of: try readBankFile(file).bank, file)
      guard problems.isEmpty else { throw Failure(problems: problems) }
      let workspace = try location.find()
      let resolved = try workspace.importBank(
        file: file, in: try workspace.openStore(), currentFolder: location.currentFolder,
        at: now())
      for warning in resolved.warnings { writeError(warning.description) }
      let generation = resolved.generation
      write(
        resolved.isNew
          ? "\(generation.bank): \(Wording.count(generation.itemCount, "item")) stored as "
            + "generation \(generation.number).\n"
          : "\(generation.bank): nothing new; generation \(generation.number) has the same items.\n"
      )
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the banks of the workspace.")

    @Flag(help: "Print one JSON object per bank.")
    var json = false

    @OptionGroup var location: WorkspaceOptions

    func run() throws {
      let workspace = try location.find()
      let store = try workspace.openStore()
      for (name, url) in workspace.bankFiles() {
        importQuietly(name, url, workspace, store)
      }
      let summaries = try store.bankSummaries()
      guard !json else {
        for summary in summaries { try writeJSON(BankRecord(summary)) }
        return
      }
      let table = Table(
        [
          .init("bank"), .init("title", isFlexible: true), .init("items", .right),
          .init("calibrated", .right), .init("generation", .right), .init("sittings", .right),
        ],
        rows: summaries.map {
          [
            $0.name, $0.title, "\($0.operationalItemCount)", "\($0.calibratedItemCount)",
            "\($0.generation.number)", "\($0.sittingCount)",
          ]
        })
      write(Wording.safe(table.lines(width: 80).joined(separator: "\n")) + "\n")
    }

    /// A file that is not in force yet is; one that cannot be is said and passed over.
    private func importQuietly(
      _ name: String, _ url: URL, _ workspace: Workspace, _ store: Store
    ) {
      do {
        _ = try workspace.resolveBank(
          name, in: store, currentFolder: location.currentFolder, at: now())
      } catch StoreError.emptyBank {
        writeError("\(name): responses only, no items; calibrate them first.")
      } catch {
        writeError("\(error)")
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a bank, or one item with its curves.")

    @Argument(help: "The name of a bank, or a bank file.")
    var bank: String

    @Argument(help: "The id of an item.")
    var item: String?

    @Option(
      help: ArgumentHelp(
        "Draw the observed proportions of these responses, rather than of those collected; may be given "
          + "again.", valueName: "file"),
      completion: .file())
    var responses: [String] = []

    @OptionGroup(title: "Responses")
    var input: ResponseOptions

    @OptionGroup var location: WorkspaceOptions

    func validate() throws {
      if !responses.isEmpty && item == nil {
        throw ValidationError("--responses are drawn over an item's curve; name the item.")
      }
    }

    func run() throws {
      if bank.contains("/") || bank.hasSuffix(".jsonl") {
        // To look at a file is not to store it.
        return try show(
          try location.bank(bank), generation: nil
        ) { CollectedResponses(file: bank, sittings: [], allowsPolytomous: $0.isPolytomous) }
      }
      let workspace = try location.find()
      let store = try workspace.openStore()
      let resolved = try workspace.resolveBank(
        bank, in: store, currentFolder: location.currentFolder, at: now())
      try show(
        resolved.bank, generation: resolved.generation.number
      ) { bank in
        CollectedResponses(
          file: workspace.ownFile(of: resolved.generation.bank).path,
          sittings: try store.scoredAnswers(ofBank: resolved.generation.bank),
          allowsPolytomous: bank.isPolytomous)
      }
    }

    private func show(
      _ bank: Bank, generation: Int?, collected: (Bank) throws -> CollectedResponses
    ) throws {
      let description = BankDescription(bank, generation: generation, width: outputColumns)
      guard let item else { return write(description.text) }
      let given =
        responses.isEmpty
        ? try collected(bank)
        : CollectedResponses(
          try input.read(responses, allowsPolytomous: bank.isPolytomous).matrix)
      let observed = given.observations(ofItem: item, in: bank)
      guard let text = description.text(ofItem: item, observed: observed) else {
        throw Failure(.notFound, "bank '\(description.bank.name)' has no item '\(item)'.")
      }
      write(text)
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a stored bank as JSON Lines.")

    @Argument(help: "The name of a bank.")
    var bank: String

    @Option(help: ArgumentHelp("Which generation; the newest without it.", valueName: "n"))
    var generation: Int?

    @OptionGroup var location: WorkspaceOptions

    func run() throws {
      let workspace = try location.find()
      let store = try workspace.openStore()
      if generation == nil {
        // A file that was never used is in force all the same.
        _ = try workspace.resolveBank(
          bank, in: store, currentFolder: location.currentFolder, at: now())
      }
      let stored = try store.bank(named: bank, generation: generation)
      write(stored.bank.encoded())
    }
  }
}

private struct ProblemRecord: Encodable {
  let severity: String
  let file: String
  let line: Int?
  let item: String?
  let message: String
}

private struct BankRecord: Encodable {
  let bank: String
  let title: String
  let generation: Int
  let hash: String
  let items: Int
  let calibrated: Int
  let sittings: Int

  init(_ summary: BankSummary) {
    bank = summary.name
    title = summary.title
    generation = summary.generation.number
    hash = summary.generation.contentHash
    items = summary.operationalItemCount
    calibrated = summary.calibratedItemCount
    sittings = summary.sittingCount
  }
}

/// The design of a bank line, which only the engine understands.
private func designProblems(of bank: Bank?, _ path: String) -> [BankProblem] {
  guard let bank, let value = bank.design else { return [] }
  do {
    let design = try Design(value)
    if bank.isAdministrable { _ = try TestSession(bank: bank, design: design, seed: 0) }
    return []
  } catch {
    return [
      BankProblem(
        severity: .error, file: path, line: 1, item: nil, message: "design: " + error.message)
    ]
  }
}

private func readBankFile(_ path: String) throws -> BankFile {
  // By a handle, which reads pipes and devices too: `… | cat bank check /dev/stdin`.
  guard let handle = FileHandle(forReadingAtPath: path),
    let data = try? handle.readToEnd() ?? Data()
  else {
    throw Failure(.notFound, "\(path): there is no such file, or it cannot be read.")
  }
  return BankFile(data, file: path)
}

/// One JSON object on one line of standard output.
private func writeJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  write(try encoder.encode(value) + "\n".utf8)
}
