import AdaptiveTesting
import Foundation

extension SessionReport {
  /// What happened, by the clock; answers in a row are one line.
  func eventFacts(timeZone: TimeZone) -> [ReportDocument.Fact] {
    let remarks = Dictionary(
      remarks.map { ($0.sequence, $0) }, uniquingKeysWith: { first, _ in first })
    let first = session.events.first?.time ?? 0
    var facts: [ReportDocument.Fact] = []
    /// Positions of answers in a row, and the time of the first.
    var run: (positions: ClosedRange<Int>, time: Int64)?
    var position = 0
    var last: SessionEvent?
    func tell(_ time: Int64, _ words: String) {
      facts.append(.init(Wording.timeOfDay(time, on: first, timeZone: timeZone), words))
    }
    func endRun() {
      guard let ended = run else { return }
      let (low, high) = (ended.positions.lowerBound, ended.positions.upperBound)
      tell(
        ended.time,
        low == high ? "question \(low) was answered" : "questions \(low) to \(high) were answered")
      run = nil
    }
    for event in session.events {
      switch event.kind {
      case .presented(let proposal): position = proposal.position
      case .answered:
        run = (
          (run?.positions.lowerBound ?? position)...position, run?.time ?? event.time
        )
      default:
        endRun()
        tell(
          event.time, remarks[event.sequence]?.english ?? words(of: event, after: last, position))
      }
      // What a proctor writes during a pause does not end it.
      if !event.isRemark { last = event }
    }
    endRun()
    if let current = session.current, case .presented = session.events.last?.kind {
      tell(
        session.events.last?.time ?? first,
        "question \(current.position), \(current.item), appeared"
      )
    }
    return facts
  }

  private func words(of event: SessionEvent, after last: SessionEvent?, _ position: Int) -> String {
    switch event.kind {
    case .started: return "the sitting began"
    case .paused: return "paused" + (position > 0 ? " at question \(position)" : "")
    case .resumed:
      let away = last.map { Wording.duration(milliseconds: event.time - $0.time) } ?? ""
      let wasPaused = if case .paused = last?.kind { true } else { false }
      return wasPaused
        ? "went on after \(away)" : "went on; the program had been cut off \(away) before"
    case .finished(let reason): return "finished: \(reason.english)"
    default: return event.name.rawValue
    }
  }
}

extension Wording {
  /// A time of the day to the second, `09:14:10`; on another day than that of `day`, with its date.
  static func timeOfDay(_ milliseconds: Int64, on day: Int64, timeZone: TimeZone) -> String {
    func local(_ milliseconds: Int64) -> Int64 {
      let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
      return milliseconds + 1000 * Int64(timeZone.secondsFromGMT(for: date))
    }
    func floored(_ value: Int64, _ unit: Int64) -> Int64 {
      (value >= 0 ? value : value - unit + 1) / unit
    }
    let here = local(milliseconds)
    let dayLength: Int64 = 86_400_000
    guard floored(here, dayLength) == floored(local(day), dayLength) else {
      return moment(milliseconds, timeZone: timeZone)
    }
    let seconds = (here - floored(here, dayLength) * dayLength) / 1000
    return String(format: "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }
}
