import ItemResponse

/// A response model of your own that can be calibrated.
///
/// On top of `ResponseModel`, which makes it usable for scoring, selection and simulation, it says how
/// it is made from a vector of numbers and where to start. Derivatives are taken numerically.
///
/// ```swift
/// /// A right answer where the best of many small chances succeeds: steeper above than below.
/// struct ComplementaryLogLog: CalibratableModel {
///   let slope, intercept: Double
///
///   static let parameterNames = ["slope", "intercept"]
///   var parameters: [Double] { [slope, intercept] }
///   init(parameters: [Double]) { (slope, intercept) = (parameters[0], parameters[1]) }
///   static func start(scoreProportions: [Double]) -> Self {
///     Self(parameters: [1, log(-log(scoreProportions[0]))])
///   }
///
///   var scoreCount: Int { 2 }
///   func logProbability(of score: Int, at theta: Double) -> LogProbability { … }
/// }
///
/// let result = try CustomCalibrator<ComplementaryLogLog>().calibrate(responses)
/// ```
public protocol CalibratableModel: ResponseModel {
  /// For tables and messages, in the order of `parameters`.
  static var parameterNames: [String] { get }

  /// Every finite vector must make a valid model: put what is bounded on a logarithm or a logit.
  init(parameters: [Double])

  var parameters: [Double] { get }

  /// A place to start for an item whose scores were seen in these proportions, none of them 0.
  static func start(scoreProportions: [Double]) -> Self

  /// The logarithm of a prior density of `parameters`, up to a constant. Default: 0, none.
  static func logPrior(_ parameters: [Double]) -> Double

  /// log P(score | θ), without its derivatives. Default: from `logProbability`; write it out where the
  /// derivatives cost much.
  func logProbabilityValue(of score: Int, at theta: Double) -> Double
}

extension CalibratableModel {
  public static func logPrior(_ parameters: [Double]) -> Double { 0 }

  public func logProbabilityValue(of score: Int, at theta: Double) -> Double {
    logProbability(of: score, at: theta).value
  }
}
