import Foundation
import ItemResponse
import Numerical

/// Items such as a bank's authors write: the bank's own, moved along the scale.
///
/// An item wanted at an ability is a smoothed bootstrap draw (Efron & Tibshirani 1993, sec. 16.5) from the
/// bank's joint distribution of parameters: one of its items, the more likely the nearer it lies, is
/// moved so that it tells most at that ability, give or take the kernel's width, since nobody hits a
/// difficulty exactly. What else it has, as a, c and d, stays together as it was found.
struct ItemSource: Sendable {
  /// Where each model tells most, in logits.
  let locations: [Double]
  private let models: [any ResponseModel]
  /// The kernel's standard deviation, in logits: Silverman's (1986, eq. 3.28) 1.06 s n^(−1/5).
  let width: Double
  /// The most that any of them tells anywhere.
  let mostInformation: Double

  /// - Precondition: at least one model.
  init(_ models: [any ResponseModel]) {
    precondition(!models.isEmpty)
    self.models = models
    let locations = models.map(Self.location)
    self.locations = locations
    let mean = locations.mean { $0 }
    let deviation = locations.mean { ($0 - mean) * ($0 - mean) }.squareRoot()
    width = 1.06 * deviation * pow(Double(models.count), -0.2)
    mostInformation = zip(models, locations).map { $0.information(at: $1) }.max() ?? 0
  }

  func draw(near theta: Double, using generator: inout SeededGenerator) -> any ResponseModel {
    let squares = locations.map { ($0 - theta) * ($0 - theta) }
    let nearest = squares.min() ?? 0
    // Relative to the nearest, so that far from all of them the weights do not vanish.
    let scale = max(2 * width * width, 1e-12)
    let weights = squares.map { exp(-($0 - nearest) / scale) }
    var rest = generator.uniform() * weights.reduce(0, +)
    var chosen = weights.count - 1
    for (number, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 {
        chosen = number
        break
      }
    }
    let place = theta + width * generator.normal()
    return Self.moved(models[chosen], by: place - locations[chosen])
  }

  /// Where a model tells most: as it says itself, or the best of steps of 0.05 logits within ±6.
  static func location(of model: any ResponseModel) -> Double {
    if let peak = model.informationPeak { return peak }
    let places = (-120...120).map { Double($0) / 20 }
    return places.max { model.information(at: $0) < model.information(at: $1) } ?? 0
  }

  private static func moved(
    _ model: any ResponseModel, by distance: Double
  ) -> any ResponseModel {
    guard let logistic = model.logisticForm else { return opened(model, by: distance) }
    return LogisticModel(
      discrimination: logistic.discrimination, difficulty: logistic.difficulty + distance,
      lowerAsymptote: logistic.lowerAsymptote, upperAsymptote: logistic.upperAsymptote)
  }

  private static func opened(
    _ model: some ResponseModel, by distance: Double
  ) -> any ResponseModel {
    MovedModel(base: model, distance: distance)
  }
}

/// A model for whom everybody is `distance` less able than they are: P(θ) = P₀(θ − distance).
private struct MovedModel<Base: ResponseModel>: ResponseModel {
  let base: Base
  let distance: Double

  var scoreCount: Int { base.scoreCount }
  var isLogConcave: Bool { base.isLogConcave }
  var informationPeak: Double? { base.informationPeak.map { $0 + distance } }

  func logProbability(of score: Int, at theta: Double) -> LogProbability {
    base.logProbability(of: score, at: theta - distance)
  }

  func information(at theta: Double) -> Double { base.information(at: theta - distance) }
}
