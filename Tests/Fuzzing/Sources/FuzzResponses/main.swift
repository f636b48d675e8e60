import CLibFuzzer
import Foundation
import ItemBanks
import ItemResponse

/// What libFuzzer calls with bytes of its choice. The first byte says how they are to be read, the
/// second how they are cut; a byte 0x1E begins a second file.
func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  guard let start, count >= 2 else { return 0 }
  let flags = start[0]
  let bytes = Data(bytes: start + 2, count: count - 2)
  let files = bytes.split(separator: 0x1E, maxSplits: 1, omittingEmptySubsequences: false)

  var options = ResponseReader.Options()
  switch flags & 3 {
  case 1: options.format = .jsonLines
  case 2: options.format = .wide
  case 3: options.format = .long
  default: break
  }
  options.allowsPolytomous = flags & 4 != 0
  if flags & 8 != 0 { options.key = OptionKey(.byItem(["q1": "A", "q2": "3"]), omitted: ["8"]) }
  if flags & 16 != 0 { options.header = flags & 128 != 0 ? .present : .absent }
  if flags & 32 != 0 { options.groupColumn = "group" }
  if flags & 64 != 0 { options.personColumn = .first }
  options.longestLine = 1 << 16

  var whole = ResponseReader(options: options)
  for (index, file) in files.enumerated() {
    whole.read(Data(file), file: "f\(index)", windowSize: 1 << 14)
  }
  let data = whole.finish()

  // However the bytes arrive, they mean the same.
  var cut = ResponseReader(options: options)
  for (index, file) in files.enumerated() {
    cut.read(Data(file), file: "f\(index)", windowSize: 16 + Int(start[1]))
  }
  let other = cut.finish()
  precondition(other.matrix == data.matrix && other.report == data.report, "\(data.report)")
  precondition((data.matrix == nil) == (data.errorCount > 0))

  guard let matrix = data.matrix else { return 0 }
  precondition(matrix.responseCount > 0)
  let filled = matrix.scores.withUnsafeRows { rows in
    (0..<rows.rowCount).reduce(0) { $0 + rows.filledCount($1) }
  }
  precondition(filled == matrix.responseCount)
  precondition(matrix.patterns().counts.reduce(0) { $0 + Int($1) } == matrix.personCount)
  precondition(matrix.scores.transposed().transposed() == matrix.scores)
  if flags & 128 != 0 { _ = data.bankFile(in: "f0") }
  _ = OptionKey.read(bytes, file: "k")
  return 0
}

var argumentCount = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&argumentCount, &arguments) { fuzzOneInput($0, $1) })
