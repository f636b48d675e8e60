import Foundation
import Simulation

/// What was planted in a demo class, so that one can look for it: as text and as JSON.
public struct DemoReport: Sendable, Hashable, Encodable {
  public let workspace: String
  public let seed: UInt64
  public let bank: String
  public let sittings: Int
  public let students: Int
  /// Students by group.
  public let groups: [String: Int]
  public let rapidGuessers: [Sitting]
  public let copiedPair: CopiedPair
  public let driftingItem: DriftingItem
  public let differingItem: DifferingItem
  public let paused: [Sitting]
  public let running: [Sitting]
  public let endedByProctor: Sitting
  public let voided: Sitting
  public let reviewed: Sitting
  public let noted: [Sitting]

  public struct Sitting: Sendable, Hashable, Encodable {
    public let session: String
    public let student: String
  }

  public struct CopiedPair: Sendable, Hashable, Encodable {
    public let source: Sitting
    public let copier: Sitting
  }

  public struct DriftingItem: Sendable, Hashable, Encodable {
    public let item: String
    /// The first sitting in which it was easier, by so many logits.
    public let from: Sitting
    public let logits: Double
  }

  public struct DifferingItem: Sendable, Hashable, Encodable {
    public let item: String
    /// For which it is harder, by so many logits.
    public let group: String
    public let logits: Double
  }

  private enum CodingKeys: String, CodingKey {
    case workspace, seed, bank, sittings, students, groups, paused, running, voided, reviewed, noted
    case rapidGuessers = "rapid_guessers"
    case copiedPair = "copied_pair"
    case driftingItem = "drifting_item"
    case differingItem = "dif_item"
    case endedByProctor = "ended_by_proctor"
  }

  /// - Parameters:
  ///   - sessions: the codes of the class's sittings, in their order.
  ///   - workspace: the path of its folder.
  public init(_ demo: DemoClass, seed: UInt64, sessions: [String], workspace: String) {
    func sitting(_ number: Int) -> Sitting {
      Sitting(session: sessions[number], student: demo.sittings[number].student)
    }
    let planted = demo.planted
    self.workspace = workspace
    self.seed = seed
    bank = demo.plan.bank.name
    sittings = demo.sittings.count
    let groupOfStudent = Dictionary(
      demo.sittings.map { ($0.student, $0.group) }, uniquingKeysWith: { first, _ in first })
    students = groupOfStudent.count
    groups = groupOfStudent.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    rapidGuessers = planted.rapidGuessers.map(sitting)
    copiedPair = CopiedPair(
      source: sitting(planted.copiedPair.source), copier: sitting(planted.copiedPair.copier))
    let drifting = planted.driftingItem
    driftingItem = DriftingItem(
      item: drifting.item, from: sitting(drifting.from), logits: drifting.logits)
    let differing = planted.differingItem
    differingItem = DifferingItem(
      item: differing.item, group: differing.group, logits: differing.logits)
    paused = planted.paused.map(sitting)
    running = planted.running.map(sitting)
    endedByProctor = sitting(planted.endedByProctor)
    voided = sitting(planted.voided)
    reviewed = sitting(planted.reviewed)
    noted = planted.noted.map(sitting)
  }

  /// One object and the end of the line.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + "\n".utf8
  }

  public func text() -> String {
    let size = groups.sorted { $0.key < $1.key }.map { "\($0.value) of group \($0.key)" }
    let planted = [
      ("rapid guessers", Self.list(rapidGuessers)),
      ("copied pair", "\(Self.name(copiedPair.copier)) from \(Self.name(copiedPair.source))"),
      (
        "drifting item",
        "\(driftingItem.item), \(driftingItem.logits) logits easier from \(driftingItem.from.session)"
          + " on"
      ),
      (
        "unfair item",
        "\(differingItem.item), \(differingItem.logits) logits harder for group \(differingItem.group)"
      ),
      ("paused", Self.list(paused)), ("still running", Self.list(running)),
      ("ended by proctor", Self.name(endedByProctor)), ("voided", Self.name(voided)),
      ("reviewed", Self.name(reviewed)), ("with a note", Self.list(noted)),
    ]
    let width = planted.map(\.0.count).max() ?? 0
    let lines = planted.map { label, value in
      "  " + label.padding(toLength: width + 2, withPad: " ", startingAt: 0) + value
    }
    return Wording.safe(
      """
      \(workspace) holds \(sittings) sittings of \(bank), made with seed \(seed), by \
      \(students) simulated students: \(Wording.list(size)).

      Planted:
      \(lines.joined(separator: "\n"))

      See one with: cat report --workspace \(Wording.shellWord(workspace)) \(copiedPair.copier.session)
      """) + "\n"
  }

  private static func list(_ sittings: [Sitting]) -> String {
    sittings.map(name).joined(separator: ", ")
  }

  private static func name(_ sitting: Sitting) -> String {
    "\(sitting.session) (\(sitting.student))"
  }
}
