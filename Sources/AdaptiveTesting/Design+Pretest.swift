import Foundation
import ItemBanks

extension Design {
  /// Items that are given to collect answers and not scored: those of the bank whose status is pretest. Which of
  /// them a person gets, and where, follows from the sitting's seed; what the person's scored items are does
  /// not depend on them.
  public struct Pretest: Sendable, Hashable {
    public var seeding: Seeding

    /// At which positions of a sitting, 1 being the first item, pretest items are given.
    public enum Seeding: Sendable, Hashable {
      /// At these, rising.
      case places([Int])
      /// So many, at positions drawn evenly from these.
      case items(Int, in: ClosedRange<Int>)
      /// At each position from the first on, to the last where there is one, with this chance.
      case rate(Double, from: Int, to: Int?)
    }

    public init(_ seeding: Seeding) { self.seeding = seeding }
  }
}

extension Design.Pretest: DesignPart {
  init(_ reader: inout DesignReader) throws(DesignError) {
    let places = try reader.wholes("places")
    let items = try reader.whole("items")
    let rate = try reader.number("rate")
    let from = try reader.whole("from")
    let to = try reader.whole("to")
    switch (places, items, rate) {
    case (let places?, nil, nil):
      guard from == nil, to == nil else {
        throw DesignError(
          message:
            "pretest.places says where; leave out 'from' and 'to', which go with items or rate.")
      }
      self.init(.places(places))
    case (nil, let items?, nil):
      guard let to else {
        throw DesignError(
          message: "pretest.items is \(items) without 'to'; say up to which position they may lie.")
      }
      let from = from ?? 1
      guard from <= to else { throw Self.noRange(from, to) }
      self.init(.items(items, in: from...to))
    case (nil, nil, let rate?):
      self.init(.rate(rate, from: from ?? 1, to: to))
    default:
      throw DesignError(
        message: "pretest must have one of 'items', 'rate' and 'places', as {\"places\": [4, 9]}.")
    }
  }

  var json: JSONValue {
    switch seeding {
    case .places(let places): .object(["places": .array(places.map { .number($0) })])
    case .items(let count, let range):
      .object([
        "items": .number(count), "from": .number(range.lowerBound), "to": .number(range.upperBound),
      ])
    case .rate(let rate, let from, let to):
      .object(
        ["rate": .number(rate), "from": .number(from)]
          .merging(to.map { ["to": .number($0)] } ?? [:]) { $1 })
    }
  }

  private static func noRange(_ from: Int, _ to: Int) -> DesignError {
    DesignError(message: "pretest.from is \(from) and pretest.to \(to); 'to' must not be less.")
  }

  func validate() throws(DesignError) {
    switch seeding {
    case .places(let places):
      guard let first = places.first, first >= 1,
        zip(places, places.dropFirst()).allSatisfy({ $0 < $1 })
      else {
        throw DesignError(
          message: "pretest.places must be positions from 1 on, each greater than the one before.")
      }
      try check("places", places[places.count - 1])
    case .items(let count, let range):
      try checkStart(range.lowerBound)
      try check("to", range.upperBound)
      guard (1...range.count).contains(count) else {
        throw DesignError(
          message: "pretest.items is \(count); it must be from 1 to the number of positions from "
            + "\(range.lowerBound) to \(range.upperBound), \(range.count).")
      }
    case .rate(let rate, let from, let to):
      try checkStart(from)
      try check("from", from)
      if let to, to < from { throw Self.noRange(from, to) }
      guard rate > 0, rate < 1 else {
        throw DesignError(message: "pretest.rate is \(rate); it must lie between 0 and 1, as 0.1.")
      }
    }
  }

  /// A sitting is not longer; and places are drawn from a list of them all.
  private static let lastPosition = 10_000

  private func check(_ key: String, _ position: Int) throws(DesignError) {
    guard position <= Self.lastPosition else {
      throw DesignError(
        message:
          "pretest.\(key) has position \(position); the last there is is \(Self.lastPosition).")
    }
  }

  private func checkStart(_ from: Int) throws(DesignError) {
    guard from >= 1 else {
      throw DesignError(message: "pretest.from is \(from); it must be 1 or more.")
    }
  }

  /// What can only be told together with how the test stops: where every place lies beyond its end, that is a
  /// mistake. (A test made shorter than its design may still lose some.)
  func validate(with stopping: Design.Stopping) throws(DesignError) {
    guard let maximum = stopping.maximumItems else { return }
    let (key, first) =
      switch seeding {
      case .places(let places): ("places", places[0])
      case .items(_, let range): ("from", range.lowerBound)
      case .rate(_, let from, _): ("from", from)
      }
    // A scored item follows each of them.
    guard first <= maximum else {
      throw DesignError(
        message:
          "pretest.\(key) begins at position \(first), but a test of \(maximum) scored items, "
          + "which is stopping.max_items, ends before it; write an earlier one.")
    }
  }

  /// How many pretest items a sitting of so many scored items gets, the bank having enough: with a rate, from
  /// none to about as many as it gives on average.
  public func count(among scored: Int) -> ClosedRange<Int> {
    guard scored > 0 else { return 0...0 }
    switch seeding {
    case .places(let places):
      let count = places.enumerated().count { $1 - $0 <= scored }
      return count...count
    case .items(let count, let range):
      // All the scored items lie before the last place, or the first, at the least.
      let most = min(count, max(0, scored + count - range.lowerBound))
      return (range.upperBound - count < scored ? count : 0)...most
    case .rate(let rate, let from, let to):
      let last = min(Double(to ?? .max), Double(scored) / (1 - rate))
      return 0...Int(max(0, rate * (last - Double(from) + 1)).rounded(.up))
    }
  }

  var english: String {
    let which: String
    switch seeding {
    case .places(let places):
      which =
        places.count == 1
        ? "Item \(places[0]) is a pretest item"
        : "Items \(places.dropLast().map(String.init).joined(separator: ", ")) and "
          + "\(places[places.count - 1]) are pretest items"
    case .items(let count, let range):
      let place = "of the items \(range.lowerBound) to \(range.upperBound)"
      which =
        count == 1
        ? "One \(place), at a place drawn at random, is a pretest item"
        : "\(count) \(place), at places drawn at random, are pretest items"
    case .rate(let rate, let from, let to):
      let end = to.map { " to item \($0)" } ?? " on"
      which =
        "From item \(from)\(end) each is with a chance of \(plain(100 * rate)) % a pretest item"
    }
    return which + ", drawn from those of the bank: given like the others, but neither scored nor "
      + "counted in the length of the test."
  }
}
