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
}
