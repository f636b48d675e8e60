import Foundation
import ItemBanks
import Storage

/// The bank that a calibration is about, and where its next generation goes.
struct CalibrationTarget {
  let name: String
  /// The bank as it is now; `nil` where there are only responses yet.
  let base: Bank?
  private let workspace: Workspace

  /// The bank that is named; else the one that one of the files describes, by item lines or by lying in
  /// the workspace's folder of banks; else none.
  static func find(
    name: String?, files: ResponseData, workspace: Lazy<Workspace>
  ) throws -> CalibrationTarget? {
    if let name {
      let found = try workspace.value
      return CalibrationTarget(name: name, base: try found.peek(name), workspace: found)
    }
    let described = try files.files.compactMap { file -> (path: String, bank: Bank)? in
      guard let read = files.bankFile(in: file.name) else { return nil }
      guard let bank = read.bank else { throw Failure(problems: read.errors) }
      return (file.name, bank)
    }
    guard described.count < 2 else {
      let names = described.map(\.path).joined(separator: ", ")
      throw Failure(.usage, "\(names) describe items; say by --bank which bank is meant.")
    }
    if let (path, bank) = described.first {
      let found = try workspace.value
      let isOwn = found.isBankFile(path, of: bank.name)
      return CalibrationTarget(
        name: bank.name, base: isOwn ? try found.peek(bank.name) : bank, workspace: found)
    }
    for file in files.files where URL(filePath: file.name).isInBankFolder {
      let found = try workspace.value
      let name = URL(filePath: file.name).deletingPathExtension().lastPathComponent
      if found.isBankFile(file.name, of: name) {
        return CalibrationTarget(name: name, base: try found.peek(name), workspace: found)
      }
    }
    return nil
  }

  /// Makes the bank's next generation.
  func store(_ bank: Bank) throws -> (generation: Generation, isNew: Bool) {
    let store = try workspace.openStore()
    // The bank's own file comes before what was made of it: unseen, it would be newer than this.
    if FileManager.default.fileExists(atPath: workspace.ownFile(of: name).path) {
      do {
        _ = try workspace.resolveBank(
          name, in: store, currentFolder: workspace.folder, at: now())
      } catch .emptyBank {}
    }
    return try store.importBank(bank, fileHash: nil, at: now())
  }
}

extension Workspace {
  func ownFile(of bank: String) -> URL { bankFolder.appending(path: bank + ".jsonl") }

  func isBankFile(_ path: String, of bank: String) -> Bool {
    ownFile(of: bank).resolvingSymlinksInPath() == URL(filePath: path).resolvingSymlinksInPath()
  }

  /// The bank that `resolveBank` would give, without storing anything; `nil` where there is none, or
  /// its file holds responses only.
  func peek(_ name: String) throws -> Bank? {
    let file = ownFile(of: name)
    let store =
      FileManager.default.fileExists(atPath: databaseURL.path)
      ? try openStore(readOnly: true) : nil
    if let data = FileManager.default.contents(atPath: file.path) {
      if let store, try store.knowsFile(hash: contentHash(of: data), of: name) {
        return try store.bank(named: name).bank
      }
      let read = BankFile(data, file: file.lastPathComponent)
      guard let bank = read.bank else { throw Failure(problems: read.errors) }
      if !bank.items.isEmpty { return bank }
    }
    do {
      return try store?.bank(named: name).bank
    } catch StoreError.bankNotFound {
      return nil
    }
  }
}

extension URL {
  fileprivate var isInBankFolder: Bool {
    deletingLastPathComponent().resolvingSymlinksInPath().lastPathComponent == "itembanks"
  }
}
