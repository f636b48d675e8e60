import Foundation
import ItemBanks
import Numerical
import Terminal

extension BankScreen {
  /// - Parameter isUnread: whether it is still to be seen how the items were used.
  static func table(of overview: BankOverview, numbers: [Int], isUnread: Bool) -> Table {
    Table(
      [
        .init("item", importance: 9, isFlexible: true), .init("status", importance: 1),
        .init("given", .right, importance: 7), .init("rate", .point, importance: 8),
        .init("right", .point, importance: 5), .init("expected", .point, importance: 5),
        .init("shift", .point, importance: 8), .init("drift p", .right, importance: 6),
        .init("misfit p", .right, importance: 4), .init("due", importance: 3),
      ],
      rows: numbers.map { number in
        let row = overview.rows[number]
        return [
          row.item.id, row.item.status.rawValue, isUnread ? "" : "\(row.given)",
          isUnread ? "" : Wording.share(row.exposure),
          row.observed.map { Wording.share($0) } ?? "",
          row.expected.map { Wording.share($0) } ?? "",
          row.review.shift.map { Wording.decimal($0.logits) } ?? "",
          row.review.drift.map { Wording.pValue($0.test.adjustedProbability) } ?? "",
          row.review.fit.map { Wording.pValue($0.test.adjustedProbability) } ?? "",
          row.review.isDueForCalibration ? "yes" : "",
        ]
      })
  }
}

extension BankOverview {
  // MARK: One item

  /// What its answers say, then what is known of it.
  ///
  /// - Parameter isUnread: whether that is still to be seen.
  func text(of row: Row, columns: Int, isUnread: Bool) -> String {
    var parts: [String] = []
    if !row.remarks.isEmpty { parts.append(row.remarks.joined(separator: " ")) }
    var lines = isUnread ? [] : [useWords(row)]
    if !row.review.groups.isEmpty {
      let names = ["weakest third", "middle third", "ablest third"]
      lines += Table(
        [
          .init("people"), .init("answers", .right), .init("right", .point),
          .init("expected", .point), .init("residual", .point),
        ],
        rows: zip(names, row.review.groups).map { name, group in
          [
            name, Wording.decimal(group.count, 0), Wording.share(group.observed),
            Wording.share(group.expected), Wording.decimal(group.residual, 1),
          ]
        }
      ).lines(width: columns)
    }
    if let needed = row.review.neededCount, !row.review.isDueForCalibration, needed > row.given {
      lines.append("about \(needed) answers are needed to calibrate it")
    }
    if !lines.isEmpty { parts.append(lines.joined(separator: "\n")) }
    let description = BankDescription(bank, generation: generation, width: columns)
    parts.append(description.text(ofItem: row.item.id) ?? "")
    return parts.joined(separator: "\n\n")
  }

  private func useWords(_ row: Row) -> String {
    guard row.available > 0 else {
      return review.sittingCount > 0 ? "no sitting could have given it" : "no sitting yet"
    }
    return "given in \(row.given) of \(Wording.count(row.available, "sitting"))"
      + (row.available < review.sittingCount ? " that could have given it" : "")
      + ", rate \(Wording.share(row.exposure))"
  }

  // MARK: The Wright map

  /// People and items on one vertical axis of logits.
  func drawMap(in area: Area, choosing chosen: Row?, on canvas: inout Canvas) {
    let items = operational.filter { $0.difficulty != nil }
    guard !items.isEmpty, area.rows > 3 else {
      canvas.putText("No item in use has parameters yet.", in: area)
      return
    }
    var rest = area
    let heading = rest.cutTop(1)
    let bins = MapBins(
      rows: rest.rows, difficulties: items.compactMap(\.difficulty), people: review.people)
    let peopleWidth = min(28, rest.columns / 3)
    let axis = rest.column + peopleWidth + 7
    canvas.put(
      TextLayout.truncate("people", width: peopleWidth), row: heading.row,
      column: rest.column + peopleWidth - 6, style: .dim)
    canvas.put(
      "θ", row: heading.row, column: axis - 2, style: .dim)
    canvas.put(
      TextLayout.truncate(
        rest.columns < 60 ? "items ■ given" : "items  ■ given  □ never given",
        width: area.endColumn - axis - 2), row: heading.row, column: axis + 2, style: .dim)

    let masses = bins.centres.map { bins.mass(of: review.people, at: $0) }
    let largestMass = max(masses.max() ?? 0, 1e-9)
    let grouped = Dictionary(grouping: items, by: { bins.row(of: $0.difficulty ?? 0) })
    let room = max(1, area.endColumn - axis - 8)
    let most = grouped.values.map(\.count).max() ?? 1
    let each = (most + room - 1) / room
    let chosenRow = chosen.flatMap { $0.difficulty }.map { bins.row(of: $0) }
    for (number, centre) in bins.centres.enumerated() {
      let row = rest.row + number
      let length = Int((masses[number] / largestMass * Double(peopleWidth)).rounded())
      canvas.put(
        String(repeating: "█", count: length), row: row,
        column: rest.column + peopleWidth - length, style: .accent)
      let label = Wording.decimal(centre, bins.places)
      canvas.put(label, row: row, column: axis - 1 - DisplayWidth.of(label), style: .dim)
      canvas.put("┤", row: row, column: axis, style: .dim)
      let here = grouped[number] ?? []
      let given = here.count { $0.given > 0 }
      let marks =
        String(repeating: "■", count: (given + each - 1) / each)
        + String(repeating: "□", count: (here.count - given + each - 1) / each)
      let end = canvas.put(marks, row: row, column: axis + 2, width: area.endColumn - axis - 2)
      if number == chosenRow, let chosen {
        canvas.put(
          TextLayout.truncate("◂ \(chosen.item.id)", width: area.endColumn - end - 1), row: row,
          column: end + 1, style: .accent.adding(.bold))
      }
    }
    if each > 1 {
      let words = "each sign \(each) items"
      canvas.put(
        words, row: heading.row, column: area.endColumn - DisplayWidth.of(words), style: .dim)
    }
  }

  // MARK: Information

  func drawInformation(in area: Area, on canvas: inout Canvas) {
    let grid = (-40...40).map { Double($0) / 10 }
    let bank = grid.map { information(at: $0) }
    guard let most = bank.max(), most > 0, let peak = grid.indices.max(by: { bank[$0] < bank[$1] })
    else {
      canvas.putText("No item in use has parameters yet.", in: area)
      return
    }
    let people = grid.map { exp(review.people.logDensity(at: $0)) }
    let densest = max(people.max() ?? 0, 1e-9)
    var rest = area
    let words = TextLayout.wrap(
      informationWords(peak: grid[peak], most: most), width: area.columns)
    let below = rest.cutBottom(min(words.count, max(0, area.rows - 7)))
    Plot(
      x: -4...4, y: 0...most,
      series: [
        .init("bank", points: zip(grid, bank).map { .init($0, $1) }),
        .init(
          "a sitting", points: grid.map { .init($0, givenInformation(at: $0)) }, pattern: .dashed,
          style: .plain),
        .init(
          "people", points: zip(grid, people).map { .init($0, $1 / densest * most) },
          pattern: .dotted, style: .dim),
      ], title: area.columns < 60 ? "" : "information"
    ).draw(in: rest, on: &canvas)
    canvas.putLines(words.prefix(below.rows), in: below, style: .dim)
  }

  private func informationWords(peak: Double, most: Double) -> String {
    let mean = review.people.mean
    let used = givenInformation(at: mean)
    var words =
      "All items in use tell most at θ \(Wording.decimal(peak, 1)): \(Wording.decimal(most, 1))."
    if used > 0 {
      words +=
        " A sitting gets \(Wording.decimal(used, 1)) of \(Wording.decimal(information(at: mean), 1)) at the "
        + "people's mean, \(Wording.decimal(mean, 1)): SE \(Wording.decimal(1 / used.squareRoot()))."
    }
    return words
  }
}

/// Rows of a map: intervals of ability, the highest first.
struct MapBins {
  /// In logits, falling.
  let centres: [Double]
  let step: Double

  /// - Parameter rows: how many there may be.
  init(rows: Int, difficulties: [Double], people: NormalDistribution) {
    let reach = 2.5 * people.standardDeviation
    let low = max(-6, min(difficulties.min() ?? 0, people.mean - reach))
    let high = min(6, max(difficulties.max() ?? 0, people.mean + reach))
    func span(_ step: Double) -> ClosedRange<Int> {
      let (first, last) = (Int((low / step).rounded()), Int((high / step).rounded()))
      return min(first, last)...max(first, last)
    }
    let steps = [0.1, 0.2, 0.25, 0.5, 1, 2, 4, 8]
    step = steps.first { span($0).count <= max(2, rows) } ?? 8
    let step = step
    centres = span(step).reversed().map { Double($0) * step }
  }

  /// Decimals that tell neighbouring rows apart.
  var places: Int { step == 0.25 ? 2 : step < 1 ? 1 : 0 }

  /// What lies outside is in the first or the last.
  func row(of theta: Double) -> Int {
    let top = centres.first ?? 0
    return max(0, min(centres.count - 1, Int(((top - theta) / step).rounded())))
  }

  func mass(of people: NormalDistribution, at centre: Double) -> Double {
    people.cumulativeProbability(at: centre + step / 2)
      - people.cumulativeProbability(at: centre - step / 2)
  }
}
