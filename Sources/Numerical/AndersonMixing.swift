/// Anderson's acceleration of a fixed-point iteration x ← F(x) (Anderson 1965; Walker & Ni 2011,
/// doi:10.1137/10078356X, eq. 2.2): of the last few steps the combination whose residuals cancel best.
public struct AndersonMixing: Sendable {
  public let depth: Int
  private var points: [[Double]] = []
  private var images: [[Double]] = []

  /// - Parameter depth: how many steps are kept.
  public init(depth: Int) { self.depth = depth }

  /// Forgets the steps so far, as after one that was not taken.
  public mutating func restart() {
    points.removeAll()
    images.removeAll()
  }

  /// - Parameters: a point and its image; the images so far give the next point.
  public mutating func next(point: [Double], image: [Double]) -> [Double] {
    points.append(point)
    images.append(image)
    if points.count > depth + 1 {
      points.removeFirst()
      images.removeFirst()
    }
    let m = points.count - 1
    guard m > 0 else { return image }
    func residual(_ i: Int) -> [Double] { zip(images[i], points[i]).map { $0 - $1 } }
    // Minimise |f − Σ γᵢ Δfᵢ| over γ, then x⁺ = F(x) − Σ γᵢ ΔFᵢ.
    let last = residual(m)
    var differences: [[Double]] = []
    var previous = residual(0)
    for i in 0..<m {
      let next = residual(i + 1)
      differences.append(zip(next, previous).map { $0 - $1 })
      previous = next
    }
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    var gram = [Double](repeating: 0, count: m * m)
    for i in 0..<m { for j in 0..<m { gram[i * m + j] = dot(differences[i], differences[j]) } }
    for i in 0..<m { gram[i * m + i] *= 1 + 1e-10 }
    guard let factor = Cholesky(gram, order: m, tolerance: 1e-12) else {
      restart()
      return image
    }
    let gamma = factor.solve(differences.map { dot($0, last) })
    var result = image
    for i in 0..<m {
      for k in result.indices { result[k] -= gamma[i] * (images[i + 1][k] - images[i][k]) }
    }
    return result
  }
}
