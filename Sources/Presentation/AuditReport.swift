import ItemBanks
import Proctoring

/// The audit of a bank as people and programs read it.
public struct AuditReport: Sendable {
  public let audit: BankAudit
  /// The bank's generation that was judged; `nil` for a file.
  public let generation: Int?

  public init(_ audit: BankAudit, generation: Int?) {
    self.audit = audit
    self.generation = generation
  }

  var bank: Bank { audit.bank }

  /// What stands out, in a few words each; empty where nothing does.
  var findings: [String] {
    func items(_ count: Int, _ one: String, _ several: String) -> String? {
      count == 0 ? nil : "\(Wording.count(count, "item")) \(count == 1 ? one : several)"
    }
    return audit.comparisons.compactMap { comparison in
      let groups = "groups \(comparison.reference) and \(comparison.focal) at equal ability"
      return items(
        comparison.differing.count, "differs between \(groups)", "differ between \(groups)")
    }
      + [
        items(audit.drifting.count, "changed over time", "changed over time"),
        items(
          audit.shifted.count, "is easier or harder than its parameters say",
          "are easier or harder than their parameters say"),
        items(
          audit.misfitting.count, "is not answered as its curve says",
          "are not answered as their curves say"),
        items(audit.cold.count, "is hardly ever given", "are hardly ever given"),
        items(
          audit.retiredInUse.count, "is retired and still in use", "are retired and still in use"),
        items(
          audit.due.count, "has enough answers to be calibrated",
          "have enough answers to be calibrated"),
      ].compactMap { $0 }
  }

  /// Why an item is shifted, where another finding explains it.
  func explanation(ofShiftIn id: String) -> String? {
    if audit.drifting.contains(where: { $0.id == id }) { return "it changed over time" }
    guard
      let comparison = audit.comparisons.first(where: { $0.differing.contains { $0.id == id } })
    else { return nil }
    return "it differs between groups \(comparison.reference) and \(comparison.focal)"
  }
}
