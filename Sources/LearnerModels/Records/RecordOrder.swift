/// Puts records into the order in which they happened, subject by subject.
struct RecordOrder {
  let subjects: CodedLabels
  /// What comes before `order`: it begins anew in each block.
  var blocks: CodedLabels?
  /// Where a record stands within its subject and block; without it, records stand as they come.
  var order: [Double]?
  /// Only looked at, to see whether it goes backwards: without `order` that is an error, beside it worth a warning.
  var time: [Double]?
  /// Whether two records of one subject may stand in one place.
  var allowsTies = false

  /// By subject, its records.
  func sequences(_ problems: inout LogProblems) -> [[Int]] {
    var sequences = [[Int]](repeating: [], count: subjects.names.count)
    for (record, subject) in subjects.codes.enumerated() {
      sequences[Int(subject)].append(record)
    }
    for subject in sequences.indices {
      if let order { sort(&sequences[subject], by: order, &problems) }
      checkBlocks(sequences[subject], &problems)
      if let time, order == nil { check(time, sequences[subject], &problems) }
    }
    if let time, order != nil { compare(time, sequences, &problems) }
    return sequences
  }

  private func block(_ record: Int) -> Int32 { blocks?.codes[record] ?? 0 }

  private func name(_ record: Int) -> String { "'\(subjects.names[Int(subjects.codes[record])])'" }

  private func sort(_ records: inout [Int], by order: [Double], _ problems: inout LogProblems) {
    for record in records where order[record].isNaN {
      problems.fail(
        "the record has no place in the order, and others have; give it.", record: record)
      return
    }
    func precedes(_ left: Int, _ right: Int) -> Bool {
      (block(left), order[left], left) < (block(right), order[right], right)
    }
    let isSorted = zip(records, records.dropFirst()).allSatisfy { precedes($0, $1) }
    if !isSorted { records.sort(by: precedes) }
    guard !allowsTies else { return }
    for (before, record) in zip(records, records.dropFirst())
    where order[before] == order[record] && block(before) == block(record) {
      problems.fail(
        "subject \(name(record)) has two records at \(shortest(order[record])); number them all differently.",
        record: record)
    }
  }

  private func checkBlocks(_ records: [Int], _ problems: inout LogProblems) {
    guard blocks != nil, order == nil else { return }
    var seen: Set<Int32> = []
    var last: Int32?
    for record in records where block(record) != last {
      last = block(record)
      if !seen.insert(block(record)).inserted {
        problems.fail(
          "subject \(name(record)) comes back to an earlier block; sort the records, or number the trials.",
          record: record)
      }
    }
  }

  /// An order that somebody gave counts for more than clocks do.
  private func compare(_ time: [Double], _ sequences: [[Int]], _ problems: inout LogProblems) {
    let backwards = sequences.flatMap { records in
      zip(records, records.dropFirst()).filter { time[$1] < time[$0] }.map(\.1)
    }
    guard let first = backwards.first else { return }
    problems.warn(
      "'time' goes backwards \(backwards.count == 1 ? "once" : "\(backwards.count) times") along 'order', first for "
        + "subject \(name(first)); 'order' is followed.")
  }

  private func check(_ time: [Double], _ records: [Int], _ problems: inout LogProblems) {
    for (before, record) in zip(records, records.dropFirst()) where time[record] < time[before] {
      problems.fail(
        "time goes backwards for subject \(name(record)); sort the records, or number them in a column 'order'.",
        record: record)
    }
  }
}

/// A number without a needless `.0`.
func shortest(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
}
