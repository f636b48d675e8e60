import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse

/// One sitting as a document, rebuilt from its log by replay.
public struct SessionReport: Sendable {
  public let header: SessionHeader
  public let session: TestSession

  /// - Throws: `ReplayError` where the log and the engine disagree, `DesignError` where the bank
  ///   cannot carry the design.
  public init(_ log: SessionLog, bank: Bank) throws {
    header = log.header
    session = try TestSession(
      replaying: log.events, bank: bank, design: log.header.design, seed: log.header.seed)
  }

  /// The report as one JSON object on one line, keys in a stable order. Every key is always there;
  /// what is not known yet is `null`.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(Document(self)), as: UTF8.self)
    return Data((text.escapingControlCharacters + "\n").utf8)
  }
}

extension String {
  /// JSON text in which what could steer a terminal is escaped. The encoder does so for the first 32
  /// control characters only; the others, too, stand in strings alone.
  fileprivate var escapingControlCharacters: String {
    var escaped = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if String(scalar).withoutControlCharacters == String(scalar) {
        escaped.append(scalar)
      } else {
        escaped.append(contentsOf: String(format: "\\u%04x", scalar.value).unicodeScalars)
      }
    }
    return String(escaped)
  }
}

/// The shape of `report --format json`; keys are written in snake case.
private struct Document: Encodable {
  let session: String
  let bank: String
  let bankVersion: Int
  let bankHash: String
  let person: String
  let design: Design
  let seed: UInt64
  let programVersion: String
  let status: TestSession.Status
  let started: OrNull<String>
  let finished: OrNull<String>
  /// Active time.
  let seconds: Double
  let theta: OrNull<Double>
  let se: OrNull<Double>
  let method: AbilityMethod
  let seKind: StandardErrorKind
  /// The score on the bank's scale.
  let scaled: OrNull<Double>
  /// The ends of its 95 % interval.
  let scaledInterval: OrNull<[Double]>
  let scale: Scale
  let provisional: Bool
  let stopReason: OrNull<StopReason>
  let domains: [Domain]
  let items: [Item]
  let notes: [Note]

  struct Scale: Encodable {
    let mean: Double
    let sd: Double
  }

  struct Domain: Encodable {
    let title: String
    let items: Int
    let expectedShare: Double
  }

  struct Item: Encodable {
    let seq: Int
    let id: String
    let domain: OrNull<String>
    let response: String
    /// `null` where no answer is right or wrong.
    let correct: OrNull<Bool>
    let score: Int
    /// Points and how many there are, `null` where no answer is better than another.
    let points: OrNull<Int>
    let maxPoints: OrNull<Int>
    let voided: Bool
    let seconds: Double
    let theta: Double
    let se: OrNull<Double>
    let information: Double
    let why: OrNull<Proposal>
  }

  struct Note: Encodable {
    let item: OrNull<String>
    let author: SessionEvent.Note.Author
    let text: String
    let at: String
  }

  init(_ report: SessionReport) {
    let session = report.session
    let summary = ResultSummary(session, header: report.header)
    self.session = report.header.session
    bank = report.header.bank
    bankVersion = report.header.bankVersion
    bankHash = report.header.bankHash
    person = report.header.person
    design = report.header.design
    seed = report.header.seed
    programVersion = report.header.programVersion
    status = session.status
    started = OrNull(session.events.first.map { Wording.timestamp($0.time) })
    finished = OrNull(session.finishTime.map(Wording.timestamp))
    seconds = Double(summary.milliseconds) / 1000
    theta = OrNull(summary.score == nil ? nil : session.estimate.theta)
    se = OrNull(summary.score == nil ? nil : session.estimate.standardError.ifFinite)
    method = session.estimate.method
    seKind = session.estimate.standardErrorKind
    scaled = OrNull(summary.score?.value)
    scaledInterval = OrNull(summary.score?.interval.map { [$0.lowerBound, $0.upperBound] })
    scale = Scale(mean: session.bank.scale.mean, sd: session.bank.scale.standardDeviation)
    provisional = summary.isProvisional
    stopReason = OrNull(session.stopReason)
    domains = summary.domains.map {
      Domain(title: $0.title, items: $0.questionCount, expectedShare: $0.expectedShare)
    }
    let proposals = session.proposals
    items = session.answers.map { answer in
      Item(
        seq: answer.position, id: answer.item.id, domain: OrNull(answer.item.domain),
        response: answer.response,
        correct: OrNull(answer.outcome.points.map { $0.earned == $0.highest }),
        score: answer.score, points: OrNull(answer.outcome.points?.earned),
        maxPoints: OrNull(answer.outcome.points?.highest),
        voided: answer.isVoided, seconds: Double(answer.milliseconds) / 1000,
        theta: answer.estimate.theta, se: OrNull(answer.estimate.standardError.ifFinite),
        information: answer.information, why: OrNull(proposals[answer.item.id]))
    }
    notes = session.events.compactMap { event in
      guard case .noted(let note) = event.kind else { return nil }
      return Note(
        item: OrNull(note.item), author: note.author, text: note.text,
        at: Wording.timestamp(event.time))
    }
  }
}

/// A value whose key is written even where there is none, as `null`.
private struct OrNull<Value: Encodable>: Encodable {
  let value: Value?

  init(_ value: Value?) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value {
      try container.encode(value)
    } else {
      try container.encodeNil()
    }
  }
}

extension Double {
  /// JSON has no infinity.
  fileprivate var ifFinite: Double? { isFinite ? self : nil }
}

extension TestSession {
  /// When the test ended, in milliseconds since 1970.
  var finishTime: Int64? {
    events.last { if case .finished = $0.kind { true } else { false } }?.time
  }

  /// Why each item was given, by item.
  var proposals: [String: Proposal] {
    var proposals: [String: Proposal] = [:]
    for event in events {
      if case .presented(let proposal) = event.kind { proposals[proposal.item] = proposal }
    }
    return proposals
  }
}
