import Foundation
import ItemResponse
import Numerical

/// The responses of two groups, and what their members are matched on.
struct ComparedGroups: Sendable {
  let reference: String
  let focal: String
  /// [person][item], `ScoreGrid.missing` where there is no response.
  let persons: [[UInt8]]
  let isFocal: [Bool]
  let itemCount: Int
  let matching: DifferentialItemFunctioning.Matching
  /// log P(score | θ) by the common Rasch model, [2 · item + score][point], and log prior; for matching
  /// on ability.
  private let logs: [[Double]]
  private let grid: LatentGrid

  init?(
    _ responses: ResponseMatrix, reference: String, focal: String,
    matching wanted: DifferentialItemFunctioning.Matching?, threads: Int?
  ) {
    guard let groups = responses.groups else { return nil }
    var members: [Int] = []
    var complete = SIMD2(0, 0)
    var all = complete
    var persons: [[UInt8]] = []
    responses.scores.forEachRow(in: 0..<responses.personCount) { person, row in
      guard let group = groups[person], group == reference || group == focal,
        row.contains(where: { $0 != ScoreGrid.missing })
      else { return }
      let index = group == focal ? 1 : 0
      all[index] += 1
      if !row.contains(ScoreGrid.missing) { complete[index] += 1 }
      members.append(person)
      persons.append(Array(row))
    }
    let isMostlyComplete = 10 * complete[0] >= 9 * all[0] && 10 * complete[1] >= 9 * all[1]
    matching = wanted ?? (isMostlyComplete ? .score : .ability(strata: 20))
    if matching == .score {
      let isKept = persons.map { !$0.contains(ScoreGrid.missing) }
      members = members.indices.filter { isKept[$0] }.map { members[$0] }
      persons = persons.filter { !$0.contains(ScoreGrid.missing) }
    }
    self.reference = reference
    self.focal = focal
    self.persons = persons
    isFocal = members.map { groups[$0] == focal }
    guard isFocal.contains(true), isFocal.contains(false) else { return nil }
    itemCount = responses.itemCount

    grid = LatentGrid(.standard)
    var logs: [[Double]] = []
    if matching != .score {
      let both = responses.persons(at: members)
      let calibrator = Calibrator(
        model: .onePL, priors: .recommended(for: .onePL, responses: both),
        computesStandardErrors: false, threads: threads)
      // Without a common scale everybody is alike.
      let models = (try? calibrator.calibrate(both))?.items.map(\.model)
      for item in 0..<responses.itemCount {
        for score in 0...1 {
          logs.append(
            grid.nodes.map { models?[item]?.logProbability(of: score, at: $0).value ?? 0 })
        }
      }
    }
    self.logs = logs
  }

  func criterion(without flagged: Set<Int>, parallel: Parallel) -> MatchingCriterion {
    let anchors = (0..<itemCount).filter { !flagged.contains($0) }
    switch matching {
    case .score:
      let scores = persons.map { row in anchors.reduce(0.0) { $0 + Double(row[$1]) } }
      return MatchingCriterion(flagged: flagged, values: scores, posteriors: [])
    case .ability:
      let found = ResultBox<(Double, [Double])>(count: persons.count, value: (0, []))
      let keeps = !flagged.isEmpty
      parallel.forEach((persons.count + 63) / 64) { block in
        for person in 64 * block..<min(64 * block + 64, persons.count) {
          var sum = Array(grid.logWeights.prefix(grid.count))
          for item in anchors where persons[person][item] != ScoreGrid.missing {
            let row = logs[2 * item + Int(persons[person][item])]
            for k in sum.indices { sum[k] += row[k] }
          }
          found[person] = (expectation(sum), keeps ? sum : [])
        }
      }
      return MatchingCriterion(
        flagged: flagged, values: persons.indices.map { found[$0].0 },
        posteriors: keeps ? persons.indices.map { found[$0].1 } : [])
    }
  }

  private func expectation(_ logs: [Double]) -> Double {
    let top = logs.max() ?? 0
    var (total, first) = (0.0, 0.0)
    for k in logs.indices {
      let w = exp(logs[k] - top)
      total += w
      first += w * grid.nodes[k]
    }
    return first / total
  }

  /// The persons who answered the item, and what they are matched on: the item itself always counts, or
  /// a difference would appear that is not there.
  func matched(
    _ item: Int, _ criterion: MatchingCriterion
  ) -> (persons: [Int], values: [Double]) {
    let members = persons.indices.filter { persons[$0][item] != ScoreGrid.missing }
    guard criterion.flagged.contains(item) else {
      return (members, members.map { criterion.values[$0] })
    }
    return (
      members,
      members.map { person in
        let score = persons[person][item]
        guard !criterion.posteriors.isEmpty else {
          return criterion.values[person] + Double(score)
        }
        let row = logs[2 * item + Int(score)]
        return expectation(zip(criterion.posteriors[person], row).map { $0 + $1 })
      }
    )
  }

  /// Numbers from 0 for persons to be compared with each other.
  func strata(_ values: [Double]) -> [Int] {
    guard case .ability(let most) = matching else { return values.map { Int($0) } }
    return ComparedAnswers.strata(of: values, most: most)
  }
}

/// What persons are matched on, some items left out.
struct MatchingCriterion: Sendable {
  let flagged: Set<Int>
  /// [person]
  let values: [Double]
  /// Log-posteriors of ability on the grid, to which a flagged item's own answer is added; empty where
  /// nothing is flagged or numbers right are matched.
  let posteriors: [[Double]]
}
