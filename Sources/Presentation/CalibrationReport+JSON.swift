import Calibration
import Foundation
import ItemBanks
import ItemResponse

extension CalibrationReport {
  /// The report as one JSON document with a line end; what has no value is `null`.
  public func json() throws -> Data {
    var fields: [String: JSONValue] = [
      "method": .string(method.rawValue),
      "model": .string(model.rawValue),
      "persons": .count(persons),
      "items": .count(items.count),
      "responses": .count(responses),
      "missing": .count(missing),
      "log_likelihood": .value(logLikelihood),
      "parameters": .count(parameterCount),
      "aic": .value(aic),
      "bic": .value(bic),
      "sabic": .value(sabic),
      "iterations": .count(iterations),
      "converged": .bool(converged),
      "trustworthy": .bool(isTrustworthy),
      "warnings": .array(warnings.map { .string($0.rawValue) }),
      "remarks": .array(remarks.map(JSONValue.string)),
      "reliability": .value(reliability),
      "marginal_reliability": .value(marginalReliability),
      "alpha": .value(alpha),
      "seconds": .value(seconds),
      "latent": .object([
        "mean": .value(latent?.mean ?? 0), "sd": .value(latent?.deviation ?? 1),
        "se_sd": .value(latent?.deviationError),
      ]),
      "all_right": .count(allRight),
      "all_wrong": .count(allWrong),
      "item_parameters": .array(itemRecords),
      "information": .array(
        information.map {
          .object(["theta": .value($0.theta), "information": .value($0.information)])
        }),
    ]
    fields["coin_share"] = coinShare.map { .value($0) }
    fields["seed"] = seed.map { .value(Double($0)) }
    if method != .marginal { fields["latent"] = nil }
    if let modelFit {
      fields["fit"] = .object([
        "m2": test(modelFit.m2), "rmsea": .value(modelFit.rmsea),
        "rmsea_interval": .array([
          .value(modelFit.rmseaInterval.lowerBound), .value(modelFit.rmseaInterval.upperBound),
        ]),
        "srmsr": .value(modelFit.srmsr), "tli": .value(modelFit.tli),
        "cfi": .value(modelFit.cfi), "persons": .count(modelFit.personCount),
      ])
    }
    if let localDependence {
      fields["local_dependence"] = .object([
        "mean_q3": .value(localDependence.mean),
        "pairs": .array(
          localDependence.suspicious().map {
            .object([
              "first": .string($0.first), "second": .string($0.second),
              "q3": .value($0.correlation),
            ])
          }),
      ])
    }
    if let distractors { fields["distractors"] = .array(distractors.items.map(record)) }
    if let comparison {
      fields["comparison"] = .array(comparison.rows.map(record))
      fields["preferred_model"] = comparison.preferred.map { .string($0.rawValue) }
    }
    if let prediction {
      let found = prediction.evaluation
      fields["holdout"] = .object([
        "share": .value(prediction.share), "seed": .value(Double(prediction.seed)),
        "responses": .count(found.count), "log_loss": .value(found.logLoss),
        "auc": .value(found.areaUnderCurve), "accuracy": .value(found.accuracy),
        "brier_score": .value(found.brierScore),
      ])
    }
    if differences != nil || likelihoodDifferences != nil { fields["dif"] = differenceRecord }
    if abilityMethod != nil || method == .fewPersons {
      fields["abilities"] = .array(abilities.map(record))
      fields["ability_method"] = abilityMethod.map { .string($0.rawValue) }
    }
    fields["link"] = linkRecord
    fields["stored"] = stored.map {
      .object(["bank": .string($0.bank), "generation": .count($0.generation)])
    }
    return try JSONValue.object(fields).line()
  }

  private var itemRecords: [JSONValue] {
    let fits = Dictionary(itemFit.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let reasons = Dictionary(
      concerns.map { ($0.item.id, $0.reasons) }, uniquingKeysWith: { first, _ in first })
    return items.map { item in
      var fields: [String: JSONValue] = [
        "id": .string(item.id),
        "n": .count(item.responses),
        "p": .value(item.proportionCorrect),
        "r_pbis": .value(item.pointBiserial),
        "alpha_if_dropped": .value(item.alphaIfDropped),
        "a": .value(item.model?.discrimination),
        "b": .value(item.model?.difficulty),
        "c": .value(item.model?.lowerAsymptote),
        "d": .value(item.model?.upperAsymptote),
        "se_a": .value(item.errors?.discrimination),
        "se_b": .value(item.errors?.difficulty),
        "se_c": .value(item.errors?.lowerAsymptote),
        "se_d": .value(item.errors?.upperAsymptote),
        "se_intercept": .value(item.errors?.intercept),
        "flags": .array(flags(of: item, reasons).map(JSONValue.string)),
        "reasons": .array((reasons[item.id] ?? []).map { .string($0.words) }),
      ]
      fields.merge(intervals(of: item)) { first, _ in first }
      fields["coin_probability"] = item.coinProbability.map { .value($0) }
      if let fit = fits[item.id], item.model != nil {
        fields["infit"] = .value(fit.infit)
        fields["outfit"] = .value(fit.outfit)
        fields["s_x2"] = .value(fit.scoreChiSquare?.statistic)
        fields["s_x2_df"] = fit.scoreChiSquare.map { .count($0.degreesOfFreedom) } ?? .null
        fields["s_x2_p"] = .value(fit.scoreChiSquare?.pValue)
      }
      return .object(fields)
    }
  }

  /// The 95 % ones.
  private func intervals(of item: Item) -> [String: JSONValue] {
    let found = item.model.flatMap { model in item.errors.map { ItemIntervals(model, $0) } }
    func ends(_ interval: ClosedRange<Double>?) -> JSONValue {
      interval.map { .array([.value($0.lowerBound), .value($0.upperBound)]) } ?? .null
    }
    return [
      "interval_a": ends(found?.discrimination), "interval_b": ends(found?.difficulty),
      "interval_c": ends(found?.lowerAsymptote), "interval_d": ends(found?.upperAsymptote),
      "interval_intercept": ends(found?.intercept),
    ]
  }

  private func record(_ item: DistractorAnalysis.Item) -> JSONValue {
    .object([
      "id": .string(item.id),
      "suspected_key": item.suspectedKey.map(JSONValue.string) ?? .null,
      "unused": .array(item.unusedOptions.map(JSONValue.string)),
      "options": .array(
        item.options.map {
          .object([
            "option": .string($0.name), "n": .count($0.count),
            "proportion": .value($0.proportion), "r_pbis": .value($0.pointBiserial),
            "key": .bool($0.isKey),
          ])
        }),
    ])
  }

  private func record(_ row: ModelComparison.Row) -> JSONValue {
    .object([
      "model": .string(row.model.rawValue), "log_likelihood": .value(row.logLikelihood),
      "parameters": .count(row.parameterCount), "aic": .value(row.aic), "bic": .value(row.bic),
      "sabic": .value(row.sabic),
      "likelihood_ratio": row.likelihoodRatio.map(test) ?? .null,
    ])
  }

  private func record(_ ability: Ability) -> JSONValue {
    var fields: [String: JSONValue] = [
      "id": .string(ability.id), "n": .count(ability.responses), "theta": .value(ability.theta),
      "se": .value(ability.standardError),
    ]
    fields["lz"] = ability.personFit.map { .value($0) }
    return .object(fields)
  }

  private var differenceRecord: JSONValue {
    var fields: [String: JSONValue] = [:]
    if let differences {
      fields["reference"] = .string(differences.reference)
      fields["focal"] = .string(differences.focal)
      fields["reference_persons"] = .count(differences.referencePersons)
      fields["focal_persons"] = .count(differences.focalPersons)
      fields["matching"] = .string(differences.matching.name)
      fields["purification"] = .object([
        "mantel_haenszel": .string(differences.mantelHaenszelPurification.outcome.rawValue),
        "logistic": .string(differences.logisticPurification.outcome.rawValue),
      ])
    }
    if let ratio = likelihoodDifferences {
      fields["focal_mean"] = .value(ratio.focalMean)
      fields["likelihood_ratio_purification"] = .string(ratio.purification.outcome.rawValue)
      fields["focal_sd"] = .value(ratio.focalStandardDeviation)
    }
    fields["items"] = .array(
      items.indices.map { index in
        let item = differences?.items[index]
        var fields: [String: JSONValue] = ["id": .string(items[index].id)]
        fields["mantel_haenszel"] = item?.mantelHaenszel.map(record)
        fields["mantel_haenszel_purified"] = item?.purifiedMantelHaenszel.map(record)
        let obstacles = [item?.mantelHaenszelObstacle, item?.logisticObstacle].compactMap {
          $0?.words
        }
        if !obstacles.isEmpty {
          fields["not_tested"] = .array(obstacles.map(JSONValue.string))
        }
        fields["logistic"] = item?.logistic.map(record)
        fields["logistic_purified"] = item?.purifiedLogistic.map(record)
        if let ratio = likelihoodDifferences?.items[index] {
          fields["likelihood_ratio"] = ratio.test.map(test) ?? .null
          fields["flagged"] = .bool(ratio.isFlagged)
          fields["likelihood_ratio_converged"] = .bool(ratio.converged)
        }
        return .object(fields)
      })
    return .object(fields)
  }

  private func record(_ found: DifferentialItemFunctioning.MantelHaenszel) -> JSONValue {
    .object([
      "statistic": .value(found.test.statistic), "p": .value(found.test.pValue),
      "odds_ratio": .value(found.oddsRatio), "se_log_odds": .value(found.logOddsRatioStandardError),
      "delta": .value(found.delta), "class": .string(found.effectSize.rawValue),
    ])
  }

  private func record(_ found: DifferentialItemFunctioning.Logistic) -> JSONValue {
    .object([
      "both": test(found.both), "uniform": test(found.uniform),
      "nonuniform": test(found.nonuniform), "added_r2": .value(found.addedRSquare),
      "class": .string(found.effectSize.rawValue),
    ])
  }

  private func test(_ found: ChiSquareTest) -> JSONValue {
    .object([
      "statistic": .value(found.statistic), "df": .count(found.degreesOfFreedom),
      "p": .value(found.pValue),
    ])
  }
}

extension JSONValue {
  static func count(_ number: Int) -> JSONValue { .number(Double(number)) }

  /// `null` for what is no finite number, which JSON cannot say.
  static func value(_ number: Double?) -> JSONValue {
    number.flatMap { $0.isFinite ? .number($0) : nil } ?? .null
  }

  /// On one line, with its end.
  func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + "\n".utf8
  }
}
