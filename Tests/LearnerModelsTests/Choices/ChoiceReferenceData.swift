import Foundation
import LearnerModels

/// Published choices beside the repository; tests that use them are skipped where they are not.
enum ChoiceReferenceData {
  static let folder: URL? = {
    var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let shared = folder.appendingPathComponent("shared/data")
      if FileManager.default.fileExists(atPath: shared.path) { return shared }
    }
    return nil
  }()

  static func rows(_ path: String, separatedBy separator: Character = ",") throws -> [[Double]] {
    let text = try String(contentsOf: folder!.appendingPathComponent(path), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
      line.split(separator: separator).map { Double($0)! }
    }
  }

  /// 31 people × 440 trials of the alien-matching task.
  static func aliens() throws -> ChoiceLog {
    let columns = try ["seasons", "aliens", "actions", "rewards"].map {
      try rows("rl_eckstein_1735/\($0).csv")
    }
    let subjects = columns[0][0].indices
    return ChoiceLog(
      subjects: subjects.map { "\($0)" }, contexts: ["0", "1", "2"], states: ["0", "1", "2", "3"],
      actions: ["0", "1", "2"],
      sequences: subjects.map { subject in
        columns[0].indices.map { trial in
          ChoiceLog.Trial(
            context: Int(columns[0][trial][subject]), state: Int(columns[1][trial][subject]),
            action: Int(columns[2][trial][subject]), reward: columns[3][trial][subject])
        }
      })
  }

  /// Bandits of hBayesDM's example data, subjects in the file's order: 20 people × 100 trials with two arms,
  /// or 10 × 200 with four, whose reward is gain less loss.
  static func bandit(arms: Int) throws -> ChoiceLog {
    let rows = try rows("rl_hbayesdm/bandit\(arms)arm.tsv", separatedBy: "\t")
    var sequences: [[ChoiceLog.Trial]] = []
    var subjects: [String] = []
    for row in rows {
      if subjects.last != "\(Int(row[0]))" {
        subjects.append("\(Int(row[0]))")
        sequences.append([])
      }
      sequences[sequences.count - 1].append(
        arms == 2
          ? ChoiceLog.Trial(action: Int(row[2]) - 1, reward: row[3])
          : ChoiceLog.Trial(action: Int(row[3]) - 1, reward: row[1] + row[2]))
    }
    return ChoiceLog(
      subjects: subjects, actions: (1...arms).map { "\($0)" }, sequences: sequences)
  }
}
