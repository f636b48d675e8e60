import AdaptiveTesting
import Presentation
import Storage

/// One sitting as it goes on: the events that came since are followed, not all of them replayed.
final class SittingWatch {
  /// As `K7F-2QD`.
  let code: String
  private(set) var report: SessionReport
  private(set) var isOpen: Bool
  private(set) var similar: [SimilarSitting]
  /// Whether everything was looked for that can be.
  private(set) var isComplete: Bool
  /// Whether anything but the clock has changed since it was last shown.
  var hasNews = false

  private let room: ReviewRoom
  private var sitting: SittingReplayer.Replayed

  init(_ code: String, in room: ReviewRoom) throws {
    self.room = room
    sitting = try room.replay(code)
    self.code = sitting.header.session
    isOpen = try room.isOpen(sitting.header.session)
    similar = room.desk.similar(to: sitting.header.session)
    (report, isComplete) = room.report(of: sitting)
    if !isComplete { room.desk.look(at: [self.code]) }
  }

  /// Takes in what has happened since.
  func look() throws {
    isOpen = try room.isOpen(code)
    let events = try room.store.events(of: code, after: sitting.session.events.count)
    if !events.isEmpty {
      do {
        try sitting.session.follow(events)
      } catch {
        throw SittingReplayer.failure(sitting.header, error)
      }
      // What is found may change with what counts.
      if sitting.session.status == .finished { room.desk.look(at: [code]) }
    }
    let similar = room.desk.similar(to: code)
    let wasComplete = isComplete
    guard !events.isEmpty || similar != self.similar || !wasComplete else { return }
    self.similar = similar
    let (report, isComplete) = room.report(of: sitting)
    guard !events.isEmpty || isComplete != wasComplete || similar != self.similar else { return }
    (self.report, self.isComplete) = (report, isComplete)
    hasNews = true
  }
}
