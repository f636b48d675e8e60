private func mean(_ list: [Int]) -> Double {
  Double(list.reduce(0, +)) / Double(list.count)
}

private func median(_ list: [Int]) -> Double {
  let sorted = list.sorted()
  let upper = sorted[sorted.count / 2]
  let lower = sorted[(sorted.count - 1) / 2]
  return Double(lower + upper) / 2.0
}

/// The values which appear most often, smallest first.
private func modes(_ list: [Int]) -> [Int] {
  var counts: [Int: Int] = [:]
  for value in list { counts[value, default: 0] += 1 }
  let most = counts.values.max() ?? 0
  return counts.filter { $0.value == most }.keys.sorted()
}

/// The clinic with the higher share of successes, given [successes, cases] of A and of B.
private func better(_ a: [Int], _ b: [Int]) -> String {
  a[0] * b[1] > b[0] * a[1] ? "A" : "B"
}

private func range(_ list: [Int]) -> Double {
  Double((list.max() ?? 0) - (list.min() ?? 0))
}

extension NumeracyKeys {
  /// Keys of the domain "data", computed from the numbers in each stem.
  static var data: [String: ExpectedAnswer] {
    var keys: [String: ExpectedAnswer] = [:]
    do {
      let bars = ["Amara": "####", "Bruno": "##", "Chen": "######", "Dalia": "###"]
      let best = bars.max { $0.value.count < $1.value.count }
      keys["data-001"] = .text(best?.key ?? "")
    }
    keys["data-002"] = .number([12.0, 9.0, 15.0].reduce(0.0, +))
    do {
      let sizes = [38, 40, 39, 41, 39, 40, 39]
      keys["data-003"] = .number(Double(modes(sizes).first ?? 0))
    }
    do {
      for missing in 0...15 where 6 + missing == 15 {
        keys["data-004"] = .number(Double(missing))
      }
    }
    do {
      let days = ["Monday": -4, "Tuesday": 2, "Wednesday": -7, "Thursday": -1]
      let coldest = days.min { $0.value < $1.value }
      keys["data-005"] = .text(coldest?.key ?? "")
    }
    do {
      let bus = "########".count
      let bike = "####".count
      keys["data-006"] = .number(Double(5 * bus - 5 * bike))
    }
    do {
      let points = [
        "Aisha": [40, 50, 60], "Bao": [47, 50, 53], "Carla": [30, 55, 75], "Deniz": [49, 50, 51],
      ]
      let steadiest = points.min { range($0.value) < range($1.value) }
      keys["data-007"] = .text(steadiest?.key ?? "")
    }
    keys["data-008"] = .number(mean([3, 5, 10]))
    keys["data-009"] = .number(median([9, 2, 7, 4, 3]))
    do {
      let all = 12 + 10 + 8
      for divisor in 1...12 where 12 % divisor == 0 && all % divisor == 0 {
        // The last common divisor is the greatest.
        keys["data-011"] = .text("\(12 / divisor)/\(all / divisor)")
      }
    }
    keys["data-012"] = .number(range([-12, -5, 3, -8, 1]))
    do {
      let list = [2, 3, 3, 7, 10]
      keys["data-013"] = .holds { text in
        guard let value = number(in: text) else { return false }
        if text.hasPrefix("The mean") { return mean(list) == value }
        if text.hasPrefix("The median") { return median(list) == value }
        if text.hasPrefix("The mode") { return modes(list).map { Double($0) } == [value] }
        return range(list) == value
      }
    }
    do {
      let before = [900, 1000, 1000, 1100, 1200]
      let after = before + [9000]
      let modeShift = abs(Double((modes(after).first ?? 0) - (modes(before).first ?? 0)))
      let changes = [
        "the mean": abs(mean(after) - mean(before)),
        "the median": abs(median(after) - median(before)),
        "the mode": modeShift,
        "the smallest value": Double((before.min() ?? 0) - (after.min() ?? 0)),
      ]
      let largest = changes.max { $0.value < $1.value }
      keys["data-015"] = .text(largest?.key ?? "")
    }
    keys["data-016"] = .number(360.0 * 5.0 / 30.0)
    do {
      let first = 92.0 - 90.0
      let second = 96.0 - 90.0
      keys["data-017"] = .number(second / first)
    }
    do {
      let list = [2, 3, 3, 7, 11]
      let raised = list.map { $0 + 10 }
      var moved: [String] = []
      if abs(mean(raised) - mean(list) - 10.0) < 1e-9 { moved.append("the mean") }
      if median(raised) == median(list) + 10.0 { moved.append("the median") }
      if modes(raised) == modes(list).map({ $0 + 10 }) { moved.append("the mode") }
      if range(raised) == range(list) + 10.0 { moved.append("the range") }
      keys["data-018"] = .texts(moved)
    }
    do {
      let scores = Array(repeating: 60, count: 20) + Array(repeating: 70, count: 30)
      keys["data-019"] = .number(mean(scores))
    }
    do {
      let counts = [5, 9, 6, 4, 1]
      var list: [Int] = []
      for (value, count) in counts.enumerated() {
        list += Array(repeating: value, count: count)
      }
      keys["data-020"] = .number(median(list))
    }
    do {
      let counts = [3, 4, 2, 1]
      var list: [Int] = []
      for (value, count) in counts.enumerated() {
        list += Array(repeating: value, count: count)
      }
      keys["data-021"] = .number(mean(list))
    }
    do {
      for score in 0...100 where 4 * 72 + score == 5 * 75 {
        keys["data-022"] = .number(Double(score))
      }
    }
    do {
      let extraCases = 3.0 - 2.0
      keys["data-023"] = .number(extraCases * 100.0 / 10_000.0)
    }
    do {
      for fish in 50...2000 where 8 * fish == 40 * 50 {
        keys["data-024"] = .number(Double(fish))
      }
    }
    do {
      // Every sorted list of five with the sum 25; the stem must fit exactly one of them.
      var found: [String] = []
      for a in 1...25 {
        for b in a...25 {
          for c in b...25 where a + b + c < 25 {
            for d in c...25 {
              let e = 5 * 5 - a - b - c - d
              if e < d { continue }
              let list = [a, b, c, d, e]
              if median(list) == 6.0 && modes(list) == [7] && range(list) == 6.0 {
                found.append(list.map { String($0) }.joined(separator: ", "))
              }
            }
          }
        }
      }
      keys["data-025"] = .text(found.joined(separator: " or "))
    }
    do {
      var means: Set<Double> = []
      for a in 1..<6 {
        for b in 1..<a {
          for d in 7..<9 { means.insert(mean([b, a, 6, d, 9])) }
        }
      }
      keys["data-026"] = .numbers(means.sorted())
    }
    do {
      // k people earn 1 each and the others nothing; somebody is always at or below the mean.
      var most = 0
      for k in 0...100 {
        let incomes = Array(repeating: 1, count: k) + Array(repeating: 0, count: 100 - k)
        let average = mean(incomes)
        most = max(most, incomes.filter { Double($0) > average }.count)
      }
      keys["data-027"] = .number(Double(most))
    }
    do {
      // Successes and cases of easy and of hard operations.
      let clinicA = [[18, 20], [32, 80]]
      let clinicB = [[64, 80], [6, 20]]
      let leads = (0...1).map { kind in better(clinicA[kind], clinicB[kind]) }
      let sumA = [clinicA[0][0] + clinicA[1][0], clinicA[0][1] + clinicA[1][1]]
      let sumB = [clinicB[0][0] + clinicB[1][0], clinicB[0][1] + clinicB[1][1]]
      let each = leads[0] == leads[1] ? leads[0] : "?"
      keys["data-028"] = .text("\(each) for each kind; \(better(sumA, sumB)) overall")
    }
    do {
      for men in 1...99 where 40 * (100 - men) + 65 * men == 50 * 100 {
        keys["data-029"] = .number(Double(men) / 100.0)
      }
    }
    do {
      let notes = Array(repeating: 10, count: 10) + Array(repeating: 30, count: 30)
      keys["data-030"] = .number(mean(notes))
    }
    do {
      // Smallest sum for a median m: 1, 2, 3, m, m + 1, m + 2, m + 3; the last may then grow to fit.
      for m in 4...70 {
        let least = [1, 2, 3, m, m + 1, m + 2, m + 3].reduce(0, +)
        if least <= 7 * 10 { keys["data-031"] = .number(Double(m)) }
      }
    }
    return keys
  }
}
