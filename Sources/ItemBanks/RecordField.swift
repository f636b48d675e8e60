/// What a record may tell: how files call it, and what is in it.
public struct RecordField: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A text that stands for something: a person, a skill.
    case name
    /// A finite number; `true` is 1 and `false` 0.
    case number
    /// A number, or a day and time as in ISO 8601 (`2026-11-21T09:14:05Z`), which becomes seconds.
    case time
  }

  /// What becomes of a record that does not tell it.
  public enum Absence: Sendable, Hashable {
    /// That is an error, and so is a file without it.
    case isError
    /// The record is left out and counted; a file without the field is an error.
    case skipsRecord
    /// It may be missing.
    case isAllowed
  }

  public let name: String
  /// Other titles, in lower case with `_` for what is between words; the earlier ones go first where a file has
  /// several.
  public let synonyms: [String]
  public let kind: Kind
  public let absence: Absence

  public init(
    _ name: String, synonyms: [String] = [], kind: Kind = .name, absence: Absence = .isAllowed
  ) {
    self.name = name
    self.synonyms = synonyms
    self.kind = kind
    self.absence = absence
  }

  /// How well a title fits: 0 is best; `nil` where it does not.
  func rank(ofTitle title: String) -> Int? {
    let plain = String(title.lowercased().map { $0 == " " || $0 == "-" || $0 == "." ? "_" : $0 })
    return plain == name ? 0 : synonyms.firstIndex(of: plain).map { $0 + 1 }
  }
}

extension RecordField {
  /// How files call the person that a record is about.
  public static let subjectSynonyms = [
    "subject_id", "subjectid", "subjid", "subj_id", "subj", "student", "student_id",
    "studentid", "anon_student_id", "user", "user_id", "userid", "person", "person_id", "personid",
    "participant", "participant_id", "learner", "learner_id", "examinee", "examinee_id",
    "candidate", "candidate_id", "respondent", "respondent_id", "id", "eid", "name",
  ]
}
