import Foundation
import ItemBanks

/// Which record of the data a prediction is about, so that the two can be joined.
struct RecordPlace {
  let file: String
  let line: Int
  /// As the data have it.
  let block: String?
  /// As the data number it, within the block; else counted from 1, over all that the subject did.
  let number: Double
}

/// Looks up which record stands where in a log.
struct RecordPlaces {
  private let table: RecordTable
  private let indices: [[Int]]
  private let order: [Double]?
  private let blocks: RecordTable.Names?

  /// - Parameter indices: by subject, those of a log that was made of the table's records.
  init(_ table: RecordTable, _ indices: [[Int]]?) {
    self.table = table
    self.indices = indices ?? []
    order = table.numbers("order")
    blocks = table.names("block")
  }

  subscript(subject: Int, index: Int) -> RecordPlace {
    let record = indices[subject][index]
    let place = table.place(of: record)
    return RecordPlace(
      file: place.file, line: place.line,
      block: blocks.flatMap { $0.codes[record] < 0 ? nil : $0.names[Int($0.codes[record])] },
      number: order?[record] ?? Double(index + 1))
  }
}

/// A line that `cat learner predict --records` prints of an answer.
struct PredictedAnswer: Encodable {
  private let file: String
  private let line: Int
  private let subject: String
  private let order: Double
  private let skill: String
  private let correct: Int
  private let p: Double
  private let mastery: Double?

  /// - Parameter mastery: after the answer; `nil` where the model knows no such thing.
  init(
    place: RecordPlace, subject: String, skill: String, correct: Int, p: Double, mastery: Double?
  ) {
    file = place.file
    line = place.line
    self.subject = subject
    order = place.number
    self.skill = skill
    self.correct = correct
    self.p = p
    self.mastery = mastery
  }
}

/// A line that `cat learner predict --records` prints of a choice.
struct PredictedChoice: Encodable {
  private let file: String
  private let line: Int
  private let subject: String
  private let block: String?
  private let trial: Double
  private let action: String
  private let p: Double
  private let probabilities: [String: Double]

  init(
    place: RecordPlace, subject: String, action: String, p: Double,
    probabilities: [String: Double]
  ) {
    file = place.file
    line = place.line
    self.subject = subject
    block = place.block
    trial = place.number
    self.action = action
    self.p = p
    self.probabilities = probabilities
  }
}

/// Prints one JSON object a line, all of them at once.
func writeLines(_ indices: Range<Int>, _ value: (Int) -> some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  var data = Data()
  for index in indices {
    data += try encoder.encode(value(index))
    data.append(UInt8(ascii: "\n"))
  }
  write(data)
}
