/// A run of one student's answers as the network sees it: what it is fed before each, and what it has to
/// predict.
struct CodedStretch: Sendable {
  /// Token 2 × skill + right, of each answer.
  let answers: ArraySlice<Int32>
  /// What precedes: the start, or the answer before the stretch.
  let before: Int32

  var count: Int { answers.count }
}

/// Sequences side by side, the longest first, laid out step by step: at each step the ones that still go
/// on are the first rows, so that nothing is padded and nothing masked.
struct SequenceBatch: Sendable {
  /// By step, how many go on, and where its rows begin; one more than there are steps.
  private(set) var active: [Int] = []
  private(set) var offsets: [Int] = [0]
  /// By row.
  private(set) var tokens: [Int32] = []
  private(set) var targets: [Int32] = []
  private(set) var answers: [Float] = []

  var steps: Int { active.count }
  var rows: Int { tokens.count }

  /// - Parameter stretches: by length, longest first; none empty.
  init(_ stretches: [CodedStretch]) {
    let rows = stretches.reduce(0) { $0 + $1.count }
    tokens.reserveCapacity(rows)
    targets.reserveCapacity(rows)
    answers.reserveCapacity(rows)
    var going = stretches.count
    for step in 0..<(stretches.first?.count ?? 0) {
      while stretches[going - 1].count <= step { going -= 1 }
      active.append(going)
      for stretch in stretches[..<going] {
        let place = stretch.answers.startIndex + step
        tokens.append(step == 0 ? stretch.before : stretch.answers[place - 1])
        targets.append(stretch.answers[place] >> 1)
        answers.append(Float(stretch.answers[place] & 1))
      }
      offsets.append(tokens.count)
    }
  }
}
