import ItemBanks

/// One state of a bank, kept for ever: sittings are frozen to it.
public struct Generation: Sendable, Hashable {
  public let bank: String
  /// Counted from 1.
  public let number: Int
  /// `Bank.contentHash`.
  public let contentHash: String
  /// SHA-256 of the file that brought it, in hexadecimal; `nil` where none did, as for a calibration.
  public let fileHash: String?
  /// Milliseconds since 1970-01-01T00:00Z.
  public let importedAt: Int64
  public let itemCount: Int
}

/// A bank as it was stored, with the generation it is.
public struct StoredBank: Sendable, Hashable {
  /// Without responses, which are not stored.
  public let bank: Bank
  public let generation: Generation
}

/// A line of a list of banks.
public struct BankSummary: Sendable, Hashable {
  public let name: String
  public let title: String
  /// The one in force: the newest.
  public let generation: Generation
  /// Items with parameters that are neither pretest nor retired.
  public let operationalItemCount: Int
  public let calibratedItemCount: Int
  /// Over all generations, finished or not.
  public let sittingCount: Int
}
