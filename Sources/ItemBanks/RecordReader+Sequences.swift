import Foundation
import ItemResponse

// Practice logs of the knowledge-tracing literature: three lines a student (number of answers; skills; right or
// wrong) or four (row and student; problems; skills; right or wrong), separated by commas.

extension RecordReader {
  /// Whether the fields are those of a practice log.
  var takesSequences: Bool {
    Set(fields.map(\.name)).isSuperset(of: ["subject", "skill", "item", "correct"])
  }

  mutating func readSequences(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let form = SequenceLines(bytes),
      let subject = fields.firstIndex(where: { $0.name == "subject" }),
      let skill = fields.firstIndex(where: { $0.name == "skill" }),
      let item = fields.firstIndex(where: { $0.name == "item" }),
      let correct = fields.firstIndex(where: { $0.name == "correct" })
    else { return }
    var lines = SequenceLines.Lines(bytes)
    while let head = lines.next() {
      line = lines.number
      let name = form.hasItems ? String(head.split(separator: ",").last ?? "") : nextStudent()
      var parts: [[Substring]] = []
      for _ in 1..<form.linesPerStudent {
        guard let text = lines.next() else {
          return fail(
            "the file ends in the middle of a student; every student has "
              + "\(form.linesPerStudent) lines.", line: line)
        }
        parts.append(text.split(separator: ","))
      }
      guard Set(parts.map(\.count)).count == 1 else {
        let counts = parts.map { String($0.count) }.joined(separator: ", ")
        fail(
          "the lines of this student have \(counts) entries; they must have as many each.",
          line: line)
        continue
      }
      let (skills, answers) = (parts[parts.count - 2], parts[parts.count - 1])
      for place in skills.indices {
        clearValues()
        values[subject] = .joined(name)
        values[skill] = .joined(String(skills[place]))
        if form.hasItems { values[item] = .joined(String(parts[0][place])) }
        values[correct] = .joined(String(answers[place]))
        line = lines.number
        appendRecord()
      }
    }
  }
}

/// The form of a file that begins as such practice logs do.
struct SequenceLines {
  /// Whether a line of problems comes before the skills.
  let hasItems: Bool
  var linesPerStudent: Int { hasItems ? 4 : 3 }

  /// `nil` where the first lines are not those of a student.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var lines = Lines(bytes)
    guard let head = lines.next(), head.allSatisfy({ $0.isNumber || $0 == "," }) else { return nil }
    let heads = head.split(separator: ",").count
    hasItems = heads == 2
    guard heads == 1 || heads == 2 else { return nil }
    var counts: Set<Int> = []
    var last = ""
    for _ in 1..<linesPerStudent {
      guard let text = lines.next() else { return nil }
      counts.insert(text.split(separator: ",").count)
      last = text
    }
    let isAnswers = last.allSatisfy { $0 == "0" || $0 == "1" || $0 == "," }
    guard counts.count == 1, isAnswers, hasItems || Int(head) == counts.first else { return nil }
  }

  /// The lines that are not empty.
  struct Lines {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var start = 0
    private(set) var number = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func next() -> String? {
      while start < bytes.count {
        let end = firstIndex(of: UInt8(ascii: "\n"), in: bytes, from: start) ?? bytes.count
        let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
        start = end + 1
        number += 1
        if !line.allSatisfy(isSpace) {
          return String(decoding: line, as: UTF8.self).trimmingCharacters(
            in: .whitespacesAndNewlines)
        }
      }
      return nil
    }
  }
}
