import ItemResponse

/// One item of a bank: what is asked, what is known of it as a measurement, and whose it is.
public struct Item: Sendable, Hashable, Identifiable {
  /// Unique in its bank; letters, digits and punctuation without spaces.
  public let id: String
  /// What the person sees; `nil` for an item known by its parameters only, which can be simulated
  /// and calibrated but not given.
  public let question: Question?
  /// The id of a content domain; `nil` where the bank has none.
  public let domain: String?
  /// `nil` until an expert's guess or a calibration supplies them.
  public let parameters: LogisticModel?
  public let status: Status
  /// One sentence that says why the key is right, for after the test.
  public let rationale: String?
  /// For each wrong option, by letter, the misconception that leads to it.
  public let misconceptions: [String: String]
  /// Where the item comes from; a bank line's `source` unless the item has its own.
  public let source: String?
  /// Under which terms it may be used; a bank line's `licence` unless the item has its own.
  public let licence: String?

  /// How far an item's parameters may be trusted and what it may be used for.
  public enum Status: String, Sendable, Codable, CaseIterable {
    /// An expert's guess at the parameters; given and scored, and every score says so.
    case provisional
    /// Parameters estimated from responses.
    case calibrated
    /// For collecting responses; scored tests leave it out.
    case pretest
    /// Kept for old sittings, never given.
    case retired
  }

  public init(
    id: String, question: Question? = nil, domain: String? = nil,
    parameters: LogisticModel? = nil, status: Status = .provisional, rationale: String? = nil,
    misconceptions: [String: String] = [:], source: String? = nil, licence: String? = nil
  ) {
    self.id = id
    self.question = question
    self.domain = domain
    self.parameters = parameters
    self.status = status
    self.rationale = rationale
    self.misconceptions = misconceptions
    self.source = source
    self.licence = licence
  }

  /// The item's response model, whichever it is; `nil` while it has no parameters.
  public var model: (any ResponseModel)? { parameters }

  /// Whether a scored test may use it: parameters are there and it is neither pretest nor retired.
  public var isOperational: Bool {
    parameters != nil && (status == .provisional || status == .calibrated)
  }
}
