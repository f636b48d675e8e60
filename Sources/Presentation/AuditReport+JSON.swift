import Calibration
import Foundation
import ItemBanks
import Proctoring

extension AuditReport {
  /// One object and the end of the line.
  public func json() throws -> Data {
    let times = audit.sittings.compactMap { $0.session.events.first?.time }
    let use = audit.use.filter { $0.status == .provisional || $0.status == .calibrated }
    return try JSONValue.object([
      "bank": .string(bank.name), "bank_version": generation.map(JSONValue.count) ?? .null,
      "bank_hash": .string(bank.contentHash),
      "generations": .array(Set(audit.sittings.map(\.generation)).sorted().map(JSONValue.count)),
      "sittings": .count(audit.sittings.count),
      "persons": .count(Set(audit.sittings.map(\.person)).count),
      "left_out": .count(audit.leftOutCount),
      "first": times.min().map { .string(Wording.timestamp($0)) } ?? .null,
      "last": times.max().map { .string(Wording.timestamp($0)) } ?? .null,
      "rate": .value(audit.criteria.review.rate),
      "people": .object([
        "mean": .value(audit.review.people.mean),
        "sd": .value(audit.review.people.standardDeviation),
      ]),
      "overlap": .value(audit.review.overlap),
      "max_exposure": .value(use.map(\.exposure).max()),
      "unused_items": .count(use.count { $0.givenCount == 0 }),
      "items": .array(zip(audit.review.items, audit.use).map(record)),
      "cuts": .array(audit.cuts.map { .value($0) }),
      "groups": .array(audit.groups.map(record)),
      "ungrouped": .count(audit.ungroupedCount),
      "comparisons": .array(audit.comparisons.map(record)),
      "retired_in_use": .array(audit.retiredInUse.map(record)),
      "missing_items": .object(audit.missingItems.mapValues(JSONValue.count)),
    ]).line()
  }

  private func record(of test: ItemReview.Test) -> [String: JSONValue] {
    [
      "statistic": .value(test.statistic), "p": .value(test.probability),
      "p_adjusted": .value(test.adjustedProbability),
    ]
  }

  private func record(of item: ItemReview, _ use: ItemUse) -> JSONValue {
    var fields: [String: JSONValue] = [
      "id": .string(item.id), "status": .string(use.status.rawValue),
      "available": .count(use.availableCount), "given": .count(use.givenCount),
      "expected": .value(use.expectedCount), "exposure": .value(use.exposure),
      "cold": .bool(use.isCold), "n": .count(item.count), "se": .value(item.standardError),
      "needed": item.neededCount.map(JSONValue.count) ?? .null,
      "effective": .value(item.effectiveCount), "due": .bool(item.isDueForCalibration),
      "shift": .null, "drift": .null, "fit": .null,
    ]
    if let shift = item.shift {
      fields["shift"] = .object(
        record(of: shift.test).merging(["logits": .value(shift.logits)]) { $1 })
    }
    if let drift = item.drift {
      let isKnown = audit.sittings.indices.contains(drift.after)
      fields["drift"] = .object(
        record(of: drift.test).merging([
          "after": isKnown ? .string(audit.sittings[drift.after].code) : .null
        ]) { $1 })
    }
    if let fit = item.fit {
      fields["fit"] = .object(
        record(of: fit.test).merging([
          "infit": .value(fit.infit), "outfit": .value(fit.outfit),
        ]) { $1 })
    }
    fields["thirds"] = .array(
      item.groups.map {
        .object([
          "n": .value($0.count), "observed": .value($0.observed), "expected": .value($0.expected),
          "residual": .value($0.residual),
        ])
      })
    return .object(fields)
  }

  // MARK: Groups

  private func record(of group: GroupScores) -> JSONValue {
    .object([
      "group": .string(group.group), "results": .count(group.count),
      "persons": .count(group.personCount), "mean": .value(group.mean),
      "sd": .value(group.standardDeviation),
      "mastery": .array(group.masteryShares.map { .value($0) }),
    ])
  }

  private func record(of difference: GroupDifference) -> JSONValue {
    .object(["difference": .value(difference.value), "interval": interval(difference.interval)])
  }

  private func interval(_ interval: ClosedRange<Double>) -> JSONValue {
    .array([.value(interval.lowerBound), .value(interval.upperBound)])
  }

  private func record(of comparison: GroupComparison) -> JSONValue {
    let differing = Set(comparison.differing.map(\.id))
    return .object([
      "reference": .string(comparison.reference), "focal": .string(comparison.focal),
      "scores": comparison.scores.map(record) ?? .null,
      "mastery": .array(comparison.mastery.map(record)),
      "tested": .count(comparison.testedCount),
      "purification": .string(comparison.purification.outcome.rawValue),
      "items": .array(
        comparison.items.filter { $0.referenceCount + $0.focalCount > 0 }
          .map { record(of: $0, isFlagged: differing.contains($0.id)) }),
    ])
  }

  private func record(of item: ItemDifference, isFlagged: Bool) -> JSONValue {
    var fields: [String: JSONValue] = [
      "id": .string(item.id), "n_reference": .count(item.referenceCount),
      "n_focal": .count(item.focalCount), "differs": .bool(isFlagged), "shift": .null,
      "mantel_haenszel": .null, "logistic": .null, "obstacle": .null,
    ]
    if let shift = item.shift {
      fields["shift"] = .object(
        record(of: shift.test).merging([
          "logits": .value(shift.logits), "se": .value(shift.standardError),
          "interval": interval(shift.interval),
        ]) { $1 })
    }
    if let mantel = item.mantelHaenszel {
      fields["mantel_haenszel"] = .object([
        "statistic": .value(mantel.test.statistic), "p": .value(mantel.test.pValue),
        "odds_ratio": .value(mantel.oddsRatio), "delta": .value(mantel.delta),
        "se_delta": .value(mantel.deltaStandardError),
        "class": .string(mantel.effectSize.rawValue),
      ])
    }
    if let logistic = item.logistic {
      fields["logistic"] = .object([
        "statistic": .value(logistic.both.statistic), "p": .value(logistic.both.pValue),
        "p_uniform": .value(logistic.uniform.pValue),
        "p_nonuniform": .value(logistic.nonuniform.pValue),
        "p_nonuniform_adjusted": .value(item.nonuniform?.adjustedProbability),
        "added_r_square": .value(logistic.addedRSquare),
        "class": .string(logistic.effectSize.rawValue),
      ])
    }
    switch item.obstacle {
    case .fewAnswers(let group):
      fields["obstacle"] = .object(["kind": .string("few_answers"), "group": .string(group)])
    case .constant(let group):
      fields["obstacle"] = .object(["kind": .string("constant"), "group": .string(group)])
    case nil: break
    }
    return .object(fields)
  }

  private func record(of use: RetiredUse) -> JSONValue {
    .object([
      "id": .string(use.id),
      "since": use.since.map { .string(Wording.timestamp($0)) } ?? .null,
      "given": .count(use.givenCount),
      "open_sittings": .array(use.openSittings.map { .string($0) }),
    ])
  }
}
