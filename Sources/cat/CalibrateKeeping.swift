import Calibration
import Foundation
import ItemBanks
import ItemResponse
import Presentation
import Storage

extension Calibrate {
  /// Writes the bank with its new parameters, and stores it, as far as that was asked for.
  ///
  /// - Parameter anchors: items that keep what they had.
  /// - Returns: what to say about it.
  func keep(
    _ report: inout CalibrationReport, _ target: CalibrationTarget?, anchors: Set<String>
  ) throws -> [String] {
    guard !dryRun || out != nil else { return ["Nothing was stored."] }
    guard target != nil || out != nil else {
      return ["Nothing was stored: the files tell no bank; --bank NAME names one."]
    }
    let found = report.items.filter { !anchors.contains($0.id) }
    let parameters = found.compactMap { item in
      item.model.flatMap { $0.discrimination > 0 ? (item: item.id, model: $0) : nil }
    }
    let errors = Dictionary(
      found.compactMap { item in item.errors.flatMap(ParameterErrors.init).map { (item.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    guard !parameters.isEmpty else {
      return ["Nothing was stored: no item has usable parameters."]
    }
    let base = target?.base
    var sentences = try base.map { try compare($0, report, found: parameters.map(\.item)) } ?? []
    let left = found.count - parameters.count
    if left > 0 {
      sentences.append(
        "\(Wording.count(left, "item")) without usable parameters, "
          + (base == nil ? "left out." : "left as before, or out."))
    }
    let name =
      target?.name ?? out.map { URL(filePath: $0).deletingPathExtension().lastPathComponent } ?? ""
    let bank = (base ?? Bank(name: name, items: []))
      .replacingParameters(
        parameters, errors: errors,
        status: report.method == .fewPersons ? .provisional : .calibrated, promotes: promote)
    sentences += words(onTrials: bank, found: Set(parameters.map(\.item)))
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
    }
    return sentences
  }

  /// What became of pretest items that have parameters now.
  private func words(onTrials bank: Bank, found: Set<String>) -> [String] {
    let trial = bank.items.filter { $0.status == .pretest && found.contains($0.id) }
    guard !trial.isEmpty else { return [] }
    let count = Wording.count(trial.count, "pretest item")
    return [
      "\(count) with parameters now, and still not scored: --promote has them scored."
    ]
  }

  /// What the bank has and the responses have not, and the other way round.
  ///
  /// - Throws: where they have nothing in common, which is hardly meant.
  private func compare(
    _ bank: Bank, _ report: CalibrationReport, found: [String]
  ) throws -> [String] {
    var sentences: [String] = []
    let own = Set(bank.items.map(\.id))
    let answered = Set(report.items.map(\.id))
    if !own.isEmpty, own.isDisjoint(with: answered), !dryRun {
      throw Failure(
        .badData,
        "no item of the responses is in bank '\(bank.name)'; name another one by --bank, or store "
          + "nothing by --dry-run.")
    }
    let added = found.count { !own.contains($0) }
    if added > 0 {
      sentences.append(
        "\(Wording.count(added, "item")) that bank '\(bank.name)' did not have, added without a "
          + "question.")
    }
    let silent = bank.items.count { !answered.contains($0.id) && $0.status != .retired }
    if silent > 0 {
      sentences.append(
        "\(Wording.count(silent, "item")) of the bank without responses, left as "
          + "\(silent == 1 ? "it was" : "they were").")
    }
    return sentences
  }
}

/// Whether two paths lead to one file that is there, by whatever names.
func isSameFile(_ first: String, _ second: String) -> Bool {
  var one = stat()
  var other = stat()
  return stat(first, &one) == 0 && stat(second, &other) == 0 && one.st_dev == other.st_dev
    && one.st_ino == other.st_ino
}

extension ParameterErrors {
  /// What a bank keeps of a calibration's errors, one that is not known counting as 0; `nil` where none is.
  fileprivate init?(_ errors: ItemStandardErrors) {
    func known(_ error: Double?) -> Double { error.flatMap { $0.isFinite ? $0 : nil } ?? 0 }
    self.init(
      discrimination: known(errors.discrimination), difficulty: known(errors.difficulty),
      lowerAsymptote: known(errors.lowerAsymptote), upperAsymptote: known(errors.upperAsymptote))
    guard self != ParameterErrors() else { return nil }
  }
}
