/// Whom a report is for, which decides what it says and in which words.
public enum ReportAudience: String, Sendable, Hashable, CaseIterable {
  /// Kind and plain: no abilities in logits, no errors, no item by item.
  case student
  /// The result with how far it may be trusted, what happened, and what to look at.
  case proctor
  /// Everything, in the terms of the field.
  case psychometrician
}
