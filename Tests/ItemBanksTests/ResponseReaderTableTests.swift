import Foundation
import ItemResponse
import Testing

@testable import ItemBanks

@Suite struct ResponseReaderWideTests {
  @Test func `a table with names, ids, gaps and quotes`() throws {
    let data = readResponses(
      "\"person\",\"q,1\",\"q \"\"2\"\"\",q3\n\"a\nb\",1,0,NA\nc , 1.0 ,\"\",TRUE\n")
    let matrix = try #require(data.matrix)
    #expect(data.report == [])
    #expect(Array(matrix.items) == ["q,1", "q \"2\"", "q3"])
    #expect(Array(matrix.persons) == ["a\nb", "c"])
    #expect(matrix.scores == ScoreGrid([[1, 0, nil], [1, nil, 1]]))
  }

  @Test(arguments: [";", "\t", ","])
  func `other delimiters and CR LF`(delimiter: String) {
    let data = readResponses(
      "id,q1,q2\r\ns,1,0\r\nt,,1\r\n".replacingOccurrences(of: ",", with: delimiter))
    #expect(data.report == [])
    #expect(data.matrix?.scores == ScoreGrid([[1, 0], [nil, 1]]))
    #expect(data.matrix.map { Array($0.persons) } == ["s", "t"])
  }

  @Test func `without names, items and persons are numbered`() {
    let data = readResponses("1,0,1\n0,,1\n")
    #expect(data.matrix.map { Array($0.items) } == ["item1", "item2", "item3"])
    #expect(data.matrix.map { Array($0.persons) } == ["1", "2"])
    #expect(data.matrix?.scores == ScoreGrid([[1, 0, 1], [0, nil, 1]]))
    // Ids are recognised by not being responses.
    let named = readResponses("anna,0,1\nbert,,1\n")
    #expect(named.matrix.map { Array($0.persons) } == ["anna", "bert"])
    #expect(named.matrix.map { Array($0.items) } == ["item1", "item2"])
    let counted = readResponses("1,0,1\n2,,1\n3,1,1\n")
    #expect(counted.matrix.map { Array($0.persons) } == ["1", "2", "3"])
  }

  @Test func `columns are told apart by name`() {
    var options = ResponseReader.Options()
    options.groupColumn = "sex"
    options.ignoredColumns = ["age"]
    let data = readResponses("EID,age,q1,sex\ne1,17,1,f\ne2,18,0,\n", options: options)
    #expect(data.matrix.map { Array($0.items) } == ["q1"])
    #expect(data.matrix?.groups == PersonGroups(["f", nil]))
    options.personColumn = .named("q1")
    options.ignoredColumns = ["age", "EID"]
    #expect(
      readResponses("EID,age,q1,sex\ne1,17,1,f\n", options: options).report
        == ["f:1: there is no column of responses; see what the columns are."])
    options.groupColumn = "gender"
    #expect(
      readResponses("EID,age,q1,sex\ne1,17,1,f\n", options: options).report
        == ["f:1: there is no column 'gender'; the columns are 'EID', 'age', 'q1', 'sex'."])
  }

  @Test(arguments: [
    (
      "id,q1,q2\ns,1\n",
      "f:2: the row has 2 columns and the first row has 3; every row needs the same, gaps left empty."
    ),
    (
      "id,q1,q2\ns,1,0,1\n",
      "f:2: the row has 4 columns and the first row has 3; every row needs the same, gaps left empty."
    ),
    (
      "id,q1,q2\ns,1,0,\n",
      "f:2: the row has 4 columns and the first row has 3; every row needs the same, gaps left empty."
    ),
    ("id,q1\n", "f:1: there is a header and no row below it; add the responses."),
    ("id,q1\ns,NA\n", "f: there is no response in the table, only gaps; look at its columns."),
    (
      "id,q1,q1\ns,1,0\n",
      "f:1: column 'q1' is there twice; every item needs a title of its own."
    ),
    ("id,q1,\ns,1,0\n", "f:1: column 3 has no title; give it one, or remove the column."),
    (
      "id,q1\ns,2\n",
      "f:2: the response to item 'q1' is 2; it must be 0 or 1."
    ),
    (
      "id,q1\ns,B\n",
      "f:2: the response to item 'q1' is 'B'; it must be 0 or 1, or empty; choices need a key that says which option is right."
    ),
    ("id,q1\ns,yes\n", "f:2: the response to item 'q1' is 'yes'; it must be 0 or 1, or empty."),
    ("id,q1\n,1\n", "f:2: the id of the subject is empty; give it one."),
    (
      "id,q1\n\"s\"x,1\n",
      "f:2: text follows a closing quote; put the whole field between quotes, and double quotes inside."
    ),
    ("id,q1\ns,1\n\"t,1\nu,0\n", "f:3: a quote is opened here and never closed; close it."),
    ("id,q1\ns\u{0},1\n", "f:2: the line has NUL bytes; the file is damaged, or not text."),
    ("id,q1\rs,1\rt,0\r", "f:1: there is a header and no row below it; add the responses."),
    (
      "id,q1\ns,1\ns,0\n",
      "f:3: subject 's' has 0 on item 'q1', but 1 in line 2; keep the one that is right."
    ),
  ])
  func `every mistake is a sentence`(text: String, message: String) {
    let data = readResponses(text)
    #expect(data.matrix == nil)
    #expect(data.errors.map(\.description).contains(message), "\(data.report)")
  }

  @Test func `line numbers count the lines inside quotes`() {
    #expect(
      readResponses("id,q1\n\"a\nb\nc\",1\ns,7\n").errors.map(\.line) == [5])
  }

  @Test func `people of several files without ids are not taken for the same`() {
    let data = readResponses([
      ("a", Data("q1,q2\n1,0\n".utf8)), ("b", Data("q1,q2\n0,0\n".utf8)),
    ])
    #expect(data.matrix.map { Array($0.persons) } == ["a:1", "b:1"])
    #expect(
      data.report == ["b:1: warning: no column names the persons; they are named by file and row."])
  }

  @Test func `rows of a million columns are rows`() {
    let items = (0..<100_000).map { "item\($0)" }.joined(separator: ",")
    let values = (0..<100_000).map { "\($0 % 2)" }.joined(separator: ",")
    let data = readResponses("id,\(items)\ns,\(values)\n")
    #expect(data.matrix?.responseCount == 100_000)
  }
}

@Suite struct ResponseReaderLongTests {
  @Test func `columns may come in any order`() throws {
    var options = ResponseReader.Options()
    options.groupColumn = "sex"
    let data = readResponses(
      "correct,time,Student_ID,sex,Item\n1,3.5,s,f,q1\n0,2,s,f,q2\n,1,t,m,q1\n1,1,t,m,\"q\"\"3\"\n1,1,s,f,q3\n",
      options: options)
    let matrix = try #require(data.matrix)
    #expect(data.report == [])
    #expect(Array(matrix.items) == ["q1", "q2", "q\"3", "q3"])
    #expect(matrix.scores == ScoreGrid([[1, 0, nil, 1], [nil, nil, 1, nil]]))
    #expect(matrix.groups == PersonGroups(["f", "m"]))
  }

  @Test func `columns can be named, or be without names`() {
    var options = ResponseReader.Options()
    options.longColumns = .init(subject: "who", item: "what", response: "how")
    let text = "who,what,how\na,x,1\nb,x,0\n"
    #expect(readResponses(text, options: options).matrix?.scores == ScoreGrid([[1], [0]]))
    var bare = ResponseReader.Options()
    bare.format = .long
    bare.header = .absent
    #expect(
      readResponses("a,x,1\nb,x,0\n", options: bare).matrix?.scores == ScoreGrid([[1], [0]]))
    bare.header = .automatic
    #expect(
      readResponses(text, options: bare).errors.first?.line == 1)
  }

  @Test func `conflicts are told with both lines`() {
    let data = readResponses("subject,item,response\na,x,1\na,y,1\nb,x,0\na,y,0\na,x,1\n")
    #expect(
      data.report == [
        "f:5: subject 'a' has 0 on item 'y', but 1 in line 3; keep the one that is right.",
        "f:6: warning: subject 'a' answers item 'x' as in line 2; the two are counted once.",
      ])
  }

  @Test func `mistakes are sentences`() {
    let data = readResponses("subject,item,response\na,x,1\na,,1\n,x,1\na,y\na,z,3\n")
    #expect(
      data.report == [
        "f:3: the id of the item is empty; give it one.",
        "f:4: the id of the subject is empty; give it one.",
        "f:5: the row has 2 columns and the first row has 3; every row needs the same, gaps left empty.",
        "f:6: the response to item 'z' is 3; it must be 0 or 1.",
      ])
  }
}

@Suite struct ResponseReaderChoiceTests {
  private func options(_ key: OptionKey) -> ResponseReader.Options {
    var options = ResponseReader.Options()
    options.key = key
    return options
  }

  @Test func `options become scores, and are kept`() throws {
    let data = readResponses(
      "id,q1,q2\ns,A,B\nt,C,\nu,A,C\n",
      options: options(OptionKey(.byItem(["q1": "A", "q2": "C"]))))
    let matrix = try #require(data.matrix)
    #expect(matrix.scores == ScoreGrid([[1, 0], [0, nil], [1, 1]]))
    #expect(matrix.choices?[person: 1, item: 0] == "C")
    #expect(matrix.choices?[person: 1, item: 1] == nil)
    #expect(
      data.report == [
        "f: warning: option 'B' was chosen 1 times and is never right; if it means no answer, say so."
      ])
  }

  @Test func `a key in the order of the columns; omitted answers are wrong`() {
    var key = OptionKey(.inOrder(["1", "2"]))
    key.omitted = ["8"]
    let data = readResponses("id,q1,q2\ns,1,8\nt,2,2\n", options: options(key))
    #expect(data.report == [])
    #expect(data.matrix?.scores == ScoreGrid([[1, 0], [0, 1]]))
  }

  @Test func `letters in JSON Lines are options, too`() {
    let data = readResponses(
      #"{"subject_id": "s", "responses": {"q1": "A", "q2": 3}}"#,
      options: options(OptionKey(.byItem(["q1": "A", "q2": "3"]))))
    #expect(data.matrix?.scores == ScoreGrid([[1, 1]]))
  }

  @Test func `unknown options and missing keys are errors`() {
    let byItem = OptionKey(.byItem(["q1": "A"]))
    #expect(
      readResponses("id,q1\ns,A\nt,?\nu,AB\n", options: options(byItem)).report == [
        "f:3: the response to item 'q1' is '?', which is none of the options; correct it, or name it among those for no answer.",
        "f:4: the response to item 'q1' is 'AB', which is none of the options; correct it, or name it among those for no answer.",
      ])
    #expect(
      readResponses("id,q1,q2\ns,A,B\n", options: options(byItem)).report
        .contains("f: item 'q2' has no key; add it, or leave the column out."))
    #expect(
      readResponses("id,q1\ns,A\n", options: options(OptionKey(.inOrder(["A", "B"])))).report
        == ["f: there are 1 items and 2 keys; give one for each item."])
    let listed = OptionKey(.byItem(["q1": "A"]), options: ["A", "B"])
    #expect(readResponses("id,q1\ns,C\n", options: options(listed)).errorCount == 1)
  }

  @Test(arguments: [
    "item,key\nq1,A\nq2,B\n", "key,item\nA,q1\nB,q2\n", "q1,A\nq2,B\n", "q1,q2\nA,B\n",
    "\"item\",\"key\"\r\n\"q1\",\"A\"\r\n\"q2\",\"B\"\r\n",
  ])
  func `key files by item`(text: String) {
    let read = OptionKey.read(Data(text.utf8), file: "k")
    #expect(read.key == OptionKey(.byItem(["q1": "A", "q2": "B"])), "\(read.problems)")
  }

  @Test(arguments: ["ABD\n", "A,B,D\n", "A\nB\nD\n", "key\nA\nB\nD", "A;B;D"])
  func `key files in order`(text: String) {
    #expect(OptionKey.read(Data(text.utf8), file: "k").key == OptionKey(.inOrder(["A", "B", "D"])))
  }

  @Test(arguments: [
    "", "item,key\n", "q1,A\nq1,B\nq2,C\n", "a,b,c\nd\n", "q1,\nq2,A\nq3,B\n", "\"x",
  ])
  func `bad key files have a problem`(text: String) {
    let read = OptionKey.read(Data(text.utf8), file: "k")
    #expect(read.key == nil && read.problems.count == 1)
  }
}
