import ArgumentParser
import Foundation
import Storage

/// Which sittings a command is about: by their codes, or by what they have in common.
struct SittingSelection: ParsableArguments {
  @Argument(help: ArgumentHelp("Codes of sittings, as K7F-2QD.", valueName: "session"))
  var sessions: [String] = []

  @Flag(help: "All sittings.")
  var all = false

  @Option(help: ArgumentHelp("The sittings of one person.", valueName: "id"))
  var student: String?

  @Option(help: ArgumentHelp("The sittings of one bank.", valueName: "name"))
  var bank: String?

  @Option(
    help: ArgumentHelp(
      "The sittings begun on that day or later.", discussion: "As 2026-11-21.", valueName: "date"))
  var since: LocalDay?

  private var hasConditions: Bool { student != nil || bank != nil || since != nil }

  func validate() throws {
    if sessions.isEmpty, !all, !hasConditions {
      throw ValidationError(
        "Which sittings? Name their codes, or use --student, --bank, --since or --all.")
    }
    if !sessions.isEmpty, all || hasConditions {
      throw ValidationError(
        "Name codes of sittings or use --all, --student, --bank and --since, not both.")
    }
  }

  /// The codes, each once: as named, else the first begun first.
  ///
  /// - Throws: `Failure` where nothing fits.
  func codes(in store: Store) throws -> [String] {
    guard sessions.isEmpty else {
      var seen: Set<String> = []
      return try sessions.map { try store.summary(of: $0).code }.filter { seen.insert($0).inserted }
    }
    // An unknown bank is told apart from one that nobody has sat.
    if let bank { _ = try store.bank(named: bank) }
    let found = try store.sittings(person: student, bank: bank, since: since?.milliseconds)
    guard !found.isEmpty else {
      throw Failure(.notFound, "no sitting fits; cat report --all shows those that there are.")
    }
    return found.reversed().map(\.code)
  }
}

/// The beginning of a day where the program runs.
struct LocalDay: ExpressibleByArgument {
  /// Since 1970-01-01T00:00Z.
  let milliseconds: Int64

  init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
    }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .current
    guard parts.map(\.count) == [4, 2, 2], numbers.count == 3 else { return nil }
    let day = DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])
    // A calendar takes 31 February for a day in March.
    guard let date = calendar.date(from: day),
      calendar.dateComponents([.year, .month, .day], from: date) == day
    else { return nil }
    milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
  }
}
