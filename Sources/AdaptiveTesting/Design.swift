import ItemBanks

/// How a test is given: where it starts, how items are picked, how ability is estimated, when it
/// stops, and what the person is told afterwards.
///
/// A design is data: it is read from and written to JSON (see `cat-design(5)`), every part may be
/// left out, and a sitting keeps the design that it began with.
public struct Design: Sendable, Hashable {
  public var start: Start
  public var selection: Selection
  public var exposure: Exposure
  public var content: Content
  public var estimation: Estimation
  public var stopping: Stopping
  /// `nil` where every item is scored.
  public var pretest: Pretest?
  public var feedback: Feedback

  public init(
    start: Start = Start(), selection: Selection = Selection(), exposure: Exposure = .unlimited,
    content: Content = .none, estimation: Estimation = Estimation(),
    stopping: Stopping = Stopping(), pretest: Pretest? = nil, feedback: Feedback = Feedback()
  ) {
    self.start = start
    self.selection = selection
    self.exposure = exposure
    self.content = content
    self.estimation = estimation
    self.stopping = stopping
    self.pretest = pretest
    self.feedback = feedback
  }
}

/// Why a design cannot be used: which part, what is wrong, what to do.
public struct DesignError: Error, Hashable, Sendable, CustomStringConvertible {
  public let message: String
  public var description: String { message }

  public init(message: String) { self.message = message }
}

/// A part of a design: reads itself, writes itself, says what is wrong with it and what it does.
protocol DesignPart {
  /// Each key that is missing leaves its default.
  init(_ reader: inout DesignReader) throws(DesignError)

  /// Everything written out, defaults too.
  var json: JSONValue { get }

  func validate() throws(DesignError)
}

extension Design {
  /// Checks what the parts say, of themselves and about each other.
  public func validate() throws(DesignError) {
    try start.validate()
    try selection.validate()
    try exposure.validate()
    try content.validate()
    try estimation.validate()
    try stopping.validate()
    try pretest?.validate()
    try selection.validate(with: stopping)
    if !selection.criterion.looksAtAbility, start != Start() {
      throw DesignError(
        message:
          "start is of no use to the criterion \(selection.criterion.rawValue), which does not look "
          + "at ability; leave it out.")
    }
    try content.validate(with: stopping)
    try pretest?.validate(with: stopping)
  }
}
