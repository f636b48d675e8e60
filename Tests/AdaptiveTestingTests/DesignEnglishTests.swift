import AdaptiveTesting
import ItemResponse
import Numerical
import Testing

struct DesignEnglishTests {
  @Test func theDefault() {
    #expect(
      Design().english == [
        "The test starts at ability 0 logits, the middle of the prior.",
        "The next item is the one that tells most about the person (maximum Fisher information at "
          + "the current estimate).",
        "Ability is estimated by expected a posteriori (EAP) (normal prior, mean 0, SD 1).",
        "It ends when the standard error is 0.3 logits or less, or when the bank has nothing more "
          + "to give.",
      ])
  }

  @Test func everyRuleInForce() {
    #expect(
      DesignCodingTests.whole.english == [
        "The test starts at ability −0.5 logits.",
        "The next item is drawn at random from the 5 that tell most about the person (maximum "
          + "Fisher information at the current estimate).",
        "The content domains share the items: algebra 66.67 %, geometry 33.33 %; the one furthest "
          + "behind comes next.",
        "Ability is estimated by maximum likelihood (MLE), and by weighted likelihood (WLE) while "
          + "the answers have no finite maximum.",
        "It ends when the standard error is 0.25 logits or less, when 30 items have been given, "
          + "when no item left would tell at least 0.05 (information), or when the bank has "
          + "nothing more to give, but not before 5 items while there are any. It ends at once "
          + "after 1800.5 seconds of active time; pauses do not count.",
        "Afterwards the person may look at the items missed, with the right answers.",
      ])
  }

  @Test func rulesThatCombine() {
    #expect(
      DesignCodingTests.everyRule.english == [
        "The first 3 items are chosen at ability −1, 0, 1 logits, whatever is answered.",
        "Each item is drawn at random from those that tell most about the person (maximum Fisher "
          + "information at the current estimate): from the best 5, 4, 3, 2, 1 in turn, then from "
          + "the last number always.",
        "No item is to be given to more than 25 % of the people: each stands aside now and then "
          + "(Sympson–Hetter).",
        "Ability is estimated by expected a posteriori (EAP) (normal prior, mean 0, SD 1).",
        "It ends when 50 items have been given, when the standard error fell by less than 0.01 "
          + "logits with each of the last 3 items, when the next item is expected to lower the "
          + "standard error by less than 0.02 logits, when the estimate moved by less than 0.05 "
          + "logits with each of the last 2 items, when it is decided between which of the cut "
          + "scores −1, 0.5 the person stands (generalized likelihood ratio test, indifference "
          + "±0.5, errors of 5 and 5 %), when the standard error is 0.4 logits or less and (12 "
          + "items have been given or 15 items have been given or no item left would tell at least "
          + "0.1 (information) or (9 items have been given and the estimate moved by less than 0.1 "
          + "logits with the last item)), when 30 items have been given or the standard error is "
          + "0.2 logits or less, or when the bank has nothing more to give, but not before 3 items "
          + "while there are any.",
      ])
  }

  @Test func fewRules() {
    var design = Design.endless(content: .equalShares, maximumItems: 1)
    design.stopping.timeLimit = 600
    design.estimation = .init(method: .mle, fallback: .map, prior: .uniform(-4...4))
    #expect(
      Array(design.english.dropFirst(2)) == [
        "Every content domain gets the same share of the items: the one furthest behind comes next.",
        "Ability is estimated by maximum likelihood (MLE), and by maximum a posteriori (MAP) while "
          + "the answers have no finite maximum (uniform prior from −4 to 4).",
        "It ends when 1 item has been given, or when the bank has nothing more to give. It ends at "
          + "once after 10 minutes of active time; pauses do not count.",
      ])
  }

  @Test func numbersBeyondMeasureAndBelowTwoDecimals() {
    var design = Design()
    design.stopping.standardError = 0.001
    design.estimation.prior = .normal(mean: 1e30, standardDeviation: 1e300)
    let text = design.english.joined(separator: "\n")
    #expect(text.contains("the standard error is 0.001 logits"))
    #expect(text.contains("mean 1e+30, SD 1e+300"))
  }
}
