import Foundation
import ItemResponse
import Numerical

/// Whether an item treats two groups of equal ability differently.
public struct DifferentialItemFunctioning: Sendable {
  /// How large an effect is, in the classes of the Educational Testing Service (Zieky 1993, in
  /// Holland & Wainer, *Differential Item Functioning*, 337–347).
  public enum EffectSize: String, Sendable, Codable, CaseIterable {
    case negligible = "A"
    case moderate = "B"
    case large = "C"
  }

  /// What persons of the two groups are matched on.
  public enum Matching: Sendable, Hashable {
    /// The number right, of persons who answered every item; the others are left out.
    case score
    /// The ability expected a posteriori from whatever a person answered, under one Rasch model for
    /// both groups together: with missing responses numbers right do not compare, and a share of right
    /// answers only where the items were drawn by lot. The Mantel–Haenszel test cuts it into at most so
    /// many strata of as many persons each; the logistic one takes it as it is.
    case ability(strata: Int)
  }

  /// Why an item could not be tested.
  public enum Obstacle: Error, Sendable, Hashable {
    case notSeen(group: String)
    /// Everybody has the same score.
    case constant
    /// Everybody in this group has the same score, so that the logistic curve there is infinitely steep
    /// or far away.
    case constantInGroup(String)
    /// Where both groups have somebody of the same ability, all have the same score.
    case noCommonStrata
    /// Ability and group together foretell every score.
    case separated
    /// Ability and group cannot be told apart.
    case collinear
  }

  /// Mantel & Haenszel (1959) over the strata of equal score, as Holland & Thayer (1988) use it.
  public struct MantelHaenszel: Sendable, Hashable {
    /// With the continuity correction.
    public let test: ChiSquareTest
    /// α, the common odds ratio, reference over focal: above 1 the item favours the reference group; 0
    /// or infinite, with a NaN for its error, where in each stratum one group is all right or all wrong.
    public let oddsRatio: Double
    /// Of log α (Robins, Breslow & Greenland 1986, doi:10.2307/2531052).
    public let logOddsRatioStandardError: Double
    /// Δ = −2.35 log α.
    public var delta: Double { -2.35 * log(oddsRatio) }
    /// A where Δ is not significantly different from 0 or below 1 in size; C where it is at least 1.5
    /// and significantly above 1, (|Δ| − 1) / SE Δ beyond the one-sided critical value; else B.
    public let effectSize: EffectSize
  }

  /// Logistic regression on score, group and their product (Swaminathan & Rogers 1990,
  /// doi:10.1111/j.1745-3984.1990.tb00754.x).
  public struct Logistic: Sendable, Hashable {
    /// Group and product together.
    public let both: ChiSquareTest
    /// Group alone.
    public let uniform: ChiSquareTest
    /// Product, given the group.
    public let nonuniform: ChiSquareTest
    /// What group and product add to Nagelkerke's R² (1991, doi:10.1093/biomet/78.3.691).
    public let addedRSquare: Double
    /// By `addedRSquare`: below 0.035 negligible, from 0.07 large (Jodoin & Gierl 2001,
    /// doi:10.1207/S15324818AME1404_2), and negligible where not significant.
    public let effectSize: EffectSize
  }

  public struct Item: Sendable {
    public let id: String
    /// Matched on all items.
    public let mantelHaenszel: MantelHaenszel?
    /// Matched on the items that purification left, and the item itself.
    public let purifiedMantelHaenszel: MantelHaenszel?
    public let logistic: Logistic?
    public let purifiedLogistic: Logistic?
    /// Why there is no Mantel–Haenszel test, or no logistic one; `nil` where there is.
    public let mantelHaenszelObstacle: Obstacle?
    public let logisticObstacle: Obstacle?
  }

  public let reference: String
  public let focal: String
  public let items: [Item]
  /// Persons compared.
  public let referencePersons: Int
  public let focalPersons: Int
  public let matching: Matching
  public let mantelHaenszelPurification: Purification
  public let logisticPurification: Purification

  /// Both tests for every item, with purification: items flagged at `level` leave the matching
  /// criterion until the set no longer changes.
  ///
  /// - Parameters:
  ///   - matching: `nil` for the score where nine persons in ten of either group answered every item,
  ///     else ability in twenty strata.
  ///   - threads: `nil` for as many as there are cores; the result has the same bits on any number.
  /// - Returns: `nil` where there are no groups by these names with persons to compare.
  public init?(
    _ responses: ResponseMatrix, reference: String, focal: String, level: Double = 0.05,
    matching: Matching? = nil, threads: Int? = nil
  ) {
    let parallel = Parallel(threads: threads)
    guard
      let data = ComparedGroups(
        responses, reference: reference, focal: focal, matching: matching, threads: threads)
    else { return nil }
    self.reference = reference
    self.focal = focal
    self.matching = data.matching
    referencePersons = data.isFocal.count { !$0 }
    focalPersons = data.isFocal.count { $0 }
    let count = data.itemCount

    func purified<Statistic: Sendable>(
      _ compute: @escaping @Sendable (Int, MatchingCriterion) -> Result<Statistic, Obstacle>,
      p: @escaping (Statistic) -> Double
    ) -> (all: [Result<Statistic, Obstacle>], last: [Statistic?], how: Purification) {
      var all: [Result<Statistic, Obstacle>] = []
      var last: [Statistic?] = []
      let how = Purification.run(most: count - 1) { flagged in
        let criterion = data.criterion(without: flagged, parallel: parallel)
        let found = ResultBox<Result<Statistic, Obstacle>>(
          count: count, value: .failure(.constant))
        parallel.forEach(count) { found[$0] = compute($0, criterion) }
        let results = (0..<count).map { found[$0] }
        if all.isEmpty { all = results }
        last = results.map { try? $0.get() }
        return Set((0..<count).filter { last[$0].map { p($0) < level } ?? false })
      }
      return (all, last, how)
    }
    let mantel = purified(
      { data.mantelHaenszel($0, $1, level: level) }, p: { $0.test.pValue })
    let logistic = purified({ data.logistic($0, $1, level: level) }, p: { $0.both.pValue })
    mantelHaenszelPurification = mantel.how
    logisticPurification = logistic.how
    items = (0..<count).map {
      Item(
        id: responses.items[$0], mantelHaenszel: try? mantel.all[$0].get(),
        purifiedMantelHaenszel: mantel.last[$0], logistic: try? logistic.all[$0].get(),
        purifiedLogistic: logistic.last[$0], mantelHaenszelObstacle: mantel.all[$0].obstacle,
        logisticObstacle: logistic.all[$0].obstacle)
    }
  }
}

extension Result where Failure == DifferentialItemFunctioning.Obstacle {
  var obstacle: DifferentialItemFunctioning.Obstacle? {
    if case .failure(let error) = self { error } else { nil }
  }
}

extension DifferentialItemFunctioning.Obstacle: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notSeen(let group): "nobody in '\(group)' answered it"
    case .constant: "everybody answered it the same"
    case .constantInGroup(let group): "everybody in '\(group)' answered it the same"
    case .noCommonStrata: "where the groups are alike in ability, all answered it the same"
    case .separated: "ability and group foretell every answer"
    case .collinear: "ability and group cannot be told apart"
    }
  }
}
