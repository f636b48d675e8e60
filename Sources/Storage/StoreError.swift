import ItemBanks

/// Why something could not be read from a workspace or kept in it. Nothing was changed.
///
/// Names and paths are quoted as they came; whoever prints a message makes control characters
/// harmless.
public enum StoreError: Error, Hashable, Sendable {
  // MARK: What was asked for is not there
  /// `nearest` is the existing name that looks most like it, if one looks like it at all.
  case bankNotFound(name: String, nearest: String?)
  case generationNotFound(bank: String, number: Int, newest: Int)
  case sittingNotFound(code: String)
  /// `reason` is the system's: no such file, permission denied.
  case fileUnreadable(path: String, reason: String)
  case databaseNotFound(path: String)
  case notAWorkspace(path: String)

  // MARK: What is there cannot be used
  /// At least one of the problems is an error; `file` is the name that the problems use.
  case invalidBank(file: String, problems: [BankProblem])
  case emptyBank(name: String)
  /// A file in `itembanks/` whose bank line gives another name than the file's.
  case misnamedBank(file: String, name: String)
  /// A file from elsewhere that would take the place of a bank whose own file is in `itembanks/`.
  case foreignBank(file: String, name: String)
  case unsafeBankName(String)
  /// Not SQLite, or another program's.
  case notADatabase(path: String)
  case corrupt(path: String, detail: String)
  /// `what` of it, in a database that is sound otherwise.
  case unreadableSitting(code: String, what: String)
  /// Written by a newer version of this program.
  case newerVersion(path: String)

  // MARK: It cannot be written
  case readOnly(path: String)
  /// Opened for reading only, and an older version wrote it.
  case needsUpgrade(path: String)
  case cannotCreate(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  /// A new workspace would need this place, and something is there.
  case occupied(path: String)
  case diskFull(path: String)

  // MARK: Somebody else is there
  /// Another process kept the database locked for ten seconds.
  case busy(path: String)
  /// The sitting's log no longer ends where the caller thinks: load it again.
  case sittingMovedOn(code: String)
  /// After the end only notes and voided answers may follow.
  case sittingFinished(code: String)
  case sittingOpenElsewhere(code: String)

  // MARK: Else
  /// A rule of the database refused it, or SQLite failed in a way that has no better name.
  case other(path: String, detail: String)

  /// What a program does about an error: which exit status it ends with.
  public enum Kind: String, Sendable, CaseIterable {
    /// 66.
    case notFound
    /// A bank that does not validate; 65.
    case badData
    /// 65.
    case corrupt
    /// 65.
    case newerVersion
    /// It cannot be created or written; 73.
    case readOnly
    /// 73.
    case diskFull
    /// 75.
    case busy
    /// Somebody else drives the sitting; 75.
    case conflict
    /// 70.
    case other
  }

  public var kind: Kind {
    switch self {
    case .bankNotFound, .generationNotFound, .sittingNotFound, .fileUnreadable, .databaseNotFound,
      .notAWorkspace:
      .notFound
    case .invalidBank, .emptyBank, .misnamedBank, .foreignBank, .unsafeBankName: .badData
    case .notADatabase, .corrupt, .unreadableSitting: .corrupt
    case .newerVersion: .newerVersion
    case .readOnly, .needsUpgrade, .cannotCreate, .cannotWrite, .occupied: .readOnly
    case .diskFull: .diskFull
    case .busy: .busy
    case .sittingMovedOn, .sittingFinished, .sittingOpenElsewhere: .conflict
    case .other: .other
    }
  }
}

extension StoreError: CustomStringConvertible {
  /// One sentence, *where: what is wrong; what to do*. An invalid bank's is the first 20 of its
  /// errors, a line each, and how many more there are.
  public var description: String {
    switch self {
    case .bankNotFound(let name, let nearest?):
      "there is no bank '\(name)'; did you mean '\(nearest)'?"
    case .bankNotFound(let name, nil):
      "there is no bank '\(name)'; `cat bank list` shows those there are."
    case .generationNotFound(let bank, let number, let newest):
      "bank '\(bank)': there is no generation \(number); the newest is \(newest)."
    case .sittingNotFound(let code):
      "there is no sitting '\(code)'; its code stands at the end of the sitting and in its report."
    case .fileUnreadable(let path, let reason):
      "\(path): it cannot be read: \(reason)."
    case .databaseNotFound(let path):
      "\(path): there is no database yet; the first sitting or import makes it."
    case .notAWorkspace(let path):
      "\(path): it is not a workspace, which has itembanks/ and sessions/; make these two folders in it."
    case .invalidBank(let file, let problems):
      Self.list(problems.filter { $0.severity == .error }, of: file)
    case .emptyBank(let name):
      "bank '\(name)': it has no items; add at least one item line."
    case .misnamedBank(let file, let name):
      "\(file): its bank is called '\(name)'; give the file and the bank one name."
    case .foreignBank(let file, let name):
      "\(file): bank '\(name)' is in this workspace and says something else; put this one in its "
        + "place with cat bank import, or give it another name."
    case .unsafeBankName(let name):
      "bank '\(name)': the name cannot be a file's; use letters, digits, '-', '_' and '.', "
        + "and begin with a letter or digit."
    case .notADatabase(let path):
      "\(path): it is not a database of this program; move it away or name another workspace."
    case .corrupt(let path, let detail):
      "\(path): it is damaged (\(detail)); restore it from a backup."
    case .unreadableSitting(let code, let what):
      "sitting \(code): \(what) cannot be read; restore the database from a backup."
    case .newerVersion(let path):
      "\(path): a newer version of cat wrote it; update this one."
    case .readOnly(let path):
      "\(path): it may only be read here; ask for permission to write it and its folder."
    case .needsUpgrade(let path):
      "\(path): an older version of cat wrote it; open it once where it may be written."
    case .cannotCreate(let path, let reason):
      "\(path): it cannot be made: \(reason)."
    case .cannotWrite(let path, let reason):
      "\(path): it cannot be written: \(reason)."
    case .occupied(let path):
      "\(path): it is there already and stays as it is; name another folder."
    case .diskFull(let path):
      "\(path): the disk is full; make room and try again."
    case .busy(let path):
      "\(path): another program keeps it locked; try again in a moment."
    case .sittingMovedOn(let code):
      "sitting \(code): it has moved on in another program; open it again."
    case .sittingFinished(let code):
      "sitting \(code): it is finished; only notes and voided answers may follow."
    case .sittingOpenElsewhere(let code):
      "sitting \(code): it is open in another program; close it there first."
    case .other(let path, let detail):
      "\(path): \(detail)."
    }
  }

  private static func list(_ errors: [BankProblem], of file: String) -> String {
    let shown = 20
    var lines = errors.prefix(shown).map(\.description)
    if errors.count > shown { lines.append("\(file): … and \(errors.count - shown) more.") }
    return lines.joined(separator: "\n")
  }
}
