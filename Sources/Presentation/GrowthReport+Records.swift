import Foundation
import ItemBanks
import ItemResponse
import Simulation

extension GrowthReport {
  /// One object.
  public func json() throws -> Data {
    try JSONValue.object([
      "bank": .string(bank), "target_se": .value(growth.target),
      "max_items": .count(growth.maximumLength), "reached": .bool(growth.isReached),
      "reached_before": .value(
        Double(growth.present.count { $0.isReached }) / Double(growth.present.count)),
      "least_length": growth.leastLength.map(JSONValue.count) ?? .null,
      "fewest_of_best_kind": .count(growth.fewestOfBestKind), "pool": .count(growth.pool.count),
      "new_items": .count(growth.newItems.count),
      "mean_length_before": .value(BankGrowth.meanLength(growth.present)),
      "mean_length": .value(BankGrowth.meanLength(growth.grown)),
      "abilities": .array(
        zip(growth.present, growth.grown).map { now, then in
          .object([
            "theta": .value(now.theta), "before": record(of: now), "after": record(of: then),
          ])
        }),
      "bands": .array(
        bands.map {
          .object([
            "from": .value($0.range.lowerBound), "to": .value($0.range.upperBound),
            "there": .count($0.there.count), "write": .count($0.toWrite.count),
            "example": $0.example.map { .string($0.id) } ?? .null,
          ])
        }),
      "items": .array(growth.newItems.map(record(of:))),
      "people_each": .count(peopleEach), "seed": .number(Double(seed)),
      "seconds": .value(seconds),
    ]).line()
  }

  private func record(of place: BankGrowth.Place) -> JSONValue {
    .object([
      "smallest_se": .value(place.smallestStandardError),
      "fewest_items": place.fewestItems.map(JSONValue.count) ?? .null,
      "reached_share": .value(place.reachedShare), "mean_length": .value(place.meanLength),
    ])
  }

  private func record(of item: BankGrowth.NewItem) -> JSONValue {
    let parameters = item.item.parameters
    return .object([
      "domain": item.domain.map(JSONValue.string) ?? .null, "location": .value(item.location),
      "expected_share": .value(expectedShare(item)), "a": .value(parameters?.discrimination),
      "b": .value(parameters?.difficulty), "c": .value(parameters?.lowerAsymptote),
      "d": .value(parameters?.upperAsymptote),
    ])
  }

  /// A line for each item to be written.
  public func csv() -> Data {
    var table = CSVText(["domain", "location", "expected_share", "a", "b", "c", "d"])
    for item in growth.newItems {
      let parameters = item.item.parameters
      table.append(
        [.text(item.domain ?? ""), .number(item.location), .number(expectedShare(item))]
          + [
            parameters?.discrimination, parameters?.difficulty, parameters?.lowerAsymptote,
            parameters?.upperAsymptote,
          ].map { .number($0 ?? .nan) })
    }
    return table.data
  }
}
