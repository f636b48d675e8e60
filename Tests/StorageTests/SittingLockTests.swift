import Foundation
import Testing

@testable import Storage

@Suite struct SittingLockTests {
  @Test func onlyOneDrivesASitting() throws {
    let folder = try Folder()
    let one = try Store.open(at: folder.database)
    let two = try Store.open(at: folder.database)
    let code = try one.begin(drivenSession(answers: 0)).session
    let other = try one.begin(drivenSession(answers: 0)).session

    let lock = try one.lockSitting(code.lowercased())
    #expect(lock.code == code)
    #expect(try two.isSittingOpen(code))
    #expect(try !two.isSittingOpen(other))
    for store in [one, two] {
      let error = storeError { _ = try store.lockSitting(code) }
      #expect(error == .sittingOpenElsewhere(code: code))
      #expect(error?.kind == .conflict)
    }
    _ = try two.lockSitting(other)
    lock.release()
    lock.release()
    #expect(try !one.isSittingOpen(code))
    _ = try two.lockSitting(code)
  }

  @Test func theLockEndsWithTheValue() throws {
    let store = try Store.temporary()
    let code = try store.begin(drivenSession(answers: 0)).session
    var lock: SittingLock? = try store.lockSitting(code)
    #expect(try store.isSittingOpen(code))
    #expect(lock != nil)
    lock = nil
    #expect(try !store.isSittingOpen(code))
  }

  /// A held sitting neither keeps others from opening the database nor from writing notes.
  @Test func theLockIsTheSittingsAlone() throws {
    let folder = try Folder()
    let store = try Store.open(at: folder.database)
    var session = try drivenSession(answers: 0)
    let code = try store.begin(session).session
    let lock = try store.lockSitting(code)
    let other = try Store.open(at: folder.database)
    session.note("watched", by: .proctor, at: start + 1)
    try other.append([session.events[1]], to: code)
    #expect(try Store.open(at: folder.database, readOnly: true).isSittingOpen(code))
    lock.release()
  }

  @Test func aSittingThatIsNotThereCannotBeDriven() throws {
    let store = try Store.temporary()
    #expect(
      storeError { _ = try store.lockSitting("222-333") } == .sittingNotFound(code: "222-333"))
  }
}
