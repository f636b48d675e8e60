import AdaptiveTesting
import Foundation
import Presentation
import Proctoring
import Storage
import Terminal

/// The proctor's screens, one opened from the other. Each function returns when its screen is left, and says
/// where to.
struct ReviewScreens {
  let terminal: CursesTerminal
  let room: ReviewRoom
  let currentFolder: URL

  enum Way { case back, leave }

  func sittings() throws -> Way {
    try room.refresh()
    return try terminal.run(SittingsScreen(rows: room.rows, now: now())) { effect, screen in
      var visit = Visit()
      switch effect {
      case .open(let code): visit = try inside { try sitting(code) }
      case .student(let name): visit = try inside { try student(name) }
      case .bank(let name): visit = try inside { try bank(name) }
      case .tick: break
      case .leave: return .leave
      }
      if visit.leaves { return .leave }
      try refresh()
      screen.show(rows: room.rows, now: now())
      if let message = visit.message { screen.say(message) }
      return nil
    }
  }

  func student(_ name: String) throws -> Way {
    try room.refresh()
    let rows = room.rows(of: name)
    guard !rows.isEmpty else {
      throw Failure(.notFound, "there is no sitting of '\(name)'.")
    }
    return try terminal.run(StudentScreen(student: name, rows: rows, now: now())) {
      effect, screen in
      var visit = Visit()
      switch effect {
      case .open(let code): visit = try inside { try sitting(code) }
      case .bank(let bank): visit = try inside { try self.bank(bank) }
      case .tick: break
      case .back: return .back
      case .leave: return .leave
      }
      if visit.leaves { return .leave }
      try refresh()
      screen.show(rows: room.rows(of: name), now: now())
      if let message = visit.message { screen.say(message) }
      return nil
    }
  }

  func sitting(_ code: String) throws -> Way {
    let watch = try SittingWatch(code, in: room)
    let screen = SittingScreen(
      watch.report, isOpen: watch.isOpen, now: now(), similar: watch.similar,
      isReviewComplete: watch.isComplete)
    return try terminal.run(screen) { effect, screen in
      var visit = Visit()
      switch effect {
      case .act(let action, let reason):
        visit.message = said { try room.carryOut(action, reason: reason, on: watch.code) }
      case .student(let name): visit = try inside { try student(name) }
      case .bank(let name): visit = try inside { try bank(name) }
      case .saveReport: visit.message = saveReport(watch.report)
      case .tick: break
      case .back: return .back
      case .leave: return .leave
      }
      if visit.leaves { return .leave }
      try whereFree { try watch.look() }
      if watch.hasNews {
        screen.show(
          watch.report, isOpen: watch.isOpen, now: now(), similar: watch.similar,
          isReviewComplete: watch.isComplete)
        watch.hasNews = false
      } else {
        screen.show(isOpen: watch.isOpen, now: now())
      }
      if let message = visit.message { screen.say(message) }
      return nil
    }
  }

  func bank(_ name: String) throws -> Way {
    let stored = try room.store.bank(named: name)
    // What is in force, at once; what the sittings tell of it, as soon as they are read.
    var screen = BankScreen(
      BankOverview(
        bank: stored.bank, generation: stored.generation.number,
        review: BankReview(of: [], bank: stored.bank)))
    screen.showReading()
    room.desk.audit(bank: name)
    return try terminal.run(screen) { effect, screen in
      switch effect {
      case .refresh:
        screen.showReading()
        room.desk.audit(bank: name)
      case .tick:
        switch room.desk.takeAudit(ofBank: name) {
        case .success(let audited):
          screen.show(BankOverview(audited.audit, generation: audited.generation))
        case .failure(let failure): throw failure
        case nil: break
        }
      case .back: return .back
      case .leave: return .leave
      }
      return nil
    }
  }

  // MARK: What goes wrong stays on the screen

  /// What came of opening one screen from another.
  private struct Visit {
    /// Whether everything is to be left.
    var leaves = false
    /// For the screen that one comes back to.
    var message: String?
  }

  private func inside(_ open: () throws -> Way) throws -> Visit {
    do {
      return Visit(leaves: try open() == .leave)
    } catch let failure as Failure {
      return Visit(message: failure.message)
    } catch let error as StoreError {
      return Visit(message: "\(error)")
    }
  }

  private func refresh() throws { try whereFree { try room.refresh() } }

  /// A database that is busy for a moment is asked again a second later.
  private func whereFree(_ look: () throws -> Void) throws {
    do {
      try look()
    } catch let error as StoreError where error.kind == .busy {}
  }

  private func said(_ act: () throws -> Void) -> String {
    do {
      try act()
      return "✓ Kept."
    } catch let failure as Failure {
      return "Not kept: \(failure.message)"
    } catch {
      return "Not kept: \(error)"
    }
  }

  /// Writes the report as a web page beside the proctor, and says where, or why not.
  private func saveReport(_ report: SessionReport) -> String {
    let code = report.header.session
    let name = "cat-report-\(code).html"
    let page = report.document(for: .proctor).html(footer: "cat \(Cat.version), cat review")
    do {
      try Data(page.utf8).write(to: currentFolder.appending(path: name), options: .atomic)
      return "Saved as \(name)."
    } catch {
      return "\(name) cannot be written here; use cat report --html FILE \(code)."
    }
  }
}
