import Foundation
import LearnerModels
import Numerical

/// The practice logs beside the repository; studies that use them are skipped where they are not.
enum PracticeData {
  static let folder: URL? = {
    var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let data = folder.appendingPathComponent("shared/data")
      if FileManager.default.fileExists(atPath: data.path) { return data }
    }
    return nil
  }()

  static func has(_ path: String) -> Bool {
    guard let folder else { return false }
    return FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  static func lines(_ path: String) throws -> [String] {
    let url = folder!.appendingPathComponent(path)
    var data = Data()
    if path.hasSuffix(".gz") {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/gzip")
      process.arguments = ["-dc", url.path]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
    } else {
      data = try Data(contentsOf: url)
    }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }

  /// A line a student: name, then 0 or 1 an answer.
  static func problemSet(_ path: String) throws -> PracticeLog {
    let rows = try lines(path).map { $0.split(separator: " ") }
    return PracticeLog(
      students: rows.map { String($0[0]) }, skills: ["set"],
      sequences: rows.map { $0.dropFirst().map { .init(skill: 0, isCorrect: $0 == "1") } })
  }

  /// Three lines a student: how many, skills, answers. Skills are numbered alike in every file.
  static func threeLines(_ path: String) throws -> PracticeLog {
    let all = try lines(path)
    var sequences: [[PracticeLog.Interaction]] = []
    for start in stride(from: 0, to: all.count - 2, by: 3) {
      let skills = all[start + 1].split(separator: ",").compactMap { Int($0) }
      let answers = all[start + 2].split(separator: ",").compactMap { Int($0) }
      sequences.append(
        zip(skills, answers).map { .init(skill: $0 - 1, isCorrect: $1 == 1) })
    }
    return PracticeLog(
      students: sequences.indices.map(String.init), skills: (1...124).map(String.init),
      sequences: sequences)
  }

  static func synthetic(_ version: Int) throws -> PracticeLog {
    let name = "kt_synthetic5/naive_c5_q50_s4000_v\(version)"
    let concepts = try lines(name + "_info.csv").dropFirst().map {
      Int($0.split(separator: ",")[2])!
    }
    let sequences = try lines(name + ".csv.gz").map { line in
      line.split(separator: ",").enumerated().map { item, answer in
        PracticeLog.Interaction(skill: concepts[item], item: item, isCorrect: answer == "1")
      }
    }
    return PracticeLog(
      students: sequences.indices.map(String.init), skills: (1...5).map(String.init),
      items: (1...50).map(String.init), sequences: sequences)
  }

  static func accuracy(
    of predictor: some NextAnswerPredictor, on log: PracticeLog
  ) -> PredictionAccuracy {
    PredictionAccuracy(
      predictions: log.sequences.flatMap { sequence in
        zip(predictor.predictions(for: sequence), sequence).map {
          (p: $0, score: $1.isCorrect ? 1 : 0)
        }
      })
  }
}
