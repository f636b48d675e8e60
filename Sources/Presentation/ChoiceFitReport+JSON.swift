import Foundation
import ItemBanks
import LearnerModels

extension ChoiceFitReport {
  /// The report as one JSON document with a line end; what has no value is `null`.
  public func json() throws -> Data {
    var fields: [String: JSONValue] = [
      "model": .string(model), "form": .string(form), "method": .string(method.rawValue),
      "trials": .count(trialCount), "actions": .count(actionCount),
      "log_likelihood": .value(logLikelihood),
      "chance_log_likelihood": .value(chanceLogLikelihood),
      "parameters": .array(parameters.map(record)),
      "divergences": divergences.map { .count($0) } ?? .null,
      "problems": .array(problems.map(JSONValue.string)), "trustworthy": .bool(problems.isEmpty),
      "seconds": .value(seconds), "subjects": .array(subjects.map(record)),
      "checks": .array(checks.map(record)),
    ]
    fields["seed"] = seed.map { .value(Double($0)) }
    return try JSONValue.object(fields).line()
  }

  private func record(_ parameter: ParameterSummary) -> JSONValue {
    .object([
      "name": .string(parameter.name), "mean": .value(parameter.mean),
      "sd": .value(parameter.standardDeviation), "q2_5": .value(parameter.lower),
      "q97_5": .value(parameter.upper), "rhat": .value(parameter.rHat),
      "ess_bulk": .value(parameter.bulkSampleSize), "ess_tail": .value(parameter.tailSampleSize),
    ])
  }

  private func record(_ subject: Subject) -> JSONValue {
    .object([
      "subject": .string(subject.name), "trials": .count(subject.trials),
      "log_likelihood": .value(subject.logLikelihood),
      "parameters": .array(
        subject.estimates.map {
          .object([
            "name": .string($0.name), "mean": .value($0.mean),
            "sd": .value($0.standardDeviation), "q2_5": .value($0.lower),
            "q97_5": .value($0.upper),
          ])
        }),
    ])
  }

  private func record(_ check: PosteriorPredictiveCheck) -> JSONValue {
    .object([
      "measure": .string(check.measure.rawValue), "p": .value(check.posteriorPredictiveP),
      "bins": .array(
        check.bins.map {
          .object([
            "first_trial": .count($0.firstTrial), "last_trial": .count($0.lastTrial),
            "observed": .value($0.observed), "mean": .value($0.simulatedMean),
            "q2_5": .value($0.simulatedLower), "q97_5": .value($0.simulatedUpper),
          ])
        }),
    ])
  }
}
