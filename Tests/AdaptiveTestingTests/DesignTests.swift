import AdaptiveTesting
import ItemResponse
import Numerical
import Testing

struct DesignTests {
  private func changed(_ change: (inout Design) -> Void) -> Design {
    var design = Design()
    change(&design)
    return design
  }

  @Test func theDefaultIsSound() throws {
    try Design().validate()
    #expect(Design().stopping.standardError == 0.3)
    #expect(Design().selection.randomesque == 1)
    #expect(Design().estimation.quadrature == .standard)
  }

  @Test func contradictionsAreRefused() {
    let refusals: [(Design, String)] = [
      (
        Design(stopping: .init(rules: [.length(5)])),
        "stopping has a rule 'items' by itself; write max_items."
      ),
      (
        changed { $0.stopping.standardError = 0 },
        "stopping.se is 0.0; it must be greater than 0, for example 0.3."
      ),
      (
        changed { $0.stopping.standardError = .nan },
        "stopping.se is nan; it must be greater than 0, for example 0.3."
      ),
      (
        changed { $0.stopping.minimumItems = -1 },
        "stopping.min_items is -1; it must be 0 or more."
      ),
      (
        changed { $0.stopping.maximumItems = 0 }, "stopping.max_items is 0; it must be 1 or more."
      ),
      (
        changed {
          $0.stopping.minimumItems = 20
          $0.stopping.maximumItems = 10
        },
        "stopping.min_items (20) is greater than stopping.max_items (10); lower the one or raise "
          + "the other."
      ),
      (
        changed { $0.stopping.timeLimit = 0 },
        "stopping.time_limit is 0.0; it must be a number of seconds above 0."
      ),
      (
        changed { $0.stopping.timeLimit = .infinity },
        "stopping.time_limit is inf; it must be a number of seconds above 0."
      ),
      (
        changed { $0.stopping.minimumInformation = -0.1 },
        "stopping.min_information is -0.1; it must be 0 or more."
      ),
      (
        changed { $0.selection.randomesque = 0 },
        "selection.randomesque is 0; it must be 1 or more."
      ),
      (
        changed { $0.start.origin = .theta(11) },
        "start.theta is 11.0; it must lie within ±10 logits."
      ),
      (
        changed { $0.start.origin = .theta(.nan) },
        "start.theta is nan; it must lie within ±10 logits."
      ),
      (
        changed { $0.estimation.fallback = .mle },
        "estimation.fallback is mle, which has no value where a fallback is needed; use eap, map, "
          + "wle or mlef."
      ),
      (changed { $0.content = .shares([:]) }, "content.shares is empty; name at least one domain."),
      (
        changed { $0.content = .shares(["a": 1, "b": 0]) },
        "content.shares: 'b' is 0.0; every share must be above 0."
      ),
    ]
    for (design, message) in refusals {
      #expect(throws: DesignError(message: message)) { try design.validate() }
      #expect(throws: DesignError(message: message)) {
        try TestSession(bank: evenBank(5), design: design, seed: 1)
      }
    }
  }

  @Test func banksThatCannotCarryTheDesignAreRefused() {
    #expect(
      throws: DesignError(
        message: "bank 'none' has no item that can be given; give its items parameters.")
    ) {
      try TestSession(bank: .init(name: "none", items: [.init(id: "q")]), design: .init(), seed: 1)
    }
    #expect(
      throws: DesignError(
        message: "content.shares names 'z', of which bank 'made' has nothing to give.")
    ) {
      try TestSession(
        bank: evenBank(4, domains: ["x", "y"]),
        design: .endless(content: .shares(["x": 1, "z": 1])), seed: 1)
    }
  }
}
