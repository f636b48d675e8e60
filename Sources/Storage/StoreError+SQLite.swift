import GRDB

extension StoreError {
  /// The one place where SQLite's result codes become ours.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError: self.init(error, path: path)
    default: self = .other(path: path, detail: "\(error)")
    }
  }

  private init(_ error: DatabaseError, path: String) {
    let detail = error.message ?? "SQLite's error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_NOTADB: self = .notADatabase(path: path)
    case .SQLITE_CORRUPT, .SQLITE_FORMAT, .SQLITE_SCHEMA:
      self = .corrupt(path: path, detail: detail)
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: self = .busy(path: path)
    case .SQLITE_READONLY: self = .readOnly(path: path)
    case .SQLITE_FULL: self = .diskFull(path: path)
    case .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_CANTOPEN:
      self = .cannotCreate(path: path, reason: detail)
    case .SQLITE_IOERR:
      switch error.extendedResultCode {
      case .SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ:
        self = .corrupt(path: path, detail: detail)
      default:
        self = .cannotWrite(path: path, reason: detail)
      }
    default: self = .other(path: path, detail: detail)
    }
  }

  /// Whether trying the same again may succeed.
  static func isBusy(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError else { return false }
    return error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
  }
}
