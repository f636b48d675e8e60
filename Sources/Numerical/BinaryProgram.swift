import CLinearProgramming

/// A linear programme in variables that are 0 or 1: the largest value of a sum under bounds on other sums.
///
/// It is solved exactly, by branch and bound, with GLPK, which is looked for when it is first needed.
public struct BinaryProgram: Sendable {
  /// By variable, what it adds to the value when it is 1.
  public var objective: [Double]
  /// By variable: the value it has to take; `nil` where it is free.
  public var settled: [Bool?]
  public private(set) var rows: [Row] = []

  /// A sum that must lie in a range; either end may be infinite.
  public struct Row: Sendable, Hashable {
    /// No variable twice.
    public let terms: [Term]
    public let range: ClosedRange<Double>

    public init(_ terms: [Term], _ range: ClosedRange<Double>) {
      self.terms = terms
      self.range = range
    }
  }

  public struct Term: Sendable, Hashable {
    public let variable: Int
    public let coefficient: Double

    public init(_ variable: Int, _ coefficient: Double = 1) {
      self.variable = variable
      self.coefficient = coefficient
    }
  }

  public enum Solution: Sendable, Hashable {
    /// The variables' values; the same programme always has the same.
    case optimal([Bool])
    case infeasible
    /// The solver gave up, which numbers of very different size can make it do; or there is none.
    case failed
  }

  /// Without rows, all variables free and of no value.
  public init(variables: Int) {
    objective = [Double](repeating: 0, count: variables)
    settled = [Bool?](repeating: nil, count: variables)
  }

  /// Adds variables that are free and of no value.
  ///
  /// - Returns: the number of the first.
  public mutating func addVariables(_ count: Int) -> Int {
    objective += [Double](repeating: 0, count: count)
    settled += [Bool?](repeating: nil, count: count)
    return objective.count - count
  }

  public mutating func require(_ terms: [Term], in range: ClosedRange<Double>) {
    rows.append(Row(terms, range))
  }

  public mutating func require(_ row: Row) { rows.append(row) }

  /// Whether this machine has the solver.
  public static var canSolve: Bool { clp_is_available() != 0 }

  /// Takes milliseconds for some hundred variables and some dozen rows; in the worst case the time grows
  /// exponentially. Threads may solve at the same time.
  public func solve() -> Solution {
    guard Self.canSolve else { return .failed }
    let free = settled.indices.filter { settled[$0] == nil }
    var column = [Int32?](repeating: nil, count: settled.count)
    for (place, variable) in free.enumerated() { column[variable] = Int32(place) }

    var matrix = SparseMatrix()
    for row in rows {
      var fixed = 0.0
      var terms: [(column: Int32, coefficient: Double)] = []
      for term in row.terms where term.coefficient != 0 {
        if let column = column[term.variable] {
          terms.append((column, term.coefficient))
        } else if settled[term.variable] == true {
          fixed += term.coefficient
        }
      }
      let (lower, upper) = (row.range.lowerBound - fixed, row.range.upperBound - fixed)
      if terms.isEmpty {
        // Room for the rounding of decimal fractions, as the solver gives.
        guard lower <= 1e-9 && upper >= -1e-9 else { return .infeasible }
      } else {
        matrix.add(terms, lower: lower, upper: upper)
      }
    }
    var solution = settled.map { $0 ?? false }
    guard !free.isEmpty else { return .optimal(solution) }
    var values = [Int8](repeating: 0, count: free.count)
    switch matrix.maximize(free.map { objective[$0] }, &values) {
    case clp_optimal:
      for (place, variable) in free.enumerated() { solution[variable] = values[place] != 0 }
      return .optimal(solution)
    case clp_infeasible: return .infeasible
    default: return .failed
    }
  }
}

/// The rows of a programme as the solver takes them.
private struct SparseMatrix {
  private var lower: [Double] = []
  private var upper: [Double] = []
  private var entryRow: [Int32] = []
  private var entryColumn: [Int32] = []
  private var entryValue: [Double] = []

  mutating func add(
    _ terms: [(column: Int32, coefficient: Double)], lower: Double, upper: Double
  ) {
    for term in terms {
      entryRow.append(Int32(self.lower.count))
      entryColumn.append(term.column)
      entryValue.append(term.coefficient)
    }
    self.lower.append(lower)
    self.upper.append(upper)
  }

  func maximize(_ objective: [Double], _ values: inout [Int8]) -> clp_outcome {
    clp_solve(
      Int32(objective.count), objective, Int32(lower.count), lower, upper, Int32(entryRow.count),
      entryRow, entryColumn, entryValue, &values)
  }
}
