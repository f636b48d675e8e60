import ItemBanks
import Testing

@testable import Storage

@Suite struct StoreErrorTests {
  static let all: [(StoreError, StoreError.Kind)] = [
    (.bankNotFound(name: "x", nearest: "y"), .notFound),
    (.bankNotFound(name: "x", nearest: nil), .notFound),
    (.generationNotFound(bank: "x", number: 2, newest: 1), .notFound),
    (.sittingNotFound(code: "x"), .notFound),
    (.fileUnreadable(path: "/x", reason: "no such file or directory"), .notFound),
    (.databaseNotFound(path: "/x"), .notFound), (.notAWorkspace(path: "/x"), .notFound),
    (.emptyBank(name: "x"), .badData), (.unsafeBankName("/"), .badData),
    (.misnamedBank(file: "x.jsonl", name: "y"), .badData),
    (.notADatabase(path: "/x"), .corrupt), (.corrupt(path: "/x", detail: "y"), .corrupt),
    (.unreadableSitting(code: "x", what: "event 1"), .corrupt),
    (.newerVersion(path: "/x"), .newerVersion),
    (.readOnly(path: "/x"), .readOnly), (.needsUpgrade(path: "/x"), .readOnly),
    (.cannotCreate(path: "/x", reason: "y"), .readOnly),
    (.cannotWrite(path: "/x", reason: "y"), .readOnly), (.occupied(path: "/x"), .readOnly),
    (.diskFull(path: "/x"), .diskFull),
    (.busy(path: "/x"), .busy), (.sittingMovedOn(code: "x"), .conflict),
    (.sittingFinished(code: "x"), .conflict), (.sittingOpenElsewhere(code: "x"), .conflict),
    (.other(path: "/x", detail: "y"), .other),
  ]

  @Test(arguments: all) func oneSentenceAndAKind(_ error: StoreError, _ kind: StoreError.Kind) {
    let text = "\(error)"
    #expect(error.kind == kind)
    #expect(text.hasSuffix(".") || text.hasSuffix("?"), "\(text)")
    #expect(!text.contains("\n") && !text.contains(". "), "\(text)")
  }

  @Test func anInvalidBankListsItsFirstErrors() {
    let lines = (1...30).map { "{\"item_id\": \"i\($0)\", \"a\": -1, \"b\": 0}\n" }.joined()
    let file = BankFile(.init(lines.utf8), file: "bad.jsonl")
    let error = StoreError.invalidBank(file: "bad.jsonl", problems: file.problems)
    #expect(error.kind == .badData)
    let text = "\(error)".split(separator: "\n")
    #expect(text.count == 21)
    #expect(text.first?.hasPrefix("bad.jsonl:1: item 'i1': ") == true)
    #expect(text.last == "bad.jsonl: … and \(file.errors.count - 20) more.")
  }
}
