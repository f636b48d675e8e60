import Numerical
import Testing

@testable import AdaptiveTesting

@Suite struct ItemSetTests {
  @Test func agreesWithSetsOfNumbers() {
    var generator = SeededGenerator(seed: 3)
    for size in [1, 63, 64, 65, 300] {
      let left = Set((0..<size).filter { _ in generator.uniform() < 0.5 })
      let right = Set((0..<size).filter { _ in generator.uniform() < 0.5 })
      let set = ItemSet(left, itemCount: size)
      let other = ItemSet(right, itemCount: size)
      #expect(set.count == left.count && set.isEmpty == left.isEmpty)
      #expect((0..<size).allSatisfy { set.contains($0) == left.contains($0) })

      var subtracted = set
      #expect(subtracted.subtract(other) == left.intersection(right).count)
      #expect(subtracted == ItemSet(left.subtracting(right), itemCount: size))
      var intersected = set
      #expect(intersected.formIntersection(other) == left.subtracting(right).count)
      #expect(intersected == ItemSet(left.intersection(right), itemCount: size))
      var united = set
      united.formUnion(other)
      #expect(united == ItemSet(left.union(right), itemCount: size))

      var listed: [Int] = []
      set.visit { listed.append($0) }
      #expect(listed == left.sorted())
    }
  }
}
