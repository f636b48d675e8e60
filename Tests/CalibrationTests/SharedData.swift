import Foundation
import ItemResponse

/// The data sets beside the repository; tests that use them are skipped where they are not.
enum SharedData {
  /// `shared/data` beside the repository, or beside any folder above it.
  static let folder: URL = {
    var place = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    while place.path != "/" {
      place.deleteLastPathComponent()
      let candidate = place.appendingPathComponent("shared/data")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
    }
    return URL(fileURLWithPath: "/nonexistent")
  }()

  static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  /// Rows of a simple CSV by column name; `.gz` through the system's gzip.
  static func table(_ path: String) throws -> (names: [String], rows: [[String]]) {
    let url = folder.appendingPathComponent(path)
    let data: Data
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
    var lines: [[String]] = []
    for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      lines.append(fields.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"")) })
    }
    return (lines[0], Array(lines.dropFirst()))
  }

  static func responses(_ path: String, groups: [String?]? = nil) throws -> ResponseMatrix {
    let (names, rows) = try table(path)
    return ResponseMatrix(
      items: Array(names.dropFirst()), scores: rows.map { $0.dropFirst().map { Int($0) } },
      groups: groups)
  }

  static func column(_ name: String, of path: String) throws -> [String] {
    let (names, rows) = try table(path)
    let index = names.firstIndex(of: name)!
    return rows.map { $0[index] }
  }

  static func numbers(_ name: String, of path: String) throws -> [Double] {
    try column(name, of: path).map { Double($0) ?? .nan }
  }
}
