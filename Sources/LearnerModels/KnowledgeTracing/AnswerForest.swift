import Numerical

/// The answer records of one skill as a tree: students who have begun alike share the nodes of what they
/// have in common, so a pass costs what there is of different beginnings, not of answers.
final class AnswerForest: Sendable {
  /// What a node's answer says: wrong, right, or nothing (the answer that classes the student).
  enum Answer: UInt8 { case wrong, right, silent }

  let count: Int
  /// Parents come before their children; −1 − class for a first answer.
  let parent: Buffer<Int32>
  let answer: Buffer<UInt8>
  let emission: Buffer<Int32>
  /// Which P(learn) leads from this node to the next.
  let learning: Buffer<Int32>
  /// Students who pass through, and those who end here.
  let weight: Buffer<Double>
  let ending: Buffer<Double>
  let studentCount: Int
  let answerCount: Int
  let longest: Int

  struct Step: Hashable {
    var emission: Int32
    var learning: Int32
    var answer: UInt8
  }

  init(records: [(initial: Int, steps: [Step])], initialCount: Int) {
    var nodes: [Node] = []
    var firstOfClass = [Int32](repeating: -1, count: initialCount)
    for record in records {
      var parent = Int32(-1 - record.initial)
      for step in record.steps {
        var child = parent < 0 ? firstOfClass[record.initial] : nodes[Int(parent)].firstChild
        while child >= 0, nodes[Int(child)].step != step { child = nodes[Int(child)].sibling }
        if child < 0 {
          child = Int32(nodes.count)
          var node = Node(parent: parent, step: step)
          if parent < 0 {
            node.sibling = firstOfClass[record.initial]
            firstOfClass[record.initial] = child
          } else {
            node.sibling = nodes[Int(parent)].firstChild
            nodes[Int(parent)].firstChild = child
          }
          nodes.append(node)
        }
        nodes[Int(child)].weight += 1
        parent = child
      }
      if parent >= 0 { nodes[Int(parent)].ending += 1 }
    }
    count = nodes.count
    parent = Buffer(count, filledWith: 0)
    answer = Buffer(count, filledWith: 0)
    emission = Buffer(count, filledWith: 0)
    learning = Buffer(count, filledWith: 0)
    weight = Buffer(count, filledWith: 0)
    ending = Buffer(count, filledWith: 0)
    for (index, node) in nodes.enumerated() {
      parent.base[index] = node.parent
      answer.base[index] = node.step.answer
      emission.base[index] = node.step.emission
      learning.base[index] = node.step.learning
      weight.base[index] = node.weight
      ending.base[index] = node.ending
    }
    studentCount = records.count
    answerCount = records.reduce(0) { $0 + $1.steps.count }
    longest = records.reduce(0) { max($0, $1.steps.count) }
  }

  private struct Node {
    var parent: Int32
    var step: Step
    var firstChild: Int32 = -1
    var sibling: Int32 = -1
    var weight = 0.0
    var ending = 0.0
  }
}
