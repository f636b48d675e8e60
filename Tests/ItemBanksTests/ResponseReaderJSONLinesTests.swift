import Foundation
import ItemResponse
import Testing

@testable import ItemBanks

/// What reading some text gives, with windows so small that every line is cut somewhere.
func readResponses(
  _ text: String, options: ResponseReader.Options = .init(), file: String = "f"
) -> ResponseData {
  readResponses([(file, Data(text.utf8))], options: options)
}

func readResponses(
  _ files: [(name: String, data: Data)], options: ResponseReader.Options = .init()
) -> ResponseData {
  var reader = ResponseReader(options: options)
  for file in files { reader.read(file.data, file: file.name) }
  let data = reader.finish()
  // The same bytes through a window of 16 bytes must say the same.
  var narrow = ResponseReader(options: options)
  for file in files { narrow.read(file.data, file: file.name, windowSize: 16) }
  let other = narrow.finish()
  #expect(other.matrix == data.matrix)
  #expect(other.report == data.report)
  return data
}

@Suite struct ResponseReaderJSONLinesTests {
  @Test func `py-irt's files are read as they are`() throws {
    let data = readResponses(
      """
      {"subject_id": "pedro",    "responses": {"q1": 1, "q2": 0, "q3": 1, "q4": 0}}
      {"subject_id": "pinguino", "responses": {"q1": 1, "q2": 1, "q4": 0}}
      {"subject_id": "burt",     "responses": {}}
      """)
    let matrix = try #require(data.matrix)
    #expect(data.report == [])
    #expect(Array(matrix.items) == ["q1", "q2", "q3", "q4"])
    #expect(Array(matrix.persons) == ["pedro", "pinguino", "burt"])
    #expect(matrix.scores == ScoreGrid([[1, 0, 1, 0], [1, 1, nil, 0], [nil, nil, nil, nil]]))
    #expect(data.files == [.init(name: "f", format: .jsonLines, responseCount: 7, byteCount: 190)])
  }

  @Test func `order, spaces, escapes, nulls, booleans and numbers as ids are understood`() throws {
    let data = readResponses(
      #"""
      { "group" : "g\u00e9" , "responses":{"caf\u00e9":1.0,"\ud83d\ude00" : true, "a\"\\\n": 0},"subject_id":17 }
      {"subject_id":"x","responses":{"café":0,"😀":null,"a\"\\\n":1e0},"group":null}
      """#)
    let matrix = try #require(data.matrix)
    #expect(Array(matrix.items) == ["café", "😀", "a\"\\\n"])
    #expect(Array(matrix.persons) == ["17", "x"])
    #expect(matrix.scores == ScoreGrid([[1, 1, 0], [0, nil, 1]]))
    #expect(matrix.groups?[0] == "gé" && matrix.groups?[1] == nil)
  }

  @Test func `lines of a bank are kept for the bank`() throws {
    let data = readResponses(
      """
      {"bank": "b", "title": "T", "group": [1]}
      {"subject_id": "s", "responses": {"q1": 1}}
      {"item_id": "q1", "b": 0.5}
      {"item_id": "q2", "b": "x"}
      """)
    #expect(data.matrix?.personCount == 1)
    #expect(data.bankLines.map(\.line) == [1, 3, 4])
    let bank = try #require(data.bankFile(in: "f"))
    #expect(bank.errors.map(\.line) == [4])
    #expect(data.bankFile(in: "g") == nil)
  }

  @Test func `a field that is not known is warned about once`() {
    let data = readResponses(
      """
      {"subject_id": "s", "responses": {"q1": 1}, "gruop": {"a": [1, {"b": null}]}}
      {"subject_id": "t", "responses": {"q1": 1}, "gruop": "x"}
      """)
    #expect(data.report == ["f:1: warning: field 'gruop' is not known; it is skipped everywhere."])
  }

  @Test(arguments: [
    (
      #"{"subject_id": "s", "responses": {"q": 2}}"#,
      "the response to item 'q' is 2; it must be 0 or 1."
    ),
    (
      #"{"subject_id": "s", "responses": {"q": -1}}"#,
      "the response to item 'q' is -1; it must be 0 or 1."
    ),
    (
      #"{"subject_id": "s", "responses": {"q": 0.5}}"#,
      "the response to item 'q' is 0.5; it must be 0 or 1."
    ),
    (
      #"{"subject_id": "s", "responses": {"q": 1e999}}"#,
      "the response to item 'q' is 1e999; it must be 0 or 1."
    ),
    (
      #"{"subject_id": "s", "responses": {"q": "1"}}"#,
      "the response to item 'q' is the text '1'; it must be 0 or 1, or a key must say which option is right."
    ),
    (
      #"{"subject_id": "s", "responses": {"q": [1]}}"#,
      "the response to item 'q' is a list; it must be 0 or 1."
    ),
    (
      #"{"subject_id": "s", "responses": [1]}"#,
      "'responses' is a list; it must be an object of scores by item."
    ),
    (
      #"{"subject_id": ["s"], "responses": {"q": 1}}"#, "'subject_id' is a list; it must be a text."
    ),
    (#"{"subject_id": "", "responses": {"q": 1}}"#, "the id of the subject is empty; give it one."),
    (#"{"subject_id": "s", "responses": {"": 1}}"#, "the id of the item is empty; give it one."),
    (#"{"subject_id": "s"}"#, "'responses' is missing; add the scores by item."),
    (#"{"responses": {"q": 1}}"#, "'subject_id' is missing; say whose responses these are."),
    (
      #"{"a": 1}"#,
      "the line has none of 'bank', 'item_id' and 'subject_id', so nothing tells what it is; add one."
    ),
    (
      #"{"subject_id": "s", "item_id": "q", "responses": {}}"#,
      "the line is both a response line and a line of a bank; split it in two."
    ),
    (
      #"{"subject_id": "s", "responses": {"q": NaN}}"#,
      "a value is NaN, which JSON does not have; write null where an answer is missing."
    ),
    (
      #"{"subject_id": "s", "responses": {"q": 1,}}"#,
      "the line is not valid JSON at column 42, '}}'; check its quotes, commas and braces."
    ),
    (
      #"{"subject_id": "s", "responses": {"q": 01}}"#,
      "the line is not valid JSON at column 41, '1}}'; check its quotes, commas and braces."
    ),
    (
      #"{"subject_id": "s", "responses": {"q": 1}} x"#,
      "the line is not valid JSON at column 44, 'x'; check its quotes, commas and braces."
    ),
    (
      #"{"subject_id": "\ud800", "responses": {"q": 1}}"#,
      #"an escape \u in a text is half of a character; write both halves."#
    ),
    (
      #"[{"subject_id": "s", "responses": {"q": 1}}]"#,
      "the line begins a list; write one object a line, without a list around them."
    ),
    (
      "{\"subject_id\": \"s\u{0}\", \"responses\": {\"q\": 1}}",
      "the line has NUL bytes; the file is damaged, or not text."
    ),
  ])
  func `every mistake is a sentence`(line: String, message: String) {
    let data = readResponses(line + "\n")
    #expect(data.matrix == nil)
    #expect(data.report == ["f:1: " + message])
  }

  @Test func `a cut-off last line, an empty line, CR LF and a byte order mark are noticed`() {
    #expect(
      readResponses("{\"subject_id\": \"s\", \"responses\": {\"q\": 1").report
        == ["f:1: the last line is cut off in the middle of an object; restore the rest of it."])
    let data = readResponses(
      "\u{FEFF}{\"subject_id\": \"s\", \"responses\": {\"q\": 1}}\r\n\r\n"
        + "{\"subject_id\": \"t\", \"responses\": {\"q\": 0}}\r\n")
    #expect(data.matrix?.personCount == 2)
    #expect(
      data.report == [
        "f:1: warning: the file begins with a byte order mark; save it as plain UTF-8.",
        "f:2: warning: the line is empty; leave it out.",
        "f: warning: lines end in CR LF; save the file with LF line ends.",
      ])
  }

  @Test func `what is not UTF-8 or not text is refused`() {
    func report(_ bytes: [UInt8]) -> [String] { readResponses([("f", Data(bytes))]).report }
    #expect(
      report(Array("{\"subject_id\": \"".utf8) + [0xFF] + Array("\"}\n".utf8))
        == ["f:1: the line is not UTF-8 text; save the file with that encoding."])
    #expect(report([0xFF, 0xFE, 0x7B, 0x00]) == ["f: the file is UTF-16 text; save it as UTF-8."])
    #expect(report([]).first?.hasPrefix("f: the file is empty;") == true)
    #expect(report(Array(" \n\n".utf8)).first?.hasPrefix("f: the file is empty;") == true)
    #expect(
      report([0x50, 0x4B, 0x03, 0x04, 0, 0])
        == [
          "f: the file is a zip archive (an .xlsx file is one, too); unpack it, or export it as CSV."
        ])
  }

  @Test func `a line of a million characters is a line like any other`() {
    let items = (0..<100_000).map { "\"q\($0)\": \($0 % 2)" }.joined(separator: ",")
    let data = readResponses("{\"subject_id\": \"s\", \"responses\": {\(items)}}\n")
    #expect(data.matrix?.responseCount == 100_000)

    let long = String(repeating: "x", count: 1_000_000)
    #expect(
      readResponses("{\"subject_id\": \"\(long)\", \"responses\": {\"q\": 1}}").report == [
        "f:1: the id of the subject ('\(long.prefix(40))…') has 1000000 bytes; at most 4096 are taken."
      ])
    #expect(
      readResponses("{" + long).report == [
        "f:1: the line is not valid JSON at column 2, '\(long.prefix(40))…'; "
          + "check its quotes, commas and braces."
      ])
    let deep = String(repeating: "[", count: 1_000_000)
    #expect(
      readResponses("{\"x\": " + deep).report
        == ["f:1: lists or objects are nested more than 128 deep; flatten it."])

    var options = ResponseReader.Options()
    options.longestLine = 1000
    #expect(
      readResponses("{\"" + long, options: options).report.first?
        .contains("the line is longer than 1000 bytes") == true)
  }

  @Test func `one subject twice: the same answers are merged, others are an error`() {
    let same = readResponses(
      """
      {"subject_id": "s", "responses": {"q1": 1, "q2": 0}}
      {"subject_id": "t", "responses": {"q1": 0}}
      {"subject_id": "s", "responses": {"q2": 0, "q3": 1}}
      {"subject_id": "t", "responses": {"q2": 0}}
      """)
    #expect(same.matrix?.scores == ScoreGrid([[1, 0, 1], [0, 0, nil]]))
    #expect(
      same.report == [
        "f:3: warning: subject 's' answers item 'q2' as in line 1; the two are counted once.",
        "f:4: warning: subject 't' has come before in this file; the responses are put together.",
      ])
    let different = readResponses(
      """
      {"subject_id": "s", "responses": {"q1": 1, "q2": 0}, "group": "a"}
      {"subject_id": "s", "responses": {"q2": 1}, "group": "b"}
      """)
    #expect(different.matrix == nil)
    #expect(different.errorCount == 2)
    #expect(
      different.report.contains(
        "f:2: subject 's' has 1 on item 'q2', but 0 in line 1; keep the one that is right."))
    #expect(
      different.report.contains(
        "f:2: subject 's' is in group 'b', but in group 'a' before; keep the one that is right."))
  }

  @Test func `several files come together`() {
    let data = readResponses([
      ("a", Data(#"{"subject_id": "s", "responses": {"q1": 1}}"#.utf8)),
      ("b", Data("id,q2,q1\ns,0,1\nt,1,\n".utf8)),
      ("c", Data("item,response,subject\nq3,1,t\nq2,1,t\n".utf8)),
    ])
    #expect(data.matrix?.scores == ScoreGrid([[1, 0, nil], [nil, 1, 1]]))
    #expect(data.files.map(\.format) == [.jsonLines, .wide, .long])
    #expect(data.files.map(\.responseCount) == [1, 3, 2])
    #expect(
      data.report == [
        "b:2: warning: subject 's' answers item 'q1' as in a:1; the two are counted once.",
        "c:3: warning: subject 't' answers item 'q2' as in b:3; the two are counted once.",
      ])
  }

  @Test func `the first twenty problems are told and the rest counted`() {
    let data = readResponses(
      (0..<50).map { "{\"subject_id\": \"s\($0)\", \"responses\": {\"q\": 7}}\n" }.joined())
    #expect(data.errors.count == 20 && data.errorCount == 50)
    #expect(data.report.last == "… and 30 more errors.")
  }

  @Test func `polytomous scores are taken where they are allowed`() {
    var options = ResponseReader.Options()
    options.allowsPolytomous = true
    let data = readResponses(
      "{\"subject_id\": \"s\", \"responses\": {\"q\": 3, \"r\": 254}}\n", options: options)
    #expect(data.matrix?.scores == ScoreGrid([[3, 254]]))
    #expect(
      readResponses("{\"subject_id\": \"s\", \"responses\": {\"q\": 255}}", options: options).report
        == ["f:1: the response to item 'q' is 255; it must be a whole number from 0 to 254."])
  }

  @Test func `progress can stop the reading`() {
    var reader = ResponseReader()
    reader.progress = { _ in false }
    reader.read(
      MemorySource(Data("{\"subject_id\": \"s\", \"responses\": {\"q\": 1}}".utf8)), file: "f",
      windowSize: 16)
    // Small files are read in one piece and never ask; this one is cut by its window.
    #expect(reader.finish().matrix != nil)
    var long = ResponseReader()
    long.progress = { _ in false }
    let line = "{\"subject_id\": \"s\", \"responses\": {\"q\": 1}}\n"
    long.read(Data(String(repeating: line, count: 50_000).utf8), file: "f")
    #expect(
      long.finish().report.contains { $0.hasSuffix("reading was stopped; nothing was kept.") })
  }
}
