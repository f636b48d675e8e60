import CDense
import Numerical

/// Whose code multiplies matrices. Both give the same numbers but for rounding.
public enum DenseKernels: String, Sendable, Hashable, Codable, CaseIterable {
  /// This program's own, for the best instruction set the machine has.
  case builtIn = "built-in"
  /// OpenBLAS, where it is installed.
  case openBLAS = "openblas"

  /// The faster ones on this machine. On short sequences of vectors of 128 the built-in kernels take 0.8 of
  /// OpenBLAS's time with AVX-512, the same with AVX2; without either OpenBLAS is ahead.
  public static var fastest: DenseKernels {
    cdense_level() == 0 && openBLAS.isAvailable ? .openBLAS : .builtIn
  }

  /// Whether this machine has them.
  public var isAvailable: Bool { self == .builtIn || cdense_has_openblas() == 1 }

  /// For reports: which library, which instruction set.
  public var summary: String {
    switch self {
    case .builtIn: "built-in, \(["baseline", "AVX2", "AVX-512"][Int(cdense_level())])"
    case .openBLAS: String(cString: cdense_openblas_description())
    }
  }

  /// `product` (m × n) += `a`ᵀ (k × m) times `b` (k × n).
  func accumulateTransposed(
    m: Int, n: Int, k: Int, a: UnsafePointer<Float>, b: UnsafePointer<Float>,
    into product: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .builtIn: cdense_multiply_transposed(Int64(m), Int64(n), Int64(k), a, b, product)
    case .openBLAS:
      cdense_openblas_multiply(
        1, 0, Int64(m), Int64(n), Int64(k), a, Int64(m), b, Int64(n), 1, product, Int64(n))
    }
  }
}

/// The right factor of many products, W (`rows` × `columns`) or its transpose, in the order in which the
/// kernels want it.
final class PreparedMatrix: Sendable {
  let kernels: DenseKernels
  let rows: Int
  let columns: Int
  let isTransposed: Bool
  private let packed: Buffer<Float>

  init(kernels: DenseKernels, rows: Int, columns: Int, isTransposed: Bool) {
    self.kernels = kernels
    self.rows = rows
    self.columns = columns
    self.isTransposed = isTransposed
    let count =
      switch kernels {
      case .builtIn:
        isTransposed
          ? cdense_packed_count(Int64(columns), Int64(rows))
          : cdense_packed_count(Int64(rows), Int64(columns))
      case .openBLAS: Int64(rows * columns)
      }
    packed = Buffer(Int(count), filledWith: 0)
  }

  /// Takes over the values of W.
  func prepare(_ weights: UnsafePointer<Float>) {
    let (rows, columns) = (Int64(rows), Int64(columns))
    switch kernels {
    case .openBLAS: packed.base.update(from: weights, count: packed.count)
    case .builtIn where isTransposed: cdense_pack(weights, columns, rows, 1, columns, packed.base)
    case .builtIn: cdense_pack(weights, rows, columns, columns, 1, packed.base)
    }
  }

  /// `product` = `a` times W or Wᵀ, or += with `accumulating`; `count` rows, without gaps.
  func multiply(
    _ a: UnsafePointer<Float>, count: Int, into product: UnsafeMutablePointer<Float>,
    accumulating: Bool
  ) {
    let inner = Int64(isTransposed ? columns : rows)
    let outer = Int64(isTransposed ? rows : columns)
    switch kernels {
    case .builtIn:
      cdense_multiply(
        Int64(count), outer, inner, a, inner, packed.base, product, outer, accumulating ? 1 : 0)
    case .openBLAS:
      cdense_openblas_multiply(
        0, isTransposed ? 1 : 0, Int64(count), outer, inner, a, inner, packed.base, Int64(columns),
        accumulating ? 1 : 0, product, outer)
    }
  }
}
