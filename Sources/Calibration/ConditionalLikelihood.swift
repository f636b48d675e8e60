import Foundation
import ItemResponse
import Numerical

/// log P(responses | number right) of the Rasch model, with its gradient in the difficulties and minus
/// its Hessian.
///
/// With p_i = logistic(τ − b_i) at any common ability τ, P(x_i = 1 | s) = p_i P₋ᵢ(s − 1) / P(s) and
/// P(x_i = x_j = 1 | s) = p_i p_j P₋ᵢⱼ(s − 2) / P(s), where P is the distribution of the score and the
/// indices say which items are left out. The distributions do what elementary symmetric functions do
/// (Andersen 1972) and stay within 0 and 1. They are made by adding items (Lord & Wingersky 1984),
/// never by taking items away, so that nothing cancels: those without one or two items come from
/// halving the rest again and again, each half being added for the sake of the other.
struct ConditionalLikelihood: Sendable {
  let booklets: [Booklet]
  /// Right answers to each item, over all booklets.
  let right: [Double]
  let parallel: Parallel

  init(_ booklets: [Booklet], itemCount: Int, parallel: Parallel) {
    self.booklets = booklets
    self.parallel = parallel
    var right = [Double](repeating: 0, count: itemCount)
    for booklet in booklets {
      for (position, item) in booklet.items.enumerated() { right[item] += booklet.right[position] }
    }
    self.right = right
  }

  var persons: Double { booklets.reduce(0) { $0 + $1.personsByScore.reduce(0, +) } }

  struct Value {
    var logLikelihood = 0.0
    var gradient: [Double]
    /// Row-major.
    var information: [Double]
  }

  /// - Complexity: items³ · log items for each booklet.
  func evaluate(_ difficulty: [Double]) -> Value {
    let n = difficulty.count
    var value = Value(
      gradient: right.map { -$0 }, information: [Double](repeating: 0, count: n * n))
    for (r, b) in zip(right, difficulty) { value.logLikelihood -= r * b }
    var next = 0
    while next < booklets.count {
      // As many booklets at a time as keep several threads busy and the memory small.
      let first = next
      var rows = 0
      while next < booklets.count, rows < 256 || next == first {
        rows += booklets[next].items.count
        next += 1
      }
      add(booklets: first..<next, difficulty, to: &value)
    }
    return value
  }

  private static let rowsPerTask = 8

  private func add(booklets range: Range<Int>, _ difficulty: [Double], to value: inout Value) {
    let n = difficulty.count
    let bands = ResultBox<[ScoreBand]>(count: range.count, value: [])
    parallel.forEach(range.count) { index in
      bands[index] = ScoreBand.bands(of: booklets[range.lowerBound + index], difficulty)
    }
    var tasks: [(index: Int, rows: Range<Int>)] = []
    for index in 0..<range.count {
      let size = booklets[range.lowerBound + index].items.count
      for row in stride(from: 0, to: size, by: Self.rowsPerTask) {
        tasks.append((index, row..<min(row + Self.rowsPerTask, size)))
      }
    }
    let products = ResultBox<[Double]>(count: tasks.count, value: [])
    let work = tasks
    parallel.forEach(work.count) { task in
      let size = booklets[range.lowerBound + work[task].index].items.count
      var rows = [Double](repeating: 0, count: work[task].rows.count * size)
      for band in bands[work[task].index] { band.addInformation(work[task].rows, to: &rows) }
      products[task] = rows
    }
    for index in 0..<range.count {
      let booklet = booklets[range.lowerBound + index]
      for band in bands[index] {
        value.logLikelihood += band.logLikelihood
        for (position, item) in booklet.items.enumerated() {
          value.gradient[item] += band.expectedRight[position]
        }
      }
    }
    for (task, work) in tasks.enumerated() {
      let items = booklets[range.lowerBound + work.index].items
      for (row, i) in work.rows.enumerated() {
        for j in i..<items.count {
          let term = products[task][row * items.count + j]
          value.information[items[i] * n + items[j]] += term
          if i != j { value.information[items[j] * n + items[i]] += term }
        }
      }
    }
  }
}
