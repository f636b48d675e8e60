import AdaptiveTesting
import Foundation
import ItemBanks
import ItemResponse
import Proctoring

extension SessionReport {
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
  let constraints: [Constraint]
  /// At the person's own score, in the population that the test is meant for.
  let reliability: OrNull<Double>
  let standings: [Standing]
  /// Whether the whole sitting does not count.
  let voided: Bool
  /// Pretest items given; they are not scored.
  let pretestItems: Int
  let pauses: Int
  let interruptions: Int
  let responseTimeEffort: OrNull<Double>
  let flags: [Finding]
  let findings: [Finding]
  let items: [Item]
  let notes: [Note]
  let actions: [Action]

  struct Scale: Encodable {
    let mean: Double
    let sd: Double
  }

  struct Domain: Encodable {
    let id: String
    let title: String
    let items: Int
    /// Of all items, given and wanted.
    let share: Double
    let targetShare: OrNull<Double>
    let expectedShare: OrNull<Double>
  }

  struct Constraint: Encodable {
    let name: String
    let min: OrNull<Double>
    let max: OrNull<Double>
    let given: Double
    let kept: Bool
  }

  struct Standing: Encodable {
    let cut: Double
    let scaledCut: Double
    let side: Classification.Side
    let decided: Bool
    let errorProbability: OrNull<Double>
  }

  struct Finding: Encodable {
    let kind: Flag.Kind
    let statistic: OrNull<Double>
    let probability: OrNull<Double>
    let threshold: OrNull<Double>
    let items: [String]

    init(_ flag: Flag) {
      kind = flag.kind
      statistic = OrNull(flag.statistic?.ifFinite)
      probability = OrNull(flag.probability?.ifFinite)
      threshold = OrNull(flag.threshold?.ifFinite)
      items = flag.items
    }
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
    /// Whether it was given to collect answers, and not scored.
    let pretest: Bool
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

  /// What a proctor did.
  struct Action: Encodable {
    let action: String
    let item: OrNull<String>
    let author: String
    let reason: String
    let seconds: OrNull<Int>
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
    domains = report.domainContents.map {
      Domain(
        id: $0.id, title: $0.title, items: $0.given, share: $0.share,
        targetShare: OrNull($0.target), expectedShare: OrNull($0.strength?.expectedShare))
    }
    constraints = report.constraintContents.map {
      Constraint(
        name: $0.constraint.name, min: OrNull($0.constraint.minimum),
        max: OrNull($0.constraint.maximum), given: $0.given, kept: $0.isKept)
    }
    reliability = OrNull(report.reliability)
    standings = report.standings.map {
      Standing(
        cut: $0.cut, scaledCut: session.bank.scale.scaled($0.cut), side: $0.side,
        decided: $0.isDecided, errorProbability: OrNull($0.errorProbability))
    }
    voided = session.isVoided
    pretestItems = session.answers.count(where: \.isPretest)
    let course = SittingCourse(session.events)
    pauses = course.pauses
    interruptions = course.interruptions
    responseTimeEffort = OrNull(report.review.responseTimeEffort)
    flags = report.review.flags.map(Finding.init)
    findings = report.review.findings.map(Finding.init)
    let proposals = session.proposals
    items = session.answers.map { answer in
      Item(
        seq: answer.position, id: answer.item.id, domain: OrNull(answer.item.domain),
        response: answer.response,
        correct: OrNull(answer.outcome.points.map { $0.earned == $0.highest }),
        score: answer.score, points: OrNull(answer.outcome.points?.earned),
        maxPoints: OrNull(answer.outcome.points?.highest),
        voided: answer.isVoided, pretest: answer.isPretest,
        seconds: Double(answer.milliseconds) / 1000,
        theta: answer.estimate.theta, se: OrNull(answer.estimate.standardError.ifFinite),
        information: answer.information, why: OrNull(proposals[answer.item.id]))
    }
    notes = session.events.compactMap { event in
      guard case .noted(let note) = event.kind else { return nil }
      return Note(
        item: OrNull(note.item), author: note.author, text: note.text,
        at: Wording.timestamp(event.time))
    }
    actions = report.remarks.filter { $0.kind != .noted }.map {
      Action(
        action: $0.kind.rawValue, item: OrNull($0.item), author: $0.author, reason: $0.text,
        seconds: OrNull($0.seconds), at: Wording.timestamp($0.time))
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
