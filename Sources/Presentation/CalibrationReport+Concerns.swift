import Calibration
import Foundation

extension CalibrationReport {
  /// Something about an item that somebody should look at.
  struct Concern: Sendable {
    /// As `--json` has it among `flags`.
    let flag: String
    /// The worse the higher; orders items.
    let weight: Int
    /// Without the item's name, no full stop.
    let words: String
  }

  /// Items with concerns, the worst first; equally bad ones in the order of the data.
  var concerns: [(item: Item, reasons: [Concern])] {
    let fits = Dictionary(itemFit.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let chosen = Dictionary(
      (distractors?.items ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let different = differencesByItem
    let tests = itemFit.count { $0.scoreChiSquare != nil }
    return items.enumerated()
      .map { index, item in
        let reasons = reasons(
          item, fit: fits[item.id], distractors: chosen[item.id], difference: different[item.id],
          level: 0.05 / Double(max(1, tests)))
        return (index, item, reasons.sorted { $0.weight > $1.weight })
      }
      .filter { !$0.2.isEmpty }
      .sorted {
        let (left, right) = ($0.2.map(\.weight), $1.2.map(\.weight))
        return (left[0], left.reduce(0, +), -$0.0) > (right[0], right.reduce(0, +), -$1.0)
      }
      .map { ($0.1, $0.2) }
  }

  /// All flags of an item, those of the estimation first.
  func flags(of item: Item, _ concerns: [String: [Concern]]) -> [String] {
    let known = item.flags.map(\.rawValue)
    return known + (concerns[item.id] ?? []).map(\.flag).filter { !known.contains($0) }
  }

  /// - Parameter level: at which a misfit counts: 0.05 shared among the items (Bonferroni).
  private func reasons(
    _ item: Item, fit: ItemFit?, distractors: DistractorAnalysis.Item?,
    difference: DifferentialItemFunctioning.MantelHaenszel?, level: Double
  ) -> [Concern] {
    var reasons: [Concern] = []
    func add(_ flag: String, _ weight: Int, _ words: String) {
      reasons.append(Concern(flag: flag, weight: weight, words: words))
    }
    let r = Wording.share(item.pointBiserial)
    let a = item.model?.discrimination ?? .nan
    let b = item.model?.difficulty ?? .nan
    if let rival = distractors?.suspectedKey {
      let key = distractors?.options.filter(\.isKey).map(\.name).joined(separator: ", ") ?? ""
      add(
        "suspected_key", 100,
        "able people prefer '\(rival)' to the key '\(key)'; is the key right?")
    }
    for flag in item.flags {
      switch flag {
      case .negativeDiscrimination
      where item.wantsNegativeSlope || !item.flags.contains(.coinLike):
        add(
          flag.rawValue, 99,
          item.wantsNegativeSlope
            ? "able people miss it more often (r \(r)): look at its key, drop it, or give "
              + "--allow-negative; it has no parameters"
            : "able people miss it more often (r \(r)): look at its key, or drop it")
      case .neverSeen:
        add(flag.rawValue, 95, "nobody answered it, so it has no parameters")
      case .constant:
        let all = item.proportionCorrect > 0.5 ? "everybody had it right" : "nobody had it right"
        add(
          flag.rawValue, 90,
          item.model == nil
            ? "\(all), so its difficulty cannot be found"
            : "\(all); its difficulty is what the prior makes of that")
      case .coinLike:
        add(
          flag.rawValue, 80,
          item.coinProbability.map {
            "answers come like a coin's (probability \(Wording.share($0))); "
              + "ability has nothing to do with them"
          }
            ?? "answers have nothing to do with ability (a \(Wording.decimal(a)) ± "
            + "\(error(item.errors?.discrimination))), like a coin's")
      case .atBound where !item.wantsNegativeSlope:
        add(
          flag.rawValue, 85,
          "a parameter ran into its bound (a \(Wording.decimal(a)), b \(Wording.decimal(b))); "
            + "the responses do not hold it, a prior would")
      case .uncertainDifficulty where item.model != nil && !item.flags.contains(.coinLike):
        add(
          flag.rawValue, 30,
          "its difficulty, \(Wording.decimal(b)) ± \(error(item.errors?.difficulty)), lies beyond "
            + "these people")
      case .fewResponses:
        add(flag.rawValue, 20, "only \(Wording.count(item.responses, "response"))")
      case .anchor, .atBound, .negativeDiscrimination, .uncertainDifficulty: break
      }
    }
    let fit = item.model == nil ? nil : fit
    if let test = fit?.scoreChiSquare, test.pValue < level {
      add(
        "misfit", 60,
        "its curve does not fit the answers (S-X² \(Wording.decimal(test.statistic, 1)) on "
          + "\(test.degreesOfFreedom) df, p \(Wording.pValue(test.pValue)))")
    }
    if let found = difference, found.effectSize == .large {
      add(
        "dif", 55,
        "it treats '\(differences?.focal ?? "")' and '\(differences?.reference ?? "")' of equal ability "
          + "differently (Δ \(Wording.decimal(found.delta)), class C)")
    }
    if let moved = link?.found.items.first(where: { $0.id == item.id }), moved.isUnstable {
      add(
        "unstable_link", 58,
        "it has become \(moved.displacement > 0 ? "harder" : "easier") by "
          + "\(Wording.decimal(abs(moved.displacement))) against bank '\(link?.bank ?? "")', unlike the "
          + "other common items; find out why, or leave it out by --link-without")
    }
    if let fit, fit.outfit > 1.5 || fit.infit > 1.5 {
      add(
        "noisy", 50,
        "many answers are surprising (outfit \(Wording.decimal(fit.outfit)), infit "
          + "\(Wording.decimal(fit.infit)))")
    }
    let isExplained = item.flags.contains {
      [.negativeDiscrimination, .coinLike, .constant, .neverSeen].contains($0)
    }
    if !isExplained, model.hasFreeSlopes, a < 0.35 {
      add(
        "low_discrimination", 40,
        "discrimination \(Wording.decimal(a)) is low; it tells little about ability")
    } else if !isExplained, !model.hasFreeSlopes, method != .fewPersons, item.pointBiserial < 0.1,
      // With few items the rest score is too poor a measure to accuse an item.
      items.count >= 10
    {
      add(
        "low_discrimination", 40,
        "it goes little with the other items (r \(r))")
    }
    return reasons
  }

  private var differencesByItem: [String: DifferentialItemFunctioning.MantelHaenszel] {
    Dictionary(
      (differences?.items ?? []).compactMap { item in
        (item.purifiedMantelHaenszel ?? item.mantelHaenszel).map { (item.id, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  private func error(_ value: Double?) -> String { value.map { Wording.decimal($0) } ?? "–" }
}
