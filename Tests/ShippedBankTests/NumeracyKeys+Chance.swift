/// All 36 results of two dice.
private func twoDice() -> [[Int]] {
  (1...6).flatMap { first in (1...6).map { [first, $0] } }
}

private func permutations(of list: [Int]) -> [[Int]] {
  if list.count < 2 { return [list] }
  return list.flatMap { first in
    permutations(of: list.filter { $0 != first }).map { [first] + $0 }
  }
}

/// Whether P(event and first six) = P(event) × P(first six), in whole numbers.
private func independentOfFirstSix(_ rolls: [[Int]], _ event: ([Int]) -> Bool) -> Bool {
  let sixes = rolls.filter { $0[0] == 6 }
  let both = sixes.filter(event).count
  return both * rolls.count == sixes.count * rolls.filter(event).count
}

/// The probability of at least 70 % heads in so many tosses of a fair coin.
private func chanceOfSeventyPercentHeads(tosses: Int) -> Double {
  var term = 1.0
  for _ in 0..<tosses { term /= 2.0 }
  var sum = 0.0
  for heads in 0...tosses {
    if 10 * heads >= 7 * tosses { sum += term }
    term *= Double(tosses - heads) / Double(heads + 1)
  }
  return sum
}

extension NumeracyKeys {
  /// Keys of the domain "chance", computed from the numbers in each stem.
  static var chance: [String: ExpectedAnswer] {
    var keys: [String: ExpectedAnswer] = [:]
    do {
      let marbles = ["red": 3, "blue": 5, "green": 1, "yellow": 7]
      let likeliest = marbles.max { $0.value < $1.value }
      keys["chance-001"] = .text(likeliest?.key ?? "")
    }
    do {
      let sides = ["heads", "tails"]
      let share = Double(sides.filter { $0 == "heads" }.count) / Double(sides.count)
      let words = [0.0: "impossible", 0.25: "unlikely", 0.5: "an even chance", 1.0: "certain"]
      keys["chance-002"] = .text(words[share] ?? "")
    }
    keys["chance-003"] = .number(Double((1...8).filter { $0 % 2 == 0 }.count))
    do {
      let balls = ["red", "red", "red", "blue", "blue", "blue", "blue"]
      keys["chance-004"] = .text("\(balls.filter { $0 == "red" }.count)/\(balls.count)")
    }
    keys["chance-005"] = .number(1.0 - 0.3)
    do {
      var outfits = 0.0
      for _ in 1...3 {
        for _ in 1...4 { outfits += 1 }
      }
      keys["chance-006"] = .number(outfits)
    }
    do {
      let parts = ["red", "red", "blue", "green"]
      let blue = parts.filter { $0 == "blue" }.count
      keys["chance-007"] = .number(Double(blue) / Double(parts.count))
    }
    do {
      let bags = [[2, 1], [5, 4], [6, 5], [9, 6]]
      let best = bags.max { left, right in
        left[0] * (right[0] + right[1]) < right[0] * (left[0] + left[1])
      }
      let bag = best ?? [0, 0]
      keys["chance-008"] = .text("\(bag[0]) red, \(bag[1]) blue")
    }
    keys["chance-009"] = .number(80.0 * 0.15)
    do {
      // All sequences of six tosses (bit 1 = heads) which begin with five heads.
      let sequences = (0..<64).filter { $0 & 31 == 31 }
      let heads = sequences.filter { $0 & 32 == 32 }.count
      let twice = 2 * heads
      var word = "exactly"
      if twice < sequences.count { word = "less than" }
      if twice > sequences.count { word = "more than" }
      keys["chance-010"] = .text("\(word) 1/2")
    }
    do {
      let even = (1...6).filter { $0 % 2 == 0 }
      let above = (1...6).filter { $0 > 3 }
      let prime = (2...6).filter { n in (1...n).filter { n % $0 == 0 }.count == 2 }
      let threes = (1...6).filter { $0 % 3 == 0 }
      var halves: [String] = []
      if even.count == 3 { halves.append("an even number") }
      if above.count == 3 { halves.append("a number above 3") }
      if prime.count == 3 { halves.append("a prime number") }
      if threes.count == 3 { halves.append("a multiple of 3") }
      keys["chance-011"] = .texts(halves)
    }
    do {
      let results = ["HH", "HT", "TH", "TT"]
      let mixed = results.filter { $0.contains("H") && $0.contains("T") }
      keys["chance-012"] = .number(Double(mixed.count) / Double(results.count))
    }
    keys["chance-013"] = .number(Double(permutations(of: [1, 2, 3, 4]).count))
    do {
      // Ten equally likely cases: 1 of 2 for the first light, 2 of 5 for the second.
      var cases = 0.0
      var green = 0.0
      for first in 1...2 {
        for second in 1...5 {
          cases += 1
          if first <= 1 && second <= 2 { green += 1 }
        }
      }
      keys["chance-014"] = .number(green / cases)
    }
    do {
      let rolls = twoDice()
      let sevens = rolls.filter { $0[0] + $0[1] == 7 }.count
      keys["chance-016"] = .number(Double(sevens) / Double(rolls.count))
    }
    do {
      let players = 12 + 9
      keys["chance-017"] = .text("\(12)/\(players)")
    }
    do {
      var handshakes = 0.0
      for first in 1...6 {
        for second in 1...6 where first < second { handshakes += 1 }
      }
      keys["chance-018"] = .number(handshakes)
    }
    do {
      // Pens 1, 2 and 3 are red.
      var draws = 0.0
      var bothRed = 0.0
      for first in 1...5 {
        for second in 1...5 where second != first {
          draws += 1
          if first <= 3 && second <= 3 { bothRed += 1 }
        }
      }
      keys["chance-019"] = .number(bothRed / draws)
    }
    do {
      // All 16 sequences as strings, then the number of sequences in each event.
      var sequences = [""]
      for _ in 1...4 {
        sequences = sequences.flatMap { [$0 + "H", $0 + "T"] }
      }
      let wanted = sequences.filter { $0 == "HTHT" }.count
      let heads = sequences.map { sequence in sequence.filter { $0 == "H" }.count }
      var equal: [String] = []
      if heads.filter({ $0 == 4 }).count == wanted { equal.append("four heads") }
      if sequences.filter({ $0 == "TTTH" }).count == wanted {
        equal.append("T, T, T, H in this order")
      }
      if heads.filter({ $0 == 2 }).count == wanted { equal.append("two heads in any order") }
      if heads.filter({ $0 == 0 }).count == wanted { equal.append("four tails") }
      keys["chance-020"] = .texts(equal)
    }
    do {
      var total = 0.0
      for roll in 1...6 { total += (roll == 6 ? 9.0 : 0.0) - 2.0 }
      keys["chance-021"] = .number(total / 6.0)
    }
    do {
      let tails = [10, 100, 1000].map { chanceOfSeventyPercentHeads(tosses: $0) }
      let best = tails.max() ?? 0.0
      keys["chance-022"] = .holds { text in
        guard let tosses = number(in: text) else { return tails.min() == tails.max() }
        return chanceOfSeventyPercentHeads(tosses: Int(tosses)) == best
      }
    }
    do {
      // Two more games decide for certain; imagine both are played.
      var matches = 0.0
      var leila = 0.0
      for fourth in 0...1 {
        for fifth in 0...1 {
          matches += 1
          if 2 + fourth + fifth >= 3 { leila += 1 }
        }
      }
      keys["chance-023"] = .number(leila / matches)
    }
    do {
      // Bit 1 = a block north; seven blocks, three of them north.
      keys["chance-024"] = .number(Double((0..<128).filter { $0.nonzeroBitCount == 3 }.count))
    }
    do {
      // Bits 0 to 4 are girls, bits 5 to 8 boys.
      var teams = 0.0
      for team in 0..<512 where team.nonzeroBitCount == 3 {
        let girls = team & 0b0_0001_1111
        let boys = team & 0b1_1110_0000
        if girls != 0 && boys != 0 { teams += 1 }
      }
      keys["chance-025"] = .number(teams)
    }
    do {
      let rolls = twoDice()
      var independent: [String] = []
      if independentOfFirstSix(rolls, { $0[0] + $0[1] == 7 }) {
        independent.append("The total is 7.")
      }
      if independentOfFirstSix(rolls, { $0[0] + $0[1] == 8 }) {
        independent.append("The total is 8.")
      }
      if independentOfFirstSix(rolls, { ($0[0] + $0[1]) % 2 == 0 }) {
        independent.append("The total is even.")
      }
      if independentOfFirstSix(rolls, { $0[0] + $0[1] > 9 }) {
        independent.append("The total is more than 9.")
      }
      if independentOfFirstSix(rolls, { $0[0] == $0[1] }) {
        independent.append("Both dice show the same.")
      }
      keys["chance-026"] = .texts(independent)
    }
    do {
      let withSix = twoDice().filter { $0.contains(6) }
      let double = withSix.filter { $0 == [6, 6] }
      keys["chance-027"] = .number(Double(double.count) / Double(withSix.count))
    }
    do {
      let ill = 0.01
      let falseAlarms = (1.0 - ill) * 0.05
      let percent = 100.0 * ill / (ill + falseAlarms)
      keys["chance-028"] = .text("about \(Int(percent.rounded())) %")
    }
    do {
      let cards = [["red", "red"], ["blue", "blue"], ["red", "blue"]]
      var seenRed = 0.0
      var otherRed = 0.0
      for card in cards {
        for side in 0...1 where card[side] == "red" {
          seenRed += 1
          if card[1 - side] == "red" { otherRed += 1 }
        }
      }
      keys["chance-029"] = .number(otherRed / seenRed)
    }
    do {
      // All series of 14 tosses, bit 1 = heads; almost none is undecided by then.
      var first = 0.0
      for series in 0..<16_384 {
        for place in 1..<14 where (series >> place) & 1 == 1 {
          let before = (series >> (place - 1)) & 1
          if before == 0 { first += 1 }
          break
        }
      }
      let share = first / 16_384.0
      keys["chance-030"] = .holds { text in
        guard let value = number(in: text) else { return false }
        return abs(value - share) < 0.001
      }
    }
    do {
      let ways = permutations(of: [0, 1, 2, 3])
      let misplaced = ways.filter { way in (0...3).allSatisfy { way[$0] != $0 } }
      keys["chance-031"] = .text("\(misplaced.count)/\(ways.count)")
    }
    return keys
  }
}
