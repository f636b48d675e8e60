import Foundation
import ItemResponse

/// What can be said of items without a model.
public struct ClassicalStatistics: Sendable {
  public struct Item: Sendable {
    public let id: String
    public let responses: Int
    /// p; NaN where nobody answered.
    public let proportionCorrect: Double
    /// The correlation of the item with the share of right answers on the *other* items that the
    /// person was given (with complete data: with the rest score). NaN for a constant item.
    public let pointBiserial: Double
    /// Cronbach's α of the test without this item; NaN with missing data or fewer than three items.
    public let alphaIfDropped: Double

    /// Whether the answers have nothing to do with the other items, as far as these data can tell: a
    /// point-biserial within two standard errors (2/√n) of 0, or below.
    public var behavesLikeCoin: Bool {
      pointBiserial < 2 / Double(max(1, responses)).squareRoot()
    }
  }

  public let items: [Item]
  /// Cronbach's α (1951, doi:10.1007/BF02310555), from persons who answered every item; NaN where
  /// there are fewer than two such persons or items.
  public let alpha: Double
  /// Of persons who answered every item.
  public let meanScore: Double
  public let standardDeviationOfScore: Double
  public let completePersons: Int

  public init(_ responses: ResponseMatrix) {
    let count = responses.itemCount
    var sums = [PearsonSums](repeating: PearsonSums(), count: count)
    var totals = PearsonSums()
    // Σx_j and Σx_jT over complete persons; a 0/1 score is its own square.
    var right = [Double](repeating: 0, count: count)
    var withTotal = [Double](repeating: 0, count: count)
    responses.scores.forEachRow { row in
      var total = 0
      var seen = 0
      for score in row where score != ScoreGrid.missing {
        total += Int(score)
        seen += 1
      }
      guard seen > 0 else { return }
      for item in 0..<count where row[item] != ScoreGrid.missing {
        let x = Double(row[item])
        // A person with nothing but this item says nothing about the rest.
        sums[item].seen += 1
        sums[item].allX += x
        if seen > 1 { sums[item].add(x, (Double(total) - x) / Double(seen - 1)) }
      }
      guard seen == count else { return }
      totals.add(Double(total), 0)
      for item in 0..<count where row[item] > 0 {
        right[item] += Double(row[item])
        withTotal[item] += Double(row[item]) * Double(total)
      }
    }
    let n = totals.n
    let k = Double(count)
    let totalVariance = (totals.xx - totals.x * totals.x / n) / (n - 1)
    let variances = right.map { ($0 - $0 * $0 / n) / (n - 1) }
    let sumOfVariances = variances.reduce(0, +)
    alpha = n > 1 && count > 1 ? k / (k - 1) * (1 - sumOfVariances / totalVariance) : .nan
    meanScore = totals.x / n
    standardDeviationOfScore = totalVariance.squareRoot()
    completePersons = Int(n)
    items = (0..<count).map { item in
      // Var(T − x) = Var T − 2 Cov(x, T) + Var x
      let covariance = (withTotal[item] - right[item] * totals.x / n) / (n - 1)
      let rest = totalVariance - 2 * covariance + variances[item]
      let dropped =
        n > 1 && count > 2
        ? (k - 1) / (k - 2) * (1 - (sumOfVariances - variances[item]) / rest) : .nan
      return Item(
        id: responses.items[item], responses: sums[item].seen,
        proportionCorrect: sums[item].allX / Double(sums[item].seen),
        pointBiserial: sums[item].correlation, alphaIfDropped: dropped)
    }
  }
}

/// The sums of a product-moment correlation.
struct PearsonSums {
  var n = 0.0
  var x = 0.0
  var y = 0.0
  var xx = 0.0
  var yy = 0.0
  var xy = 0.0
  var seen = 0
  var allX = 0.0

  mutating func add(_ a: Double, _ b: Double) {
    n += 1
    x += a
    y += b
    xx += a * a
    yy += b * b
    xy += a * b
  }

  var correlation: Double {
    let vx = xx - x * x / n
    let vy = yy - y * y / n
    guard n > 1, vx > 1e-12 * xx, vy > 1e-12 * yy else { return .nan }
    return (xy - x * y / n) / (vx * vy).squareRoot()
  }
}

extension ScoreGrid {
  /// Every row as bytes, `missing` where a cell is empty.
  func forEachRow(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    forEachRow(in: 0..<rowCount) { _, row in body(row) }
  }

  func forEachRow(
    in range: Range<Int>, _ body: (Int, UnsafeMutableBufferPointer<UInt8>) -> Void
  ) {
    var row = [UInt8](repeating: Self.missing, count: columnCount)
    withUnsafeRows { rows in
      row.withUnsafeMutableBufferPointer { row in
        for person in range {
          rows.copyRow(person, to: row)
          body(person, row)
        }
      }
    }
  }
}
