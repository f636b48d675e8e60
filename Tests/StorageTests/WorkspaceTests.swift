import Foundation
import Testing

@testable import Storage

@Suite struct WorkspaceTests {
  private func workspace(in folder: Folder, _ name: String) throws -> URL {
    try Workspace.create(at: folder.url.appendingPathComponent(name, isDirectory: true)).folder
  }

  private func find(
    _ explicit: String? = nil, _ environment: [String: String] = [:], from folder: URL,
    shipped: [URL] = []
  ) throws -> String {
    try Workspace.find(
      explicit: explicit, environment: environment, currentFolder: folder, shippedBanks: shipped
    ).folder.path
  }

  @Test func isLookedForInOrder() throws {
    let folder = try Folder()
    let named = try workspace(in: folder, "named").path
    let variable = try workspace(in: folder, "variable").path
    let around = try workspace(in: folder, "around")
    let data = folder.url.appendingPathComponent("data")
    let inside = around.appendingPathComponent("a/b")
    try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
    let environment = ["CAT_WORKSPACE": variable, "XDG_DATA_HOME": data.path]

    #expect(try find(named, environment, from: inside) == named)
    #expect(try find(nil, environment, from: inside) == variable)
    #expect(
      try find(nil, ["CAT_WORKSPACE": "", "XDG_DATA_HOME": data.path], from: inside)
        == around.path)
    #expect(try find(nil, ["XDG_DATA_HOME": data.path], from: around) == around.path)
    #expect(!FileManager.default.fileExists(atPath: data.path))
    #expect(
      try find(nil, ["XDG_DATA_HOME": data.path], from: folder.url)
        == data.appendingPathComponent("cat").path)
  }

  @Test func relativeNamesStartAtTheCurrentFolder() throws {
    let folder = try Folder()
    let named = try workspace(in: folder, "named")
    let inside = named.appendingPathComponent("itembanks")
    #expect(try find("named", from: folder.url) == named.path)
    #expect(try find("../", from: inside) == named.path)
    #expect(try find(nil, ["CAT_WORKSPACE": "named"], from: folder.url) == named.path)
  }

  @Test func aNewOneTakesNobodysPlace() throws {
    let folder = try Folder()
    let new = folder.url.appendingPathComponent("new", isDirectory: true)
    #expect(try Workspace.createNew(at: new).folder.path == new.path)
    let bank = new.appendingPathComponent("itembanks")
    #expect(storeError { _ = try Workspace.createNew(at: new) } == .occupied(path: bank.path))
    for name in ["itembanks", "sessions"] {
      let half = folder.url.appendingPathComponent("half-\(name)", isDirectory: true)
      try FileManager.default.createDirectory(at: half, withIntermediateDirectories: true)
      let place = half.appendingPathComponent(name)
      // A link that leads nowhere is somebody's, too.
      try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: "gone")
      #expect(storeError { _ = try Workspace.createNew(at: half) } == .occupied(path: place.path))
      #expect(try FileManager.default.contentsOfDirectory(atPath: half.path) == [name])
    }
  }

  @Test func theNearestWins() throws {
    let folder = try Folder()
    _ = try workspace(in: folder, "outer")
    let inner = try workspace(in: folder, "outer/x/inner")
    let below = inner.appendingPathComponent("sessions")
    #expect(try find(from: below) == inner.path)
  }

  @Test func oneFolderOfTheTwoIsNoWorkspace() throws {
    let folder = try Folder()
    try folder.write("", to: "half/itembanks/x")
    let half = folder.url.appendingPathComponent("half")
    #expect(storeError { _ = try Workspace(at: half) } == .notAWorkspace(path: half.path))
    #expect(storeError { _ = try find("half", from: folder.url) }?.kind == .notFound)
    #expect(storeError { _ = try find("missing", from: folder.url) }?.kind == .notFound)
    #expect(
      !FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("missing").path))
  }

  @Test func theDataFolderIsMadeAndStocked() throws {
    let folder = try Folder()
    try folder.write("one\n", to: "prefix/share/cat/itembanks/one.jsonl")
    try folder.write("two\n", to: "prefix/share/cat/itembanks/two.jsonl")
    try folder.write("no\n", to: "prefix/share/cat/itembanks/README")
    let candidates = Workspace.shippedBankFolders(
      executable: folder.url.appendingPathComponent("prefix/bin/cat"))
    let found = try Workspace.find(
      explicit: nil, environment: ["HOME": folder.url.path, "XDG_DATA_HOME": "relative"],
      currentFolder: folder.url,
      shippedBanks: [folder.url.appendingPathComponent("no")] + candidates)
    #expect(found.folder.path == folder.url.appendingPathComponent(".local/share/cat").path)
    #expect(found.bankFiles().map(\.name) == ["one", "two"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: found.folder.path).sorted()
        == ["itembanks", "sessions"])

    // What people do to their banks is theirs.
    try FileManager.default.removeItem(at: found.bankFiles()[0].url)
    let again = try Workspace.create(at: found.folder, shippedBanks: candidates)
    #expect(again.bankFiles().map(\.name) == ["two"])
  }

  @Test func aRepositoryShipsItsBanks() {
    let candidates = Workspace.shippedBankFolders(
      executable: URL(fileURLWithPath: "/src/cat/.build/x86_64-unknown-linux-gnu/release/cat"))
    #expect(candidates.map(\.path).contains("/src/cat/itembanks"))
  }

  @Test func twentyMakeItAtOnce() async throws {
    let folder = try Folder()
    try folder.write("one\n", to: "shipped/one.jsonl")
    let shipped = folder.url.appendingPathComponent("shipped")
    let place = folder.url.appendingPathComponent("deep/cat")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          let made = try Workspace.create(at: place, shippedBanks: [shipped])
          #expect(made.bankFiles().map(\.name) == ["one"])
        }
      }
      try await group.waitForAll()
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
        == ["itembanks", "sessions"])
  }

  @Test func nothingIsMadeWhereNothingCanBe() throws {
    let folder = try Folder()
    try folder.write("", to: "file")
    let error = storeError {
      _ = try Workspace.create(at: folder.url.appendingPathComponent("file/cat"))
    }
    #expect(error?.kind == .readOnly)
    try folder.write("", to: "w/itembanks")
    #expect(
      storeError { _ = try Workspace.create(at: folder.url.appendingPathComponent("w")) }?.kind
        == .readOnly)
  }

  @Test func opensItsDatabase() throws {
    let folder = try Folder()
    let workspace = try Workspace.create(at: folder.url)
    #expect(storeError { _ = try workspace.openStore(readOnly: true) }?.kind == .notFound)
    #expect(try workspace.openStore().url.path == folder.url.path + "/sessions/cat.sqlite")
  }
}
