import Foundation
import ItemBanks
import Testing

@testable import Storage

@Suite struct WorkspaceBanksTests {
  /// A workspace with a database, and a way to ask for banks in it.
  private struct Place {
    let folder: Folder
    let workspace: Workspace
    let store: Store

    init() throws {
      folder = try Folder()
      workspace = try Workspace.create(at: folder.url)
      store = try workspace.openStore()
    }

    func resolve(_ argument: String) throws -> ResolvedBank {
      try workspace.resolveBank(argument, in: store, currentFolder: folder.url, at: start)
    }

    func write(_ bank: Bank, to path: String, trailing: String = "") throws {
      try folder.write(String(decoding: bank.encoded(), as: UTF8.self) + trailing, to: path)
    }
  }

  @Test func anEditedFileTakesEffect() throws {
    let place = try Place()
    try place.write(sampleBank(), to: "itembanks/sample.jsonl")
    let first = try place.resolve("sample")
    #expect(first.isNew && first.generation.number == 1)
    #expect(first.bank == sampleBank())
    #expect(try !place.resolve("sample").isNew)

    try place.write(sampleBank(shift: 1), to: "itembanks/sample.jsonl")
    let edited = try place.resolve("sample")
    #expect(edited.isNew && edited.generation.number == 2)
    #expect(edited.bank == sampleBank(shift: 1))

    // And edited back.
    try place.write(sampleBank(), to: "itembanks/sample.jsonl")
    let back = try place.resolve("sample")
    #expect(back.isNew && back.generation.number == 3)
    #expect(back.bank == sampleBank())
  }

  @Test func aCalibrationStaysInForceWhileTheFileIsUnchanged() throws {
    let place = try Place()
    try place.write(sampleBank(), to: "itembanks/sample.jsonl")
    _ = try place.resolve("sample")
    _ = try place.store.importBank(sampleBank(shift: 0.5), fileHash: nil, at: start)
    #expect(try place.resolve("sample").generation.number == 2)
    #expect(try place.resolve("./itembanks/sample.jsonl").generation.number == 2)

    // Other bytes that say the same change nothing.
    try place.write(sampleBank(), to: "itembanks/sample.jsonl", trailing: "\n")
    let same = try place.resolve("sample")
    #expect(!same.isNew && same.generation.number == 2)
    #expect(same.warnings.count == 1)

    try place.write(sampleBank(shift: 2), to: "itembanks/sample.jsonl")
    #expect(try place.resolve("sample").generation.number == 3)
  }

  @Test func aStoredBankNeedsNoFile() throws {
    let place = try Place()
    _ = try place.store.importBank(sampleBank(), fileHash: nil, at: start)
    let found = try place.resolve("sample")
    #expect(!found.isNew && found.bank == sampleBank())
  }

  @Test func aPathIsImportedUnderTheNameItGives() throws {
    let place = try Place()
    try place.write(sampleBank(name: "inside"), to: "elsewhere/outside.jsonl")
    let path = place.folder.url.appendingPathComponent("elsewhere/outside.jsonl").path
    #expect(try place.resolve(path).generation.bank == "inside")
    #expect(try !place.resolve("elsewhere/outside.jsonl").isNew)
    #expect(try !place.resolve("inside").isNew)

    try place.folder.write("{\"item_id\": \"i\", \"a\": 1, \"b\": 0}\n", to: "bare.jsonl")
    #expect(try place.resolve("bare.jsonl").generation.bank == "bare")
    try place.folder.write("{\"item_id\": \"i\", \"a\": 1, \"b\": 0}\n", to: "plain")
    #expect(try place.resolve("plain").generation.bank == "plain")
  }

  @Test func aBanksNameGoesBeforeAFileOfThatName() throws {
    let place = try Place()
    _ = try place.store.importBank(sampleBank(), fileHash: nil, at: start)
    try place.folder.write("my notes\n", to: "sample")
    #expect(try place.resolve("sample").generation.bank == "sample")
    #expect(storeError { _ = try place.resolve("./sample") }?.kind == .badData)
  }

  @Test func whatIsNotThereIsNamedWithTheNearest() throws {
    let place = try Place()
    try place.write(sampleBank(name: "numeracy"), to: "itembanks/numeracy.jsonl")
    _ = try place.store.importBank(sampleBank(name: "shell"), fileHash: nil, at: start)
    #expect(
      storeError { _ = try place.resolve("numercy") }
        == .bankNotFound(name: "numercy", nearest: "numeracy"))
    #expect(
      storeError { _ = try place.resolve("shel") } == .bankNotFound(name: "shel", nearest: "shell"))
    #expect(
      storeError { _ = try place.resolve("") } == .bankNotFound(name: "", nearest: nil))
    #expect(
      storeError { _ = try place.resolve("no/such.jsonl") }
        == .fileUnreadable(path: "no/such.jsonl", reason: "no such file or directory"))
    #expect(storeError { _ = try place.resolve("./itembanks") }?.kind == .notFound)
  }

  @Test func aBadFileChangesNothing() throws {
    let place = try Place()
    try place.write(sampleBank(), to: "itembanks/sample.jsonl")
    _ = try place.resolve("sample")
    try place.write(
      sampleBank(shift: 1), to: "itembanks/sample.jsonl",
      trailing: "{\"item_id\": \"bad\", \"a\": -0.4, \"b\": 0}\n")
    guard
      case .invalidBank(let file, let problems)? = storeError({ _ = try place.resolve("sample") })
    else {
      Issue.record("not an invalid bank")
      return
    }
    #expect(file == "sample.jsonl")
    #expect(problems.map(\.line) == [16] && problems.map(\.item) == ["bad"])
    #expect(try place.store.bank(named: "sample").generation.number == 1)
  }

  @Test func aFileAndItsBankHaveOneName() throws {
    let place = try Place()
    try place.write(sampleBank(name: "maths"), to: "itembanks/sample.jsonl")
    #expect(
      storeError { _ = try place.resolve("sample") }
        == .misnamedBank(file: "sample.jsonl", name: "maths"))
    try place.folder.write("{\"bank\": \"../x\"}\n{\"item_id\": \"i\"}\n", to: "x.jsonl")
    #expect(storeError { _ = try place.resolve("x.jsonl") } == .unsafeBankName("../x"))
    #expect(try place.store.bankNames().isEmpty)
  }

  @Test func aReadOnlyDatabaseServesWhatItKnows() throws {
    let place = try Place()
    try place.write(sampleBank(), to: "itembanks/sample.jsonl")
    _ = try place.resolve("sample")
    let store = try place.workspace.openStore(readOnly: true)
    func resolve() throws -> ResolvedBank {
      try place.workspace.resolveBank(
        "sample", in: store, currentFolder: place.folder.url, at: start)
    }
    #expect(try resolve().generation.number == 1)
    try place.write(sampleBank(shift: 1), to: "itembanks/sample.jsonl")
    #expect(storeError { _ = try resolve() } == .readOnly(path: store.url.path))
  }

  @Test func namesAreFileNames() {
    for name in ["numeracy", "a.b", "größe", "x_1-2"] { #expect(Workspace.isSafe(bankName: name)) }
    for name in [
      "", ".", "..", ".x", "-x", "a/b", "a b", "a\n", String(repeating: "x", count: 101),
    ] {
      #expect(!Workspace.isSafe(bankName: name), "\(name)")
    }
  }
}
