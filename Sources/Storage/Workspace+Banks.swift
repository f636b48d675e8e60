import Foundation
import ItemBanks

/// The bank that a command was asked for.
public struct ResolvedBank: Sendable, Hashable {
  /// Without responses.
  public let bank: Bank
  public let generation: Generation
  /// Whether it was imported just now.
  public let isNew: Bool
  /// Of the file, where one was read; an unchanged file is not.
  public let warnings: [BankProblem]
}

extension Workspace {
  /// Finds the bank that an argument names, and imports it where it is a file that the database has
  /// not seen, so that an edited file takes effect at the next sitting. While the file in `itembanks/`
  /// is unchanged, the newest generation is in force: the file, or what was calibrated since.
  ///
  /// - Parameters:
  ///   - argument: a bank's name, or a file's path: whatever has a "/" or ends in ".jsonl", and any
  ///     other name that no bank has and a file has.
  ///   - currentFolder: where relative paths start.
  ///   - time: milliseconds since 1970-01-01T00:00Z, for what is imported.
  /// - Throws: `invalidBank`, `misnamedBank`, `emptyBank`, `unsafeBankName`, `bankNotFound`,
  ///   `fileUnreadable`; and what `Store` throws, such as `readOnly` where a changed file cannot be
  ///   imported.
  public func resolveBank(
    _ argument: String, in store: Store, currentFolder: URL, at time: Int64
  ) throws(StoreError) -> ResolvedBank {
    let file = Self.absolute(argument, from: currentFolder)
    if argument.contains("/") || argument.hasSuffix(".jsonl") {
      return try adopt(file, shownAs: argument, as: nil, in: store, at: time)
    }
    let ownFile = bankFolder.appendingPathComponent(argument + ".jsonl")
    if Self.isSafe(bankName: argument), Self.isFile(ownFile) {
      return try adopt(
        ownFile, shownAs: ownFile.lastPathComponent, as: argument, in: store, at: time)
    }
    do {
      return ResolvedBank(try store.bank(named: argument), isNew: false, warnings: [])
    } catch .bankNotFound {
      if Self.isFile(file) {
        return try adopt(file, shownAs: argument, as: nil, in: store, at: time)
      }
      let names = Set(try store.bankNames()).union(bankFiles().map(\.name))
      throw .bankNotFound(
        name: argument, nearest: nearestName(to: argument, among: Array(names)))
    }
  }

  /// Whether a bank may have this name: it is a plain file name, and no option of a command.
  public static func isSafe(bankName name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first != ".", first != "-" else { return false }
    return name.utf8.count <= 100
      && name.unicodeScalars.allSatisfy {
        $0 != "/" && $0 != "\\" && !$0.properties.isWhitespace
          && $0.properties.generalCategory != .control
      }
  }

  /// Imports a bank file as the generation in force, whatever was in force before; a file that says
  /// the same as that generation adds nothing.
  ///
  /// - Throws: as `resolveBank`.
  public func importBank(
    file path: String, in store: Store, currentFolder: URL, at time: Int64
  ) throws(StoreError) -> ResolvedBank {
    let file = Self.absolute(path, from: currentFolder)
    return try self.store(
      try Self.read(file, shownAs: path), from: file, in: store, at: time)
  }

  // MARK: Files

  private struct ReadFile {
    let bank: Bank
    let warnings: [BankProblem]
    let hash: String
  }

  private static func read(_ file: URL, shownAs shown: String) throws(StoreError) -> ReadFile {
    let data = try contents(of: file, shownAs: shown)
    let read = BankFile(data, file: shown)
    guard let bank = read.bank else { throw .invalidBank(file: shown, problems: read.problems) }
    return ReadFile(bank: bank, warnings: read.warnings, hash: contentHash(of: data))
  }

  /// - Parameter name: the name that the file must give; `nil` takes the one it gives.
  private func adopt(
    _ file: URL, shownAs shown: String, as name: String?, in store: Store, at time: Int64
  ) throws(StoreError) -> ResolvedBank {
    // An unchanged file is the common case and need not be understood again.
    if let name {
      let hash = contentHash(of: try Self.contents(of: file, shownAs: shown))
      if try store.knowsFile(hash: hash, of: name) {
        return ResolvedBank(try store.bank(named: name), isNew: false, warnings: [])
      }
    }
    let read = try Self.read(file, shownAs: shown)
    if let name, read.bank.name != name {
      throw .misnamedBank(file: shown, name: read.bank.name)
    }
    if read.bank.items.isEmpty, isOwn(file, of: read.bank) {
      // Responses only: the items are what a calibration made of them.
      do {
        return ResolvedBank(
          try store.bank(named: read.bank.name), isNew: false, warnings: read.warnings)
      } catch .bankNotFound {
        throw .emptyBank(name: read.bank.name)
      }
    }
    if isOwn(file, of: read.bank) {
      if try store.knowsFile(saying: read.bank) {
        return ResolvedBank(
          try store.bank(named: read.bank.name), isNew: false, warnings: read.warnings)
      }
    } else if Self.isFile(ownFile(of: read.bank)) {
      // Only an import, which says so, may put another bank in the place of the workspace's own.
      let current = try adopt(
        ownFile(of: read.bank), shownAs: read.bank.name + ".jsonl", as: read.bank.name, in: store,
        at: time)
      guard current.generation.contentHash == read.bank.contentHash else {
        throw .foreignBank(file: shown, name: read.bank.name)
      }
      return current
    }
    return try self.store(read, from: file, in: store, at: time)
  }

  private func store(
    _ read: ReadFile, from file: URL, in store: Store, at time: Int64
  ) throws(StoreError) -> ResolvedBank {
    // Only the workspace's own file is watched for changes: a bank imported from elsewhere stays in
    // force while that file is as it was.
    let (generation, isNew) = try store.importBank(
      read.bank, fileHash: isOwn(file, of: read.bank) ? read.hash : nil, at: time)
    return ResolvedBank(
      try store.bank(named: read.bank.name, generation: generation.number), isNew: isNew,
      warnings: read.warnings)
  }

  private func isOwn(_ file: URL, of bank: Bank) -> Bool {
    ownFile(of: bank).resolvingSymlinksInPath() == file.resolvingSymlinksInPath()
  }

  private func ownFile(of bank: Bank) -> URL {
    bankFolder.appendingPathComponent(bank.name + ".jsonl")
  }

  private static func isFile(_ url: URL) -> Bool {
    var status = stat()
    return stat(url.path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  private static func contents(of file: URL, shownAs shown: String) throws(StoreError) -> Data {
    guard let handle = fopen(file.path, "r") else {
      throw .fileUnreadable(path: shown, reason: systemMessage())
    }
    defer { fclose(handle) }
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, handle)
      data.append(contentsOf: buffer[..<count])
      if count < buffer.count { break }
    }
    guard ferror(handle) == 0 else {
      throw .fileUnreadable(path: shown, reason: systemMessage())
    }
    return data
  }
}

extension ResolvedBank {
  fileprivate init(_ stored: StoredBank, isNew: Bool, warnings: [BankProblem]) {
    self.init(
      bank: stored.bank, generation: stored.generation, isNew: isNew, warnings: warnings)
  }
}
