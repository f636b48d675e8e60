import Foundation
import ItemBanks
import ItemResponse
import Testing

@testable import Storage

@Suite struct StoreBanksTests {
  @Test func aBankComesBackBitForBit() throws {
    let store = try Store.temporary()
    let bank = sampleBank()
    let hash = String(repeating: "a", count: 64)
    let (generation, isNew) = try store.importBank(bank, fileHash: hash, at: start)
    #expect(isNew)
    #expect(
      generation
        == Generation(
          bank: "sample", number: 1, contentHash: bank.contentHash, fileHash: hash,
          importedAt: start, itemCount: bank.items.count))
    let stored = try store.bank(named: "sample")
    #expect(stored.bank == bank)
    #expect(stored.bank.encoded() == bank.encoded())
    #expect(stored.generation == generation)
  }

  /// It could not be read back.
  @Test func aModelFromOutsideIsNotStored() throws {
    struct Coin: ResponseModel {
      var scoreCount: Int { 2 }
      func logProbability(of score: Int, at theta: Double) -> LogProbability {
        LogProbability(value: -0.6931471805599453, slope: 0, curvature: 0)
      }
    }
    let store = try Store.temporary()
    let bank = Bank(name: "own", items: [Item(id: "coin", model: Coin())])
    let error = #expect(throws: StoreError.self) {
      try store.importBank(bank, fileHash: nil, at: start)
    }
    #expect(error?.kind == .badData)
    #expect(try store.bankSummaries().isEmpty)
  }

  @Test func responsesStayOut() throws {
    let store = try Store.temporary()
    let plain = sampleBank()
    let bank = Bank(
      name: plain.name, domains: plain.domains, licence: plain.licence, items: plain.items,
      responses: [ResponseRecord(subject: "s", scores: ["item-1": 1])])
    _ = try store.importBank(bank, fileHash: nil, at: start)
    let stored = try store.bank(named: "sample")
    #expect(stored.bank.items == bank.items)
    #expect(stored.bank.responses.isEmpty)
    #expect(stored.generation.contentHash == bank.contentHash)
  }

  @Test func theSameBankIsNotImportedTwice() throws {
    let store = try Store.temporary()
    let first = try store.importBank(sampleBank(), fileHash: nil, at: start)
    let again = try store.importBank(
      sampleBank(), fileHash: String(repeating: "b", count: 64), at: start + 1)
    #expect(!again.isNew)
    #expect(again.generation == first.generation)

    let changed = try store.importBank(sampleBank(shift: 0.1), fileHash: nil, at: start + 2)
    #expect(changed.isNew && changed.generation.number == 2)
    // What was once in force and no longer is, is new again.
    let back = try store.importBank(sampleBank(), fileHash: nil, at: start + 3)
    #expect(back.isNew && back.generation.number == 3)
  }

  @Test func everyGenerationIsKept() throws {
    let store = try Store.temporary()
    let banks = (0..<3).map { sampleBank(shift: Double($0)) }
    for bank in banks { _ = try store.importBank(bank, fileHash: nil, at: start) }
    for (index, bank) in banks.enumerated() {
      #expect(try store.bank(named: "sample", generation: index + 1).bank == bank)
    }
    #expect(try store.bank(named: "sample").generation.number == 3)
    for number in [0, 4] {
      #expect(
        storeError { _ = try store.bank(named: "sample", generation: number) }
          == .generationNotFound(bank: "sample", number: number, newest: 3))
    }
  }

  @Test func anUnknownBankNamesTheNearest() throws {
    let store = try Store.temporary()
    for name in ["numeracy", "shell"] {
      _ = try store.importBank(sampleBank(name: name), fileHash: nil, at: start)
    }
    #expect(
      storeError { _ = try store.bank(named: "numercy") }
        == .bankNotFound(name: "numercy", nearest: "numeracy"))
    #expect(
      storeError { _ = try store.bank(named: "zzz") } == .bankNotFound(name: "zzz", nearest: nil))
  }

  @Test func knowsTheFileInForce() throws {
    let store = try Store.temporary()
    let one = String(repeating: "1", count: 64)
    let two = String(repeating: "2", count: 64)
    #expect(try !store.knowsFile(hash: one, of: "sample"))
    _ = try store.importBank(sampleBank(), fileHash: one, at: start)
    #expect(try store.knowsFile(hash: one, of: "sample"))
    #expect(try !store.knowsFile(hash: one, of: "other"))
    // A calibration does not make the file another.
    _ = try store.importBank(sampleBank(shift: 1), fileHash: nil, at: start)
    #expect(try store.knowsFile(hash: one, of: "sample"))
    // A newer file does.
    _ = try store.importBank(sampleBank(shift: 2), fileHash: two, at: start)
    #expect(try !store.knowsFile(hash: one, of: "sample"))
    #expect(try store.knowsFile(hash: two, of: "sample"))
  }

  @Test func summariesCount() throws {
    let store = try Store.temporary()
    #expect(try store.bankSummaries().isEmpty)
    _ = try store.importBank(sampleBank(name: "zeta", items: 3), fileHash: nil, at: start)
    let session = try drivenSession(answers: 1)
    _ = try store.begin(session)
    _ = try store.begin(session, person: "Grace")
    _ = try store.importBank(sampleBank(shift: 1), fileHash: nil, at: start + 1)
    let summaries = try store.bankSummaries()
    #expect(summaries.map(\.name) == ["sample", "zeta"])
    let sample = try #require(summaries.first)
    #expect(sample.title == "Sample, “quoted”")
    #expect(sample.generation.number == 2 && sample.generation.itemCount == 14)
    #expect(sample.operationalItemCount == 12 && sample.calibratedItemCount == 2)
    #expect(sample.sittingCount == 2)
    #expect(summaries.last?.sittingCount == 0)
  }

  @Test(arguments: ["", "a/b", "../x", ".hidden", "-n", "a b", "a\u{1b}[31m", "a\\b"])
  func namesThatAreNoFileNamesAreRefused(_ name: String) throws {
    let store = try Store.temporary()
    #expect(
      storeError { _ = try store.importBank(sampleBank(name: name), fileHash: nil, at: start) }
        == .unsafeBankName(name))
    #expect(try store.bankNames().isEmpty)
  }

  @Test func aBankWithoutItemsIsRefused() throws {
    let store = try Store.temporary()
    let bank = Bank(
      name: "x", items: [], responses: [ResponseRecord(subject: "s", scores: ["i": 1])])
    #expect(
      storeError { _ = try store.importBank(bank, fileHash: nil, at: start) }
        == .emptyBank(name: "x"))
  }

  /// The same item twice, which `BankFile` never gives, fails in the middle of the items.
  @Test func anImportIsAllOrNothing() throws {
    let store = try Store.temporary()
    let items = sampleBank().items
    let bank = Bank(name: "twice", licence: "CC0", items: items + [items[0]])
    #expect(storeError { _ = try store.importBank(bank, fileHash: nil, at: start) }?.kind == .other)
    #expect(try store.bankNames().isEmpty)
    #expect(try store.run("SELECT count(*) FROM item") == "0")
  }

  @Test func tamperingIsNoticed() throws {
    let store = try Store.temporary()
    _ = try store.importBank(sampleBank(), fileHash: nil, at: start)
    try store.run("DROP TRIGGER item_is_fixed")
    try store.run(
      "UPDATE item SET line = json_set(line, '$.b', 0.5) WHERE item_id = 'item-3'")
    let error = storeError { _ = try store.bank(named: "sample") }
    #expect(error?.kind == .corrupt)
    #expect(error.map { "\($0)" }?.contains("bank 'sample', version 1") == true)
  }
}
