import Foundation

/// A folder with `itembanks/`, where people keep banks as files, and `sessions/`, where the database
/// is.
public struct Workspace: Sendable, Hashable {
  /// Absolute.
  public let folder: URL

  public var bankFolder: URL { folder.appendingPathComponent("itembanks", isDirectory: true) }
  public var sessionFolder: URL { folder.appendingPathComponent("sessions", isDirectory: true) }
  public var databaseURL: URL { sessionFolder.appendingPathComponent("cat.sqlite") }

  /// - Throws: `notAWorkspace` where one of the two folders is missing.
  public init(at folder: URL) throws(StoreError) {
    guard Self.isWorkspace(folder) else { throw .notAWorkspace(path: folder.path) }
    self.folder = folder.absoluteURL
  }

  /// The workspace a command works in: the folder asked for, else `CAT_WORKSPACE`, else the nearest
  /// one from the current folder upward, else `cat` in the user's data folder (`XDG_DATA_HOME`, by
  /// default `~/.local/share`), which is made and stocked on first use.
  ///
  /// - Parameters:
  ///   - explicit: the path after `--workspace`, if there was one. Relative ones, here and in
  ///     `CAT_WORKSPACE`, start at the current folder.
  ///   - shippedBanks: see `create(at:shippedBanks:)`.
  /// - Throws: `notAWorkspace` for a folder that was named and is none; nothing is made there.
  public static func find(
    explicit: String?, environment: [String: String], currentFolder: URL, shippedBanks: [URL]
  ) throws(StoreError) -> Workspace {
    if let named = explicit ?? environment["CAT_WORKSPACE"].flatMap({ $0.isEmpty ? nil : $0 }) {
      return try Workspace(at: absolute(named, from: currentFolder).standardizedFileURL)
    }
    var candidate = currentFolder.standardizedFileURL
    while true {
      if isWorkspace(candidate) { return try Workspace(at: candidate) }
      if candidate.path == "/" { break }
      candidate.deleteLastPathComponent()
    }
    let home = dataHome(environment).appendingPathComponent("cat", isDirectory: true)
    if isWorkspace(home) { return try Workspace(at: home) }
    return try create(at: home, shippedBanks: shippedBanks)
  }

  /// Makes a workspace, with the folders above it; does nothing where there is one already, and any
  /// number of processes may do it at once.
  ///
  /// - Parameter shippedBanks: folders that may hold the banks that come with the program; the `.jsonl`
  ///   files of the first that exists are copied when `itembanks/` is made.
  public static func create(
    at folder: URL, shippedBanks: [URL] = []
  ) throws(StoreError) -> Workspace {
    let files = FileManager.default
    if isWorkspace(folder) { return try Workspace(at: folder) }
    do {
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      let banks = folder.appendingPathComponent("itembanks", isDirectory: true)
      if !isFolder(banks) {
        // Filled under another name first: nobody ever sees it half stocked.
        let draft = folder.appendingPathComponent(".itembanks-\(UUID().uuidString)")
        try files.createDirectory(at: draft, withIntermediateDirectories: false)
        defer { try? files.removeItem(at: draft) }
        for source in jsonLines(in: shippedBanks.first(where: isFolder)) {
          try files.copyItem(at: source, to: draft.appendingPathComponent(source.lastPathComponent))
        }
        guard rename(draft.path, banks.path) == 0 || isFolder(banks) else {
          throw StoreError.cannotCreate(path: banks.path, reason: systemMessage())
        }
      }
      let sessions = folder.appendingPathComponent("sessions", isDirectory: true)
      guard mkdir(sessions.path, 0o777) == 0 || isFolder(sessions) else {
        throw StoreError.cannotCreate(path: sessions.path, reason: systemMessage())
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw .cannotCreate(path: folder.path, reason: reason(of: error))
    }
    return try Workspace(at: folder)
  }

  /// Makes a workspace where there is none; as `create(at:shippedBanks:)`, but touches nothing that is there.
  ///
  /// - Throws: `occupied` where the folder holds one of the two folders, or a file of that name;
  ///   `cannotCreate`.
  public static func createNew(
    at folder: URL, shippedBanks: [URL] = []
  ) throws(StoreError) -> Workspace {
    for name in ["itembanks", "sessions"] {
      let place = folder.appendingPathComponent(name)
      var status = stat()
      if lstat(place.path, &status) == 0 { throw .occupied(path: place.path) }
    }
    return try create(at: folder, shippedBanks: shippedBanks)
  }

  /// Where the banks that come with the program may be: `share/cat/itembanks` beside the folder of the
  /// program, and `itembanks` of a repository that it was built in.
  ///
  /// - Parameter executable: its path, links resolved.
  public static func shippedBankFolders(executable: URL) -> [URL] {
    var folder = executable.deletingLastPathComponent()
    var candidates = [
      folder.deletingLastPathComponent().appendingPathComponent("share/cat/itembanks")
    ]
    while folder.path != "/" {
      if folder.lastPathComponent == ".build" {
        candidates.append(folder.deletingLastPathComponent().appendingPathComponent("itembanks"))
      }
      folder.deleteLastPathComponent()
    }
    return candidates
  }

  /// Opens the workspace's database; see `Store.open(at:readOnly:)`.
  public func openStore(readOnly: Bool = false) throws(StoreError) -> Store {
    try Store.open(at: databaseURL, readOnly: readOnly)
  }

  /// The bank files in `itembanks/` by name, sorted; files whose name no bank can have are left out.
  public func bankFiles() -> [(name: String, url: URL)] {
    Self.jsonLines(in: bankFolder)
      .map { (name: String($0.lastPathComponent.dropLast(".jsonl".count)), url: $0) }
      .filter { Self.isSafe(bankName: $0.name) }
  }

  // MARK: Folders

  private static func isWorkspace(_ folder: URL) -> Bool {
    isFolder(folder.appendingPathComponent("itembanks"))
      && isFolder(folder.appendingPathComponent("sessions"))
  }

  private static func isFolder(_ url: URL) -> Bool {
    var status = stat()
    return stat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func absolute(_ path: String, from folder: URL) -> URL {
    URL(fileURLWithPath: path.hasPrefix("/") ? path : folder.path + "/" + path)
  }

  /// The base directory specification has relative paths ignored.
  private static func dataHome(_ environment: [String: String]) -> URL {
    if let path = environment["XDG_DATA_HOME"], path.hasPrefix("/") {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    return URL(fileURLWithPath: home, isDirectory: true).appendingPathComponent(".local/share")
  }

  private static func jsonLines(in folder: URL?) -> [URL] {
    guard let folder,
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    else { return [] }
    return names.filter { $0.hasSuffix(".jsonl") && !$0.hasPrefix(".") }.sorted()
      .map { folder.appendingPathComponent($0) }
  }

  /// What the system said, below Foundation's wrapping.
  private static func reason(of error: any Error) -> String {
    let error = error as NSError
    if let system = error.userInfo[NSUnderlyingErrorKey] as? NSError,
      system.domain == NSPOSIXErrorDomain
    {
      return systemMessage(Int32(system.code))
    }
    return error.localizedDescription
  }
}
