import Foundation
import ItemResponse
import Testing

@testable import ItemBanks

@Suite struct ResponseReaderFilesTests {
  /// `{"subject_id": "s", "responses": {"q1": 1, "q2": 0}}`, a line, as gzip -9n makes it.
  static let compressed = Data(
    base64Encoded:
      "H4sIAAAAAAACA6tWKi5NykpNLonPTFGyUlAqVtJRUCpKLS7IzytOLQaKVCsVGgIpQ6BwoRGQYVBbywUAMHmD3zUAAAA="
  )

  @Test func `a compressed file is read like any other, in one member or two`() throws {
    let one = try #require(Self.compressed)
    let data = readResponses([("f.gz", one)])
    #expect(data.report == [])
    #expect(data.matrix?.scores == ScoreGrid([[1, 0]]))
    let two = readResponses([("f.gz", one + one + Data([0, 0, 0]))])
    #expect(two.matrix?.personCount == 1)
    #expect(two.warningCount == 1)
  }

  @Test func `damaged compression is told`() throws {
    let whole = try #require(Self.compressed)
    for count in 2..<whole.count {
      let data = readResponses([("f.gz", whole.prefix(count))])
      #expect(data.matrix == nil)
      #expect(
        data.report.first?.hasSuffix("the compressed file ends too early; fetch it again, whole.")
          == true, "\(count): \(data.report)")
    }
    var damaged = whole
    damaged[whole.count - 6] ^= 0x55
    #expect(
      readResponses([("f.gz", damaged)]).report.first?
        .hasSuffix("the compressed data are damaged; fetch the file again.") == true)
    #expect(readResponses([("f.gz", whole + Data("x".utf8))]).matrix == nil)
  }

  @Test func `files that cannot be read are told`() {
    var reader = ResponseReader()
    reader.read(contentsOf: "/nowhere/at/all.csv")
    reader.read(contentsOf: "/")
    #expect(
      reader.finish().report.sorted() == [
        "/: this is a folder; name the files in it.",
        "/nowhere/at/all.csv: there is no such file; check the name.",
      ])
    #expect(ResponseReader().finish().errorCount == 1)
  }

  @Test func `no bytes whatever bring it down`() {
    // What the fuzzer does for hours, for a moment: good files with bytes changed at random.
    let seeds = [
      #"{"subject_id": "s\u00e9", "responses": {"q1": 1, "q2": null}, "group": "g", "x": [1, {"a": -2.5e3}]}"#
        + "\n",
      "id,\"q,1\",q2\ns,1,0\n\"t\"\"\",NA,1\n", "subject,item,response\na,x,1\na,y,0\nb,x,1\n",
    ]
    var state: UInt64 = 88_172_645_463_325_252
    func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    for seed in seeds {
      for _ in 0..<500 {
        var bytes = Array(seed.utf8)
        for _ in 0...next(4) {
          switch next(3) {
          case 0: bytes[next(bytes.count)] = UInt8(next(256))
          case 1: bytes.insert(Array("\"{}[],:\n\r\u{0}0\\".utf8)[next(12)], at: next(bytes.count))
          default: if bytes.count > 1 { bytes.remove(at: next(bytes.count)) }
          }
        }
        _ = readResponses([("f", Data(bytes))])
      }
    }
  }
}

/// The data sets beside the repository; skipped where they are absent.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: sharedData.path)))
struct ResponseReaderSharedDataTests {
  @Test(arguments: [
    ("sat12/responses.csv", 600, 32, 19200), ("hci/responses.csv", 651, 20, 13020),
    ("icar16/responses.csv", 1525, 16, 23257), ("lsat/lsat6_responses.csv", 1000, 5, 5000),
    ("credential_form1/responses.csv.gz", 818, 200, 147_240),
    ("wordbank_en_ws/responses.csv.gz", 1413, 680, 960_840),
    ("formats/pyirt_jsonlines/minitest.jsonlines", 4, 4, 16),
    ("formats/pyirt_jsonlines/minitest.amortized.jsonlines.gz", 8, 1100, 8800),
  ])
  func `sets are read as their READMEs describe them`(
    path: String, persons: Int, items: Int, responses: Int
  ) throws {
    var reader = ResponseReader()
    reader.read(contentsOf: sharedData.appending(path: path).path)
    let data = reader.finish()
    #expect(data.report == [])
    let matrix = try #require(data.matrix)
    #expect(matrix.personCount == persons && matrix.itemCount == items)
    #expect(matrix.responseCount == responses)
  }

  /// Scores made from raw choices and the key are those that the set gives. In sat12 the code 8 stands
  /// for an answer left out, which is wrong; in icar16 the code 0 does, which is a gap.
  @Test(arguments: [("sat12", omitted: ["8"], missing: []), ("hci", [], []), ("icar16", [], ["0"])])
  func `raw choices give the published scores`(
    set: String, omitted: [String], missing: [String]
  ) throws {
    let folder = sharedData.appending(path: set)
    let file = try Data(contentsOf: folder.appending(path: "key.csv"))
    var options = ResponseReader.Options()
    options.key = OptionKey.read(file, file: "key.csv").key
    options.key?.omitted = Set(omitted)
    options.missing.formUnion(missing)
    var raw = ResponseReader(options: options)
    raw.read(contentsOf: folder.appending(path: "raw_options.csv").path)
    let read = raw.finish()
    var scored = ResponseReader()
    scored.read(contentsOf: folder.appending(path: "responses.csv").path)
    let matrix = try #require(read.matrix, "\(read.report)")
    #expect(matrix.scores == scored.finish().matrix?.scores)
    #expect(matrix.choices != nil)
  }
}

private let sharedData = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "shared/data")
