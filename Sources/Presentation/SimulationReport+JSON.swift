import AdaptiveTesting
import Foundation
import ItemBanks
import Simulation

extension SimulationReport {
  /// One object a line and a design; each but the first has its comparison with the first. With records,
  /// the line of a design is followed by one for each person.
  public func json(records: Bool = false) throws -> Data {
    var data = Data()
    for (number, outcome) in outcomes.enumerated() {
      var fields = record(of: outcome)
      if number > 0, number <= comparisons.count {
        fields["compared_with_first"] = .object(record(of: comparisons[number - 1]))
      }
      data += try JSONValue.object(fields).line()
      guard records else { continue }
      for (person, sitting) in outcome.sittings.enumerated() {
        data += try record(of: sitting, person: person, in: outcome).line()
      }
    }
    return data
  }

  private func record(of outcome: Outcome) -> [String: JSONValue] {
    let summary = outcome.summary
    let exposure = summary.exposure
    var fields = record(of: summary.accuracy)
    fields["bank"] = .string(bank)
    fields["design"] = .string(outcome.name)
    fields["population"] = .string(population)
    fields["seed"] = .number(Double(seed))
    fields["people"] = .count(summary.people)
    fields["mean_length"] = .value(summary.length.mean)
    fields["sd_length"] = .value(summary.length.standardDeviation)
    fields["min_length"] = .count(summary.length.minimum)
    fields["max_length"] = .count(summary.length.maximum)
    fields["max_exposure"] = .value(exposure.maximum)
    fields["overlap"] = .value(exposure.overlap)
    fields["pool"] = .count(exposure.pool.count)
    fields["unused_items"] = .count(exposure.unusedCount)
    var rates: [String: JSONValue] = [:]
    for item in exposure.pool {
      rates[outcome.plan.bank.items[item].id] = .value(exposure.rates[item])
    }
    fields["exposure"] = .object(rates)
    var reasons: [String: JSONValue] = [:]
    for (reason, count) in summary.stopReasons { reasons[reason.rawValue] = .count(count) }
    fields["stop_reasons"] = .object(reasons)
    fields["deciles"] = .array(summary.deciles.map(record(of:)))
    fields["conditional"] = .array(summary.conditional.map(record(of:)))
    if !summary.blueprint.domains.isEmpty {
      fields["blueprint"] = record(of: summary.blueprint)
    }
    if let classification = outcome.classification(at: cuts) {
      fields["classification"] = record(of: classification)
    }
    fields["seconds"] = .value(outcome.seconds)
    fields["sessions_per_second"] = .value(outcome.sittingsPerSecond)
    return fields
  }

  private func record(of group: SimulationSummary.AbilityGroup) -> JSONValue {
    var fields = record(of: group.accuracy)
    fields["from"] = .value(group.theta.lowerBound)
    fields["to"] = .value(group.theta.upperBound)
    fields["mean_theta"] = .value(group.meanTheta)
    fields["people"] = .count(group.people)
    fields["mean_length"] = .value(group.length.mean)
    return .object(fields)
  }

  private func record(of blueprint: Blueprint) -> JSONValue {
    .object([
      "met": .value(blueprint.metShare),
      "domains": .array(
        blueprint.domains.map {
          .object([
            "domain": .string($0.id), "target": .value($0.target), "mean": .value($0.mean),
            "min": .value($0.minimum), "max": .value($0.maximum),
          ])
        }),
    ])
  }

  private func record(of classification: ClassificationAccuracy) -> JSONValue {
    .object([
      "right": .value(classification.rightShare), "kappa": .value(classification.kappa),
      "cuts": .array(
        classification.cuts.map {
          .object([
            "theta": .value($0.theta), "right": .value($0.rightShare),
            "sensitivity": .value($0.sensitivity), "specificity": .value($0.specificity),
            "kappa": .value($0.kappa), "decided": .value($0.decidedShare),
          ])
        }),
    ])
  }

  private func record(of accuracy: SimulationSummary.Accuracy) -> [String: JSONValue] {
    [
      "bias": .value(accuracy.bias), "rmse": .value(accuracy.rootMeanSquareError),
      "mae": .value(accuracy.meanAbsoluteError), "mean_se": .value(accuracy.meanStandardError),
      "correlation": .value(accuracy.correlation), "coverage": .value(accuracy.coverage),
    ]
  }

  private func record(of comparison: DesignComparison) -> [String: JSONValue] {
    func difference(_ value: DesignComparison.Difference) -> JSONValue {
      .object([
        "difference": .value(value.value),
        "interval": .array([
          .value(value.interval.lowerBound), .value(value.interval.upperBound),
        ]),
      ])
    }
    return [
      "length": difference(comparison.length), "bias": difference(comparison.bias),
      "absolute_error": difference(comparison.absoluteError),
      "squared_error": difference(comparison.squaredError),
      "max_exposure": difference(comparison.maximumExposure),
      "overlap": difference(comparison.overlap),
    ]
  }

  private func record(
    of sitting: SimulatedSitting, person: Int, in outcome: Outcome
  ) -> JSONValue {
    .object([
      "design": .string(outcome.name), "person": .count(person + 1),
      "true_theta": .value(sitting.theta), "theta": .value(sitting.estimate.theta),
      "se": .value(sitting.estimate.standardError),
      "method": .string(sitting.estimate.method.rawValue),
      "se_kind": .string(sitting.estimate.standardErrorKind.rawValue),
      "length": .count(sitting.length), "stop_reason": .string(sitting.stopReason.rawValue),
      "items": .array(
        sitting.items.map { .string(outcome.plan.bank.items[Int($0)].id) }),
      "scores": .array(sitting.scores.map { .count(Int($0)) }),
    ])
  }
}
