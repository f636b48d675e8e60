import Numerical

/// Students dealt out to folds of nearly equal size, so that nobody's answers are both learned from and
/// predicted.
public struct StudentFolds: Sendable, Hashable {
  public let count: Int
  /// By student.
  public let foldOfStudent: [Int]

  /// - Throws: `LearnerModelError` with fewer than two folds, or fewer students than folds.
  public init(students: Int, count: Int = 5, seed: UInt64 = 1) throws {
    guard count >= 2 else { throw LearnerModelError.tooFewFolds(count) }
    guard students >= count else {
      throw LearnerModelError.tooFewStudents(students, folds: count)
    }
    var order = Array(0..<students)
    var generator = SeededGenerator(seed: seed)
    for last in stride(from: students - 1, to: 0, by: -1) {
      order.swapAt(last, generator.index(below: last + 1))
    }
    var folds = [Int](repeating: 0, count: students)
    for (position, student) in order.enumerated() { folds[student] = position % count }
    self.count = count
    foldOfStudent = folds
  }

  /// In ascending order.
  public func testStudents(of fold: Int) -> [Int] {
    foldOfStudent.indices.filter { foldOfStudent[$0] == fold }
  }

  /// In ascending order.
  public func trainingStudents(of fold: Int) -> [Int] {
    foldOfStudent.indices.filter { foldOfStudent[$0] != fold }
  }
}
