/// Leaves only items of the best whole test that holds those given and keeps every rule (van der Linden & Reese
/// 1998, doi:10.1177/01466216980223006): whichever of them comes next, the rules can still be kept.
///
/// What was taken out before is taken for lost to the test, what rules after this one take out is only not next.
struct ShadowTest: EligibilityFilter {
  let assembly: TestAssembly
  let criterion: any ItemCriterion
  /// Items that stand aside are not in the test unless there is none without them.
  let standingAside: StandingAside?

  var rule: Proposal.Blocking.Rule { .contentConstraint }

  func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int {
    let value = criterion.valuation(in: state)
    func test(from available: ItemSet) -> ItemSet? {
      assembly.best(containing: state.given, from: available, value: value)
    }
    var preferred = eligible
    let standing = standingAside?.restrict(&preferred, in: state) ?? 0
    var best = test(from: preferred)
    if best == nil, standing > 0 { best = test(from: eligible) }
    return eligible.formIntersection(best ?? ItemSet(itemCount: assembly.itemCount))
  }
}
