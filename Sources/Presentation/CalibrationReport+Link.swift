import Calibration
import ItemBanks
import Terminal

extension CalibrationReport {
  /// The change of scale and the items that it rests on, those that moved most first.
  func linkTable(_ columns: Int) -> [String] {
    guard let (found, bank) = link else { return [] }
    func error(_ value: Double?) -> String { value.map { " ± \(Wording.decimal($0))" } ?? "" }
    let count = found.items.count
    let shift = found.linking.intercept
    var lines = wrapped(
      "Linked to bank '\(bank)' by \(found.method.words) through "
        + "\(Wording.count(count, "common item")): θ* = A θ + B, A "
        + "\(Wording.decimal(found.linking.slope, 3))\(error(found.slopeStandardError)), B "
        + "\(Wording.decimal(shift, 3))\(error(found.interceptStandardError))"
        + (count < 5 ? ". So few items hold a scale badly." : "."), columns)
    let items = found.items.sorted { abs($0.displacement) > abs($1.displacement) }
    let shown = items.prefix(max(20, items.count(where: \.isUnstable)))
    lines += Table(
      [
        .init("item", importance: 9, isFlexible: true),
        .init("b linked", .point, importance: 7), .init("b there", .point, importance: 7),
        .init("moved", .point, importance: 9), .init("z", .point, importance: 6),
        .init("a linked", .point, importance: 3), .init("a there", .point, importance: 3),
        .init("curves", .point, importance: 5), .init("", importance: 8),
      ],
      rows: shown.map {
        [
          $0.id, Wording.decimal($0.linked.difficulty), Wording.decimal($0.target.difficulty),
          Wording.decimal($0.displacement), $0.robustZ.map { Wording.decimal($0) } ?? "",
          Wording.decimal($0.linked.discrimination), Wording.decimal($0.target.discrimination),
          Wording.share($0.curveDistance, 3), $0.isUnstable ? "unstable" : "",
        ]
      }
    ).lines(width: columns)
    if items.count > shown.count {
      lines.append("and \(items.count - shown.count) that moved less")
    }
    return lines
  }

  var linkRecord: JSONValue? {
    guard let (found, bank) = link else { return nil }
    return .object([
      "bank": .string(bank), "method": .string(found.method.rawValue),
      "a": .value(found.linking.slope), "b": .value(found.linking.intercept),
      "se_a": .value(found.slopeStandardError), "se_b": .value(found.interceptStandardError),
      "common_items": .array(
        found.items.map {
          .object([
            "id": .string($0.id), "a": .value($0.linked.discrimination),
            "b": .value($0.linked.difficulty), "bank_a": .value($0.target.discrimination),
            "bank_b": .value($0.target.difficulty), "displacement": .value($0.displacement),
            "robust_z": .value($0.robustZ), "curve_distance": .value($0.curveDistance),
            "unstable": .bool($0.isUnstable),
          ])
        }),
    ])
  }
}

extension Linking.Method {
  fileprivate var words: String {
    switch self {
    case .meanSigma: "mean and sigma"
    case .meanMean: "mean and mean"
    case .haebara: "Haebara's criterion"
    case .stockingLord: "Stocking and Lord's criterion"
    }
  }
}
