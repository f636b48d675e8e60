import ArgumentParser
import LearnerModels

/// The network of deep knowledge tracing and its training.
struct DeepKnowledgeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("dkt: units of the network's state; 128.", valueName: "n"))
  var hidden: Int?

  @Option(help: ArgumentHelp("dkt: how often to go over the data at most; 50.", valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "dkt: stop after so many epochs without a better prediction of the held-out students; 5.",
      valueName: "n"))
  var patience: Int?

  @Option(help: ArgumentHelp("dkt: students a step of training; 32.", valueName: "n"))
  var batchSize: Int?

  @Option(help: ArgumentHelp("dkt: how long a step is; 0.002.", valueName: "number"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "dkt: the share of units left out at random in training; 0.4.", valueName: "share"))
  var dropout: Double?

  func validate() throws {
    for (option, value, range) in [
      ("--hidden", hidden, DeepKnowledgeTracing.hiddenRange),
      ("--epochs", epochs, DeepKnowledgeTracing.countRange),
      ("--patience", patience, DeepKnowledgeTracing.countRange),
      ("--batch-size", batchSize, DeepKnowledgeTracing.countRange),
    ] {
      if let value, !range.contains(value) {
        throw ValidationError(
          "\(option) is \(value); it must be from \(range.lowerBound) to \(range.upperBound).")
      }
    }
    let rates = DeepKnowledgeTracing.learningRateRange
    if let learningRate, !(learningRate > 0 && rates.contains(learningRate)) {
      throw ValidationError(
        "--learning-rate is \(learningRate); it must be above 0 and at most \(rates.upperBound).")
    }
    let shares = DeepKnowledgeTracing.dropoutRange
    if let dropout, !shares.contains(dropout) {
      throw ValidationError(
        "--dropout is \(dropout); it must be from \(shares.lowerBound) to \(shares.upperBound).")
    }
  }

  var modelRules: [OptionRule<LearnerModelName>] {
    [
      ("--hidden", hidden != nil), ("--epochs", epochs != nil), ("--patience", patience != nil),
      ("--batch-size", batchSize != nil), ("--learning-rate", learningRate != nil),
      ("--dropout", dropout != nil),
    ].map { .init($0, $1, with: .dkt) }
  }

  func recipe(_ common: LearnerRunOptions, seed: UInt64) -> DeepKnowledgeTracing {
    var recipe = DeepKnowledgeTracing(seed: seed, parallel: common.parallel)
    if let hidden { recipe.hidden = hidden }
    if let epochs { recipe.epochs = epochs }
    if let patience { recipe.patience = patience }
    if let batchSize { recipe.batchSize = batchSize }
    if let learningRate { recipe.learningRate = learningRate }
    if let dropout { recipe.dropout = dropout }
    return recipe
  }
}
