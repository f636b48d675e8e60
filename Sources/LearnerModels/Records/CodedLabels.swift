import Foundation

/// Labels of records as numbers: a column of names.
public struct CodedLabels: Sendable {
  public var names: [String]
  /// By record: an index into `names`, or −1 where the record has none.
  public var codes: [Int32]

  public init(names: [String], codes: [Int32]) {
    self.names = names
    self.codes = codes
  }

  /// Only the names that records have, `2` before `10`, with the codes to match.
  func sorted() -> CodedLabels {
    var isUsed = [Bool](repeating: false, count: names.count)
    for code in codes where code >= 0 { isUsed[Int(code)] = true }
    let kept = names.indices.filter { isUsed[$0] }
      .sorted { names[$0].compare(names[$1], options: .numeric) == .orderedAscending }
    var place = [Int32](repeating: -1, count: names.count)
    for (new, old) in kept.enumerated() { place[old] = Int32(new) }
    return CodedLabels(
      names: kept.map { names[$0] }, codes: codes.map { $0 < 0 ? -1 : place[Int($0)] })
  }

  /// The same for names in the order in which records have them.
  func inOrderOfRecords() -> CodedLabels {
    var place = [Int32](repeating: -1, count: names.count)
    var kept: [String] = []
    let codes = codes.map { code -> Int32 in
      guard code >= 0 else { return -1 }
      if place[Int(code)] < 0 {
        place[Int(code)] = Int32(kept.count)
        kept.append(names[Int(code)])
      }
      return place[Int(code)]
    }
    return CodedLabels(names: kept, codes: codes)
  }
}
