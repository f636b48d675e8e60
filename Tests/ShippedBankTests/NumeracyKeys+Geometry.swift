/// The length written in a text such as "about 16 cm", in metres.
private func metres(_ text: String) -> Double? {
  guard let value = number(in: text) else { return nil }
  let unit = text.split(separator: " ").last ?? ""
  switch unit {
  case "mm": return value / 1000.0
  case "cm": return value / 100.0
  case "m": return value
  case "km": return value * 1000.0
  default: return nil
  }
}

/// All whole numbers of a list such as "2, 6, 7" or a point such as "(−2, 5)".
private func integers(_ text: String) -> [Int] {
  let plain = text.map { $0 == "−" ? "-" : $0 }.filter { "-0123456789,".contains($0) }
  return String(plain).split(separator: ",").compactMap { Int($0) }
}

/// The mirror image of a point in the line through 0 and (dx, dy) with dx² + dy² = 89, times 89.
private func mirroredTimes89(_ point: [Int], _ dx: Int, _ dy: Int) -> [Int] {
  let along = point[0] * dx + point[1] * dy
  return [2 * along * dx - 89 * point[0], 2 * along * dy - 89 * point[1]]
}

extension NumeracyKeys {
  /// Keys of the domain "geometry", computed from the numbers in each stem.
  static var geometry: [String: ExpectedAnswer] {
    var keys: [String: ExpectedAnswer] = [:]
    keys["geom-001"] = .number(3.0 * 100.0)
    do {
      // A pencil is longer than a finger's width and shorter than a school ruler of half a metre.
      keys["geom-002"] = .holds { text in
        guard let length = metres(text) else { return false }
        return length > 0.05 && length < 0.5
      }
    }
    keys["geom-003"] = .number(6.0 + 6.0 + 6.0 + 6.0)
    do {
      let arrival = 9 * 60 + 45 + 40
      keys["geom-004"] = .text("\(arrival / 60):\(arrival % 60)")
    }
    do {
      var squares = 0.0
      for _ in 0..<7 {
        for _ in 0..<4 { squares += 1 }
      }
      keys["geom-005"] = .number(squares)
    }
    keys["geom-006"] = .number(180.0 - 65.0)
    do {
      var cubes = 0.0
      for _ in 0..<5 {
        for _ in 0..<4 {
          for _ in 0..<3 { cubes += 1 }
        }
      }
      keys["geom-008"] = .number(cubes)
    }
    do {
      keys["geom-009"] = .holds { text in
        guard let length = metres(text) else { return false }
        return abs(length - 2.5 * 1000.0) < 1e-6
      }
    }
    keys["geom-010"] = .number((180.0 - 40.0) / 2.0)
    do {
      let corners: Set<[Int]> = [[8, 5], [8, -5], [-8, 5], [-8, -5]]
      // A mirror line of a figure with four corners and unequal sides is an axis or a diagonal one.
      let acrossUpright = Set(corners.map { [-$0[0], $0[1]] })
      let acrossLevel = Set(corners.map { [$0[0], -$0[1]] })
      // Mirror along the diagonal through (8, 5): (x, y) goes to 2 (p·d / d·d) d − p, here times 89.
      let scaled = Set(corners.map { [89 * $0[0], 89 * $0[1]] })
      let acrossFirst = Set(corners.map { mirroredTimes89($0, 8, 5) })
      let acrossSecond = Set(corners.map { mirroredTimes89($0, 8, -5) })
      var lines = 0.0
      if acrossUpright == corners { lines += 1 }
      if acrossLevel == corners { lines += 1 }
      if acrossFirst == scaled { lines += 1 }
      if acrossSecond == scaled { lines += 1 }
      keys["geom-011"] = .number(lines)
    }
    do {
      let point = [3, -2]
      let image = [-point[0], point[1]]
      let plain = "(\(image[0]), \(image[1]))"
      keys["geom-012"] = .text(String(plain.map { $0 == "-" ? "−" : $0 }))
    }
    do {
      let squared = 6.0 * 6.0 + 8.0 * 8.0
      keys["geom-013"] = .number(squared.squareRoot())
    }
    keys["geom-014"] = .number(9.0 / 6.0 * 4.0)
    do {
      let centimetres = 3.0 * 50_000.0
      keys["geom-015"] = .number(centimetres / 100.0 / 1000.0)
    }
    keys["geom-016"] = .number(1.5 * 14.0 / 2.0)
    keys["geom-017"] = .number(100.0 * 100.0)
    do {
      keys["geom-018"] = .holds { text in
        let sides = integers(text).sorted()
        return sides.count == 3 && sides[0] + sides[1] > sides[2]
      }
    }
    keys["geom-019"] = .number(2.0 * 3.14 * 25.0)
    do {
      let xs = [0.0, 10.0, 10.0, 10.0 - 4.0, 10.0 - 4.0, 0.0]
      let ys = [0.0, 0.0, 8.0 - 3.0, 8.0 - 3.0, 8.0, 8.0]
      var perimeter = 0.0
      for here in 0..<6 {
        let next = (here + 1) % 6
        perimeter += abs(xs[next] - xs[here]) + abs(ys[next] - ys[here])
      }
      keys["geom-020"] = .number(perimeter)
    }
    do {
      let small = Double.pi * 10.0 * 10.0
      let large = Double.pi * 20.0 * 20.0
      keys["geom-021"] = .number((large / small).rounded())
    }
    do {
      let edge = 2.0
      let longer = 3.0 * edge
      keys["geom-022"] = .number(longer * longer * longer / (edge * edge * edge))
    }
    do {
      for sides in 3...60 where 180 * (sides - 2) == 150 * sides {
        keys["geom-023"] = .number(Double(sides))
      }
    }
    do {
      keys["geom-024"] = .holds { text in
        let point = integers(text)
        guard point.count == 2 else { return false }
        let dx = point[0] - 1
        let dy = point[1] - 2
        return dx * dx + dy * dy == 5 * 5
      }
    }
    do {
      let diagonal = 2.0 * 5.0
      keys["geom-025"] = .number(diagonal * diagonal / 2.0)
    }
    do {
      let squared = 2.0 * 2.0 + 3.0 * 3.0 + 6.0 * 6.0
      keys["geom-026"] = .number(squared.squareRoot())
    }
    do {
      let equator = 40_000_000.0
      let before = equator / (2.0 * Double.pi)
      let after = (equator + 1.0) / (2.0 * Double.pi)
      let gap = after - before
      keys["geom-027"] = .holds { text in
        guard let height = metres(text) else { return false }
        return abs(height - gap) < 0.01
      }
    }
    do {
      // With the height h the radius is proportional to h; the volume goes like h × h × h.
      let part = 1 * 1 * 1
      let whole = 2 * 2 * 2
      keys["geom-028"] = .text("\(part)/\(whole)")
    }
    do {
      // The ant crosses the common edge of two faces at the height t.
      var shortest = 9.0
      for step in 0...1000 {
        let t = Double(step) / 1000.0
        let first = (1.0 + t * t).squareRoot()
        let second = (1.0 + (1.0 - t) * (1.0 - t)).squareRoot()
        shortest = min(shortest, first + second)
      }
      let squared = Int((shortest * shortest).rounded())
      keys["geom-029"] = .text("√\(squared) m")
    }
    do {
      for width in 1...16 {
        let height = 34 / 2 - width
        if width * width + height * height == 13 * 13 {
          keys["geom-030"] = .number(Double(width * height))
        }
      }
    }
    do {
      // Whatever the inner radius r, the outer one is fixed by half the chord.
      var areas: Set<Int> = []
      for inner in 1...20 {
        let r = Double(inner)
        let outer = (r * r + 12.0 / 2.0 * (12.0 / 2.0)).squareRoot()
        areas.insert(Int((outer * outer - r * r).rounded()))
      }
      keys["geom-031"] = .text(areas.map { "\($0)π cm²" }.joined(separator: " or "))
    }
    return keys
  }
}
