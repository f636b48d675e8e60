import ArgumentParser
import Foundation
import ItemBanks
import ItemResponse
import Presentation
import Storage

/// How files of responses are to be understood; the same for every command that reads them.
struct ResponseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Responses are options: the right ones, as a word (DBADB) or a file.", valueName: "key"),
    completion: .file())
  var key: String?

  @Option(
    help: ArgumentHelp(
      "With --key: options that mean no answer, separated by commas; they count as wrong.",
      valueName: "options"))
  var omitted: String?

  @Option(
    help: ArgumentHelp(
      "What stands for not given in a table, separated by commas, besides nothing and NA.",
      valueName: "words"))
  var missing: String?

  @Option(
    help: ArgumentHelp("The column of a table that names the persons.", valueName: "name"))
  var idColumn: String?

  @Option(
    help: ArgumentHelp("The column of a table that names their groups.", valueName: "name"))
  var groupColumn: String?

  @Option(
    help: ArgumentHelp(
      "A column of a table that is not to be read; may be given again.", valueName: "name"))
  var ignoreColumn: [String] = []

  /// Reads files, and texts that are in memory; what is wrong with them is said, all of it.
  ///
  /// - Throws: where there is an error; warnings go to standard error.
  func read(
    _ files: [String], more: [(data: Data, name: String)] = [], allowsPolytomous: Bool = false,
    progress: ProgressLine? = nil
  ) throws -> (matrix: ResponseMatrix, data: ResponseData) {
    for file in files where file != "-" && !FileManager.default.fileExists(atPath: file) {
      throw Failure(.notFound, "\(file): there is no such file.")
    }
    var options = try readerOptions()
    options.allowsPolytomous = allowsPolytomous
    var reader = ResponseReader(options: options)
    for file in files {
      reader.progress = { bytes in
        progress?.say("reading \(file), \(bytes >> 20) MB")
        return true
      }
      reader.read(contentsOf: file)
    }
    for (data, name) in more { reader.read(data, file: name) }
    let data = reader.finish()
    progress?.clear()
    for line in data.report { writeError(line) }
    guard let matrix = data.matrix else {
      throw Failure(
        .badData,
        "\(Wording.count(data.errorCount, "error")); responses with errors are not used.")
    }
    return (matrix, data)
  }

  private func readerOptions() throws -> ResponseReader.Options {
    var options = ResponseReader.Options()
    if let idColumn { options.personColumn = .named(idColumn) }
    options.groupColumn = groupColumn
    options.ignoredColumns = Set(ignoreColumn)
    if let score = words(missing).first(where: { $0 == "0" || $0 == "1" }), key == nil {
      throw Failure(
        .usage, "--missing \(score): 0 and 1 are responses; a word for no response must be another."
      )
    }
    options.missing.formUnion(words(missing))
    if let key {
      var parsed = try optionKey(key)
      parsed.omitted = Set(words(omitted))
      options.key = parsed
    } else if omitted != nil {
      throw Failure(.usage, "--omitted is about options; give the right ones by --key.")
    }
    return options
  }

  private func words(_ list: String?) -> [String] {
    list?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
  }

  /// A bank's own keys, a key file, or the keys themselves.
  private func optionKey(_ text: String) throws -> OptionKey {
    guard FileManager.default.fileExists(atPath: text) else {
      guard !text.contains("/"), !text.contains("."), !text.isEmpty else {
        throw Failure(.notFound, "\(text): there is no such key file.")
      }
      let keys = text.contains(",") ? words(text) : text.map { String($0) }
      return OptionKey(.inOrder(keys))
    }
    guard let data = FileManager.default.contents(atPath: text) else {
      throw Failure(.notFound, "\(text): the key file cannot be read.")
    }
    if text.hasSuffix(".jsonl") {
      let file = BankFile(data, file: text)
      guard let bank = file.bank else { throw Failure(problems: file.errors) }
      return OptionKey(items: bank.items)
    }
    let (key, problems) = OptionKey.read(data, file: text)
    guard let key else { throw Failure(problems: problems) }
    return key
  }
}
