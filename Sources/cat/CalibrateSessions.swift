import ArgumentParser
import Calibration
import ItemBanks
import ItemResponse
import Presentation
import Storage

/// Items that a calibration from sittings estimates although the bank has parameters of them.
enum FreeItems: String, ExpressibleByArgument, CaseIterable { case provisional, all }

/// Calibration from collected sittings: what was scored keeps its parameters and holds the scale, and what was on
/// trial comes out on it (fixed parameter calibration; Kim 2006, doi:10.1111/j.1745-3984.2006.00021.x).
extension Calibrate {
  /// With fewer answers, even a Rasch difficulty is uncertain by more than a logit (Linacre 1994, Rasch Measurement
  /// Transactions 7:4, 328: 30 answers for ±1 logit with 95 % confidence).
  static let fewestAnswers = 30

  /// Whether the bank's own items hold the scale by themselves.
  private var keepsScoredItems: Bool {
    sessions != nil && free != .all && !fixed && anchor == nil && linking.bank == nil
  }

  /// Whether an item of the bank keeps its parameters because nothing else was said.
  func keeps(_ item: Item) -> Bool {
    keepsScoredItems && item.isOperational && (free != .provisional || item.status == .calibrated)
  }

  func refuseContradictions() throws {
    if free != nil {
      guard sessions != nil else {
        throw ValidationError(
          "--free is about --sessions; from files, items are free unless --fixed or --anchor keeps them."
        )
      }
      if fixed || anchor != nil {
        throw ValidationError(
          "--free and \(fixed ? "--fixed" : "--anchor") both say which items keep their parameters; "
            + "leave one of them out.")
      }
      if linking.bank != nil, free == .provisional {
        throw ValidationError("--link moves free estimates; with it, --free can only be all.")
      }
    }
    if keepsScoredItems, let way = askedWay, way != .marginal {
      throw ValidationError(
        "--sessions keeps the parameters of scored items, which \(way.option) cannot; give --free all, "
          + "too.")
    }
    if promote, estimation.fewPersons == .always {
      throw ValidationError(
        "--promote lets items be scored, and --few-persons always finds no more than provisional "
          + "parameters; leave one of them out.")
    }
  }

  /// The responses without items that would get parameters from too few of them, where others hold the scale; and
  /// what to say of that.
  ///
  /// - Throws: where nothing is left to estimate.
  func withoutScarceItems(
    _ matrix: ResponseMatrix, anchors: [String: LogisticModel]
  ) throws -> (matrix: ResponseMatrix, remark: String?) {
    guard keepsScoredItems, !anchors.isEmpty else { return (matrix, nil) }
    let counts = matrix.items.indices.map { item in
      (0..<matrix.personCount).count { matrix[person: $0, item: item] != nil }
    }
    let free = matrix.items.indices.filter { anchors[matrix.items[$0]] == nil }
    guard !free.isEmpty else {
      throw Failure(
        .badData,
        "every item that was answered keeps its parameters, so there is nothing to estimate; "
          + "\(self.free == nil ? "--free provisional estimates those that are an expert's guess, too, " : "")"
          + "--free all estimates every one.")
    }
    let scarce = free.filter { counts[$0] < Self.fewestAnswers }
    guard !scarce.isEmpty else { return (matrix, nil) }
    let named = scarce.prefix(10).map { "\(matrix.items[$0]) (\(counts[$0]))" }
    let more = scarce.count > named.count ? " and \(scarce.count - named.count) more" : ""
    let words =
      "\(Wording.count(scarce.count, "item")) with fewer than \(Self.fewestAnswers) answers left as "
      + "\(scarce.count == 1 ? "it is" : "they are"): " + named.joined(separator: ", ") + more + "."
    guard scarce.count < free.count else {
      throw Failure(.badData, "too few answers to estimate anything: \(words)")
    }
    let isScarce = Set(scarce)
    return (matrix.items(at: matrix.items.indices.filter { !isScarce.contains($0) }), words)
  }

  /// Whose parameters were kept, where sittings had others.
  func words(
    on sittings: [ScoredSitting], _ target: CalibrationTarget?, anchors: [String: LogisticModel]
  ) -> String? {
    let generations = Set(sittings.map(\.generation)).sorted()
    guard keepsScoredItems, !anchors.isEmpty, generations.count > 1 else { return nil }
    return "The sittings were given under generations "
      + Wording.list(generations.map(String.init))
      + " of the bank; what is kept are the parameters now in force. Which parameters picked the items plays no "
      + "part in what the answers say."
  }
}
