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
  /// What else is known of the item's content, by name: what rules of content can count and sum.
  public let attributes: [String: Attribute]
  /// Ids of items that are never given to a person who was given this one, because one gives the other away
  /// or they ask the same. It is enough that one of two names the other.
  public let enemies: [String]
  /// The id of the set of items about one stimulus to which it belongs, see `Bank.sets`.
  public let set: String?
  private var ownModel: EquatableModel?
  /// Standard errors of a logistic item's parameters; `nil` where they are not known.
  public private(set) var parameterErrors: ParameterErrors?
  public private(set) var status: Status
  /// Whether a calibration keeps the parameters as they are, and puts the other items on their scale.
  public let isFixed: Bool
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

  /// - Precondition: every score the question can give is one of the model's, see `score(_:)`.
  public init(
    id: String, question: Question? = nil, domain: String? = nil,
    attributes: [String: Attribute] = [:], enemies: [String] = [], set: String? = nil,
    model: (any ResponseModel)? = nil, parameterErrors: ParameterErrors? = nil,
    status: Status = .provisional, isFixed: Bool = false, rationale: String? = nil,
    misconceptions: [String: String] = [:], source: String? = nil, licence: String? = nil
  ) {
    self.id = id
    self.question = question
    self.domain = domain
    self.attributes = attributes
    self.enemies = enemies
    self.set = set
    ownModel = model.map(EquatableModel.init)
    self.parameterErrors = parameterErrors
    self.status = status
    self.isFixed = isFixed
    self.rationale = rationale
    self.misconceptions = misconceptions
    self.source = source
    self.licence = licence
  }

  /// An item of the logistic model.
  public init(
    id: String, question: Question? = nil, domain: String? = nil,
    attributes: [String: Attribute] = [:], enemies: [String] = [], set: String? = nil,
    parameters: LogisticModel?, parameterErrors: ParameterErrors? = nil,
    status: Status = .provisional, isFixed: Bool = false, rationale: String? = nil,
    misconceptions: [String: String] = [:], source: String? = nil,
    licence: String? = nil
  ) {
    self.init(
      id: id, question: question, domain: domain, attributes: attributes, enemies: enemies,
      set: set, model: parameters, parameterErrors: parameterErrors, status: status,
      isFixed: isFixed, rationale: rationale, misconceptions: misconceptions, source: source,
      licence: licence)
  }

  /// What an answer says about ability; `nil` until an expert's guess or a calibration supplies it.
  /// Any model will do, a user's own too; bank files carry the library's.
  public var model: (any ResponseModel)? { ownModel?.model }

  /// The parameters of a logistic item; `nil` where there is no model, or another one.
  public var parameters: LogisticModel? { model as? LogisticModel }

  /// Whether a scored test may use it: a model is there and it is neither pretest nor retired.
  public var isOperational: Bool {
    ownModel != nil && (status == .provisional || status == .calibrated)
  }

  /// The item with another model and status, all else as it was.
  func replacing(
    model: any ResponseModel, parameterErrors: ParameterErrors?, status: Status
  ) -> Item {
    var item = self
    let new = EquatableModel(model: model)
    // A calibration that kept the parameters has no new errors of them.
    item.parameterErrors = parameterErrors ?? (ownModel == new ? self.parameterErrors : nil)
    item.ownModel = new
    item.status = status
    return item
  }
}

/// Every model is Hashable, but `any` of them is not; with this an item is, field by field.
private struct EquatableModel: Sendable, Hashable {
  let model: any ResponseModel

  static func == (left: Self, right: Self) -> Bool {
    AnyHashable(left.model) == AnyHashable(right.model)
  }

  func hash(into hasher: inout Hasher) { model.hash(into: &hasher) }
}
