import AdaptiveTesting
import Foundation

/// What happened in a sitting beside questions and answers.
struct SittingCourse: Sendable, Hashable {
  /// Times that the person paused.
  private(set) var pauses = 0
  /// Times that the sitting went on after the program had been cut off.
  private(set) var interruptions = 0
  /// Milliseconds between leaving and going on.
  private(set) var away: Int64 = 0
  /// Seconds that proctors added.
  private(set) var secondsGranted = 0

  init(_ events: [SessionEvent]) {
    var last: SessionEvent?
    for event in events {
      switch event.kind {
      case .paused: pauses += 1
      case .resumed:
        if let last {
          away += event.time - last.time
          if case .paused = last.kind {} else { interruptions += 1 }
        }
      case .timeGranted(let grant): secondsGranted += grant.seconds
      default: break
      }
      // What a proctor writes during a pause does not end it.
      if !event.isRemark { last = event }
    }
  }

  /// `2 pauses, 5 minutes away in all`; `nil` where there is nothing to tell.
  var interruptionWords: String? {
    var parts: [String] = []
    if pauses > 0 { parts.append(Wording.count(pauses, "pause")) }
    if interruptions > 0 { parts.append(Wording.count(interruptions, "break of the program")) }
    guard !parts.isEmpty else { return nil }
    return Wording.list(parts)
      + (away > 0 ? ", \(Wording.duration(milliseconds: away)) away in all" : "")
  }
}

extension SessionEvent {
  /// Whether it is of somebody beside the test, which goes on as it was.
  var isRemark: Bool {
    switch kind {
    case .noted, .voided, .restored, .reviewed, .timeGranted: true
    default: false
    }
  }
}

extension SessionReport {
  /// Something that somebody wrote or ruled.
  struct Remark: Sendable, Hashable {
    /// The event's.
    let sequence: Int
    let kind: SessionEvent.Name
    let time: Int64
    let author: String
    let item: String?
    let text: String
    let seconds: Int?

    /// What was done, with who did it and why.
    var english: String {
      let what = item.map { "the answer to \($0)" } ?? "the whole sitting"
      return switch kind {
      case .voided: "\(author) took \(what) out: \(text)"
      case .restored: "\(author) let \(what) count again: \(text)"
      case .timeGranted:
        "\(author) gave \(Wording.duration(milliseconds: Int64(seconds ?? 0) * 1000)) more: \(text)"
      case .reviewed: "\(author) reviewed it: \(text)"
      case .ended: "\(author) ended it: \(text)"
      default: author + (item.map { " on \($0)" } ?? "") + ": \(text)"
      }
    }
  }

  /// Notes and what proctors did, in order.
  var remarks: [Remark] {
    session.events.compactMap { event in
      func remark(_ author: String, _ text: String, item: String? = nil, seconds: Int? = nil)
        -> Remark
      {
        Remark(
          sequence: event.sequence, kind: event.name, time: event.time, author: author, item: item,
          text: text, seconds: seconds)
      }
      return switch event.kind {
      case .noted(let note):
        remark(note.name ?? note.author.rawValue, note.text, item: note.item)
      case .voided(let ruling), .restored(let ruling):
        remark(ruling.author, ruling.reason, item: ruling.item)
      case .timeGranted(let grant): remark(grant.author, grant.reason, seconds: grant.seconds)
      case .reviewed(let remarked), .ended(let remarked): remark(remarked.author, remarked.reason)
      default: nil
      }
    }
  }
}
