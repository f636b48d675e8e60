/// A bank as one file describes it: who it is for, its items, and the responses it carries.
public struct Bank: Sendable, Hashable {
  /// The name it goes by in a workspace.
  public let name: String
  public let title: String
  /// A few plain sentences for the person about to be tested.
  public let about: String?
  /// A BCP 47 language tag.
  public let language: String?
  public let scale: Scale
  /// In the order in which reports list them.
  public let domains: [Domain]
  /// What a score says in words, from the lowest up.
  public let levels: [Level]
  /// An item for trying out the keys; never counts.
  public let practice: Item?
  /// The test design that the bank recommends, as written; interpreted by the engine.
  public let design: JSONValue?
  public let source: String?
  public let licence: String?
  /// Sets of items that share a stimulus; an item may name a set that is not described here, and then there is
  /// no stimulus and no bound.
  public let sets: [StimulusSet]
  public let items: [Item]
  public let responses: [ResponseRecord]

  /// The affine scale on which scores are reported: `mean` + `standardDeviation`·θ.
  public struct Scale: Sendable, Hashable {
    public let mean: Double
    public let standardDeviation: Double

    public init(mean: Double, standardDeviation: Double) {
      self.mean = mean
      self.standardDeviation = standardDeviation
    }

    public func scaled(_ theta: Double) -> Double { mean + standardDeviation * theta }
  }

  /// A content area.
  public struct Domain: Sendable, Hashable, Identifiable {
    public let id: String
    public let title: String

    public init(id: String, title: String) {
      self.id = id
      self.title = title
    }
  }

  /// What a person with a scaled score of at least `from` can usually do.
  public struct Level: Sendable, Hashable {
    public let from: Double
    public let text: String

    public init(from: Double, text: String) {
      self.from = from
      self.text = text
    }
  }

  public init(
    name: String, title: String? = nil, about: String? = nil, language: String? = nil,
    scale: Scale = Scale(mean: 500, standardDeviation: 100), domains: [Domain] = [],
    levels: [Level] = [], practice: Item? = nil, design: JSONValue? = nil, source: String? = nil,
    licence: String? = nil, sets: [StimulusSet] = [], items: [Item],
    responses: [ResponseRecord] = []
  ) {
    self.name = name
    self.title = title ?? name
    self.about = about
    self.language = language
    self.scale = scale
    self.domains = domains
    self.levels = levels
    self.practice = practice
    self.design = design
    self.source = source
    self.licence = licence
    self.sets = sets
    self.items = items
    self.responses = responses
  }

  /// What a person reads before each item of a set; `nil` where the item belongs to none, or to one without a
  /// stimulus.
  public func stimulus(of item: Item) -> String? {
    item.set.flatMap { id in sets.first { $0.id == id }?.stimulus }
  }

  /// Whether a test can be given from it: at least one operational item with a question.
  public var isAdministrable: Bool {
    items.contains { $0.isOperational && $0.question != nil }
  }

  /// Whether an item's model has more scores than 0 and 1.
  public var isPolytomous: Bool { items.contains { ($0.model?.scoreCount ?? 2) > 2 } }

  /// Whether it asks questions and none of them has an answer better than another.
  public var isSurvey: Bool {
    let formats = items.filter { $0.isOperational }.compactMap(\.question?.format)
    return !formats.isEmpty && formats.allSatisfy { if case .rating = $0 { true } else { false } }
  }

  /// The title of a domain, or its id where the bank line does not name it.
  public func title(ofDomain id: String) -> String {
    domains.first { $0.id == id }?.title ?? id
  }

  /// What a scaled score says in words; the lowest level serves everything below it.
  public func level(forScaledScore score: Double) -> Level? {
    levels.last { $0.from <= score } ?? levels.first
  }
}

/// One person's scored responses, as a response line carries them.
public struct ResponseRecord: Sendable, Hashable {
  public let subject: String
  /// Scores by item id; an item that was not given is absent.
  public let scores: [String: Int]
  public let group: String?

  public init(subject: String, scores: [String: Int], group: String? = nil) {
    self.subject = subject
    self.scores = scores
    self.group = group
  }
}
