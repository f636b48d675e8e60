import Foundation
import ItemBanks
import Simulation

extension SimulationReport {
  /// A table for spreadsheets, of all designs.
  ///
  /// - Parameter records: a line a person; without it a line for each item that might have been given.
  public func csv(records: Bool = false) -> Data {
    records ? personTable : exposureTable
  }

  private var exposureTable: Data {
    var table = CSVText(["design", "item", "domain", "given", "rate"])
    for outcome in outcomes {
      let exposure = outcome.summary.exposure
      for number in exposure.pool {
        let item = outcome.plan.bank.items[number]
        let rate = exposure.rates[number]
        table.append([
          .text(outcome.name), .text(item.id), .text(item.domain ?? ""),
          .count(Int((rate * Double(outcome.sittings.count)).rounded())), .number(rate),
        ])
      }
    }
    return table.data
  }

  private var personTable: Data {
    var table = CSVText([
      "design", "person", "true_theta", "theta", "se", "method", "se_kind", "length", "stop_reason",
      "items", "scores",
    ])
    for outcome in outcomes {
      for (person, sitting) in outcome.sittings.enumerated() {
        let items = sitting.items.map { outcome.plan.bank.items[Int($0)].id }
        table.append([
          .text(outcome.name), .count(person + 1), .number(sitting.theta),
          .number(sitting.estimate.theta), .number(sitting.estimate.standardError),
          .text(sitting.estimate.method.rawValue),
          .text(sitting.estimate.standardErrorKind.rawValue), .count(sitting.length),
          .text(sitting.stopReason.rawValue), .text(items.joined(separator: " ")),
          .text(sitting.scores.map(String.init).joined(separator: " ")),
        ])
      }
    }
    return table.data
  }
}
