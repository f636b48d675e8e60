import Numerical
import Testing

@Suite(.enabled(if: BinaryProgram.canSolve, "needs GLPK"))
struct BinaryProgramTests {
  /// Every assignment tried in turn.
  private func bestByTrying(_ program: BinaryProgram) -> Double? {
    let count = program.objective.count
    var best: Double?
    for code in 0..<(1 << count) {
      let values = (0..<count).map { code >> $0 & 1 == 1 }
      let isKept = zip(program.settled, values).allSatisfy { $0 == nil || $0 == $1 }
      let holds = program.rows.allSatisfy { row in
        let sum = row.terms.reduce(0.0) { $0 + (values[$1.variable] ? $1.coefficient : 0) }
        return sum >= row.range.lowerBound - 1e-9 && sum <= row.range.upperBound + 1e-9
      }
      guard isKept && holds else { continue }
      let value = zip(program.objective, values).reduce(0.0) { $0 + ($1.1 ? $1.0 : 0) }
      best = max(best ?? -.infinity, value)
    }
    return best
  }

  private func value(_ program: BinaryProgram, _ values: [Bool]) -> Double {
    zip(program.objective, values).reduce(0.0) { $0 + ($1.1 ? $1.0 : 0) }
  }

  @Test(arguments: UInt64(1)...60)
  func findsWhatTryingAllFinds(seed: UInt64) {
    var random = SeededGenerator(seed: seed, stream: 0)
    var program = BinaryProgram(variables: 5 + random.index(below: 6))
    let count = program.objective.count
    for variable in 0..<count {
      program.objective[variable] = 2 * random.uniform() - 0.5
      if random.uniform() < 0.1 { program.settled[variable] = random.uniform() < 0.5 }
    }
    for _ in 0..<(1 + random.index(below: 4)) {
      var terms: [BinaryProgram.Term] = []
      for variable in 0..<count where random.uniform() < 0.6 {
        terms.append(.init(variable, Double(1 + random.index(below: 3))))
      }
      let low = Double(random.index(below: 4))
      program.require(terms, in: low...(random.uniform() < 0.3 ? .infinity : low + 2))
    }
    switch (program.solve(), bestByTrying(program)) {
    case (.optimal(let values), let best?):
      #expect(abs(value(program, values) - best) < 1e-9)
    case (.infeasible, nil): break
    case (let found, let best):
      Issue.record("\(found), but trying all finds \(String(describing: best))")
    }
  }

  @Test func sameProgrammeHasSameSolutionInEveryThread() async {
    var program = BinaryProgram(variables: 40)
    for variable in 0..<40 { program.objective[variable] = Double(variable % 3) }
    program.require((0..<40).map { .init($0) }, in: 10...10)
    let expected = program.solve()
    let asked = program
    await withTaskGroup(of: BinaryProgram.Solution.self) { group in
      for _ in 0..<16 { group.addTask { asked.solve() } }
      for await found in group { #expect(found == expected) }
    }
  }

  @Test func withoutVariablesOnlyBoundsAroundNothingHold() {
    var program = BinaryProgram(variables: 0)
    #expect(program.solve() == .optimal([]))
    program.require([], in: 1...2)
    #expect(program.solve() == .infeasible)
  }
}
