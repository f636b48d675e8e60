import Foundation
import Testing

@testable import ItemBanks

@Suite struct RecordReaderTests {
  static let fields = [
    RecordField("subject", synonyms: RecordField.subjectSynonyms, absence: .isError),
    RecordField("order", synonyms: ["trial"], kind: .time),
    RecordField("skill", synonyms: ["skill_name", "skill_id"], absence: .isError),
    RecordField("item", synonyms: ["problem_id"]),
    RecordField("correct", synonyms: ["score"], kind: .number, absence: .skipsRecord),
  ]

  static func read(
    _ text: String, titles: [String: String] = [:], file: String = "log.csv"
  ) -> RecordTable {
    var reader = RecordReader(fields: fields, titles: titles)
    reader.read(Data(text.utf8), file: file)
    return reader.finish()
  }

  static func labels(_ table: RecordTable, _ field: String) -> [String?] {
    table.names(field)?.codes.map { $0 < 0 ? nil : table.names(field)?.names[Int($0)] } ?? []
  }

  @Test(arguments: [
    "Student,Skill Name,Correct,other\na,add,1,x\nb,\"sub, \"\"hard\"\"\",0,y\n",
    "student;skill_name;correct\r\na;add;1\r\nb;\"sub, \"\"hard\"\"\";0\r\n",
    "{\"user\":\"a\",\"skill\":\"add\",\"skill_id\":7,\"correct\":true}\n\n"
      + "{\"correct\":0,\"skill\":\"sub, \\\"hard\\\"\",\"user\":\"b\"}",
  ])
  func everyFormTellsTheSame(text: String) {
    let table = Self.read(text)
    #expect(table.problems == [])
    #expect(Self.labels(table, "subject") == ["a", "b"])
    #expect(Self.labels(table, "skill") == ["add", "sub, \"hard\""])
    #expect(table.numbers("correct") == [1, 0])
    #expect(table.numbers("order") == nil && table.names("item") == nil)
  }

  @Test func namesAndNumbersKeepTheirPlaces() throws {
    var reader = RecordReader(fields: Self.fields)
    reader.read(Data("subject,skill,correct,trial\n\na,x,1,3\nb,y,0,\n".utf8), file: "one.csv")
    reader.read(
      Data("{\"id\":5,\"skill\":[\"y\",\"x\"],\"correct\":1,\"item\":\"q\"}".utf8),
      file: "two.jsonl")
    let table = reader.finish()
    #expect(table.count == 3)
    #expect(Self.labels(table, "subject") == ["a", "b", "5"])
    #expect(Self.labels(table, "skill") == ["x", "y", "x+y"])
    #expect(Self.labels(table, "item") == [nil, nil, "q"])
    let order = try #require(table.numbers("order"))
    #expect(order[0] == 3 && order[1].isNaN && order[2].isNaN)
    #expect(table.place(of: 0) == ("one.csv", 3))
    #expect(table.place(of: 1) == ("one.csv", 4))
    #expect(table.place(of: 2) == ("two.jsonl", 1))
  }

  @Test func recordsThatTellNoAnswerAreLeftOutAndCounted() {
    let table = Self.read("subject,skill,correct\na,x,NA\na,x,1\na,x,\n")
    #expect(table.count == 1 && table.errorCount == 0)
    #expect(table.report == ["log.csv:2: warning: 2 records tell no 'correct'; left out."])
  }

  @Test(arguments: [
    ("", "log.csv: the file is empty; it should hold records, as JSON Lines or as a table."),
    ("subject,skill,correct\n", "log.csv: there is no record in the file; add at least one."),
    (
      "who,skill,correct\na,x,1\n",
      "log.csv:1: there is no column 'subject'; the columns are 'who', 'skill', 'correct'; rename one, or say "
        + "by --column subject=TITLE which it is."
    ),
    ("subject,skill,correct\na,,1\n", "log.csv:2: 'skill' is missing; give it."),
    ("subject,skill,correct\na,x,maybe\n", "log.csv:2: 'correct' is 'maybe'; it must be a number."),
    (
      "subject,skill,correct\na,x,inf\n",
      "log.csv:2: 'correct' is 'inf'; it must be a finite number."
    ),
    ("subject,skill,correct\na,x,0x1\n", "log.csv:2: 'correct' is '0x1'; it must be a number."),
    (
      "subject,skill,correct\na,x,1,1\n",
      "log.csv:2: the row has 4 fields where the titles are 3; put texts with a delimiter in them between quotes."
    ),
    (
      "subject,skill,correct,trial\na,x,1,yesterday\n",
      "log.csv:2: 'order' is 'yesterday'; it must be a number or an ISO 8601 date and time."
    ),
    (
      "{\"subject\":\"a\",\"skill\":\"x\",\"correct\":[[1]]}",
      "log.csv:1: 'correct' is a list of lists or objects; it must be a text or a number."
    ),
    (
      "{\"subject\":\"a\",\"skill\":",
      "log.csv:1: the last line is cut off in the middle of an object; restore the rest of it."
    ),
    (
      "3\n1,1,2\n0,1\n",
      "log.csv:1: there is no column 'subject'; the columns are '3'; rename one, or say by --column subject=TITLE which it is."
    ),
    (
      "3\n1,1,2\n0,1,1\n2\n1,2\n",
      "log.csv:4: the file ends in the middle of a student; every student has 3 lines."
    ),
    (
      "3\n1,1,2\n0,1,1\n2\n1,2\n1\n",
      "log.csv:4: the lines of this student have 2, 1 entries; they must have as many each."
    ),
  ])
  func whatIsWrongIsSaid(text: String, sentence: String) {
    #expect(Self.read(text).report == [sentence])
  }

  @Test func titlesMayBeNamed() {
    let table = Self.read(
      "uid,kc,skill,ok\na,add,9,1\n", titles: ["subject": "uid", "skill": "kc", "correct": "ok"])
    #expect(Self.labels(table, "skill") == ["add"])
    #expect(
      Self.read("subject,skill,correct\na,x,1\n", titles: ["skill": "kc"]).report
        == ["log.csv:1: there is no column 'kc'; the columns are 'subject', 'skill', 'correct'."])
  }

  @Test func onlyTheFirstProblemsAreTold() {
    let table = Self.read(
      "subject,skill,correct\n" + String(repeating: "a,x,2x\n", count: 50))
    #expect(table.errorCount == 50 && table.problems.count == 20)
    #expect(table.report.last == "… and 30 more errors.")
  }

  @Test func logsOfTheLiteratureAreRead() {
    let three = Self.read("3\n1,1,2,\n0,1,1,\n\n1\n7\n0\n")
    #expect(three.problems == [])
    #expect(Self.labels(three, "subject") == ["1", "1", "1", "2"])
    #expect(Self.labels(three, "skill") == ["1", "1", "2", "7"])
    #expect(three.numbers("correct") == [0, 1, 1, 0])
    let four = Self.read("0,81\r\n5,6\r\n1,2\r\n0,1\r\n")
    #expect(Self.labels(four, "subject") == ["81", "81"])
    #expect(Self.labels(four, "item") == ["5", "6"])
    #expect(Self.labels(four, "skill") == ["1", "2"])
  }

  @Test(arguments: [
    ("1970-01-02", 86400.0), ("1970-01-01 00:01", 60), ("1970-01-01T00:00:01.5Z", 1.5),
    ("1970-01-01T02:00:00+02:00", 0), ("1969-12-31T23:00:00-0100", 0),
  ])
  func momentsBecomeSeconds(text: String, seconds: Double) {
    #expect(RecordReader.Column.seconds(text) == seconds)
  }
}
