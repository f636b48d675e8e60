/// Leaves only items of the best whole test that holds those given and keeps every rule (van der Linden & Reese
/// 1998, doi:10.1177/01466216980223006): whichever of them comes next, the rules can still be kept.
///
/// What was taken out before is taken for lost to the test, what rules after this one take out is only not next.
struct ShadowTest: EligibilityFilter {
  let assembly: TestAssembly
  let criterion: any ItemCriterion
  /// As few items that stand aside are in the test as the rules allow.
  let standingAside: StandingAside?

  var rule: Proposal.Blocking.Rule { .contentConstraint }

  func restrict(_ eligible: inout ItemSet, in state: SelectionState) -> Int {
    var preferred = eligible
    _ = standingAside?.restrict(&preferred, in: state)
    let best = assembly.best(
      containing: state.given, from: eligible, preferring: preferred,
      value: criterion.valuation(in: state))
    return eligible.formIntersection(best ?? ItemSet(itemCount: assembly.itemCount))
  }
}
